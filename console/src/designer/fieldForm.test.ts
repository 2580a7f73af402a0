import { changesOfField, fieldOfForm, formOf, NEW_FIELD, newField } from "./fieldForm";
import { FIELD_TYPES } from "./fieldTypes";

const stage = {
  ...fieldOfForm({ ...NEW_FIELD, name: "kind", type: "choice" }, "Kind"),
  labels: [{ language: "en", text: "Kind" }],
  options: [
    { key: "demo", label: "Demo", labels: [], color: "#ff0000", active: true, onlyWith: [] },
    { key: "call", label: "Call", labels: [], color: null, active: true, onlyWith: [] },
  ],
};

it.each(FIELD_TYPES)("changes nothing of a field of type %s that is only looked at", (type) => {
  const field = { ...fieldOfForm({ ...NEW_FIELD, name: "it", type }, "It"), pattern: null };
  expect(changesOfField("deal", field, formOf(field))).toEqual([]);
});

it("names only what has been changed, and the new name last", () => {
  const form = formOf(stage);
  const changed = {
    ...form,
    name: "sort",
    required: true,
    options: [
      ...form.options.slice(0, 1),
      { id: "x", key: "", labels: { en: "On site", "zh-CN": "上门" }, kept: false },
    ],
  };
  expect(changesOfField("visit", stage, changed).map((each) => Object.keys(each)[0])).toEqual([
    "addOption",
    "removeOption",
    "setRequired",
    "renameField",
  ]);
});

it("keeps what is said where a pattern does not match", () => {
  const said = [{ language: "en", text: "Four digits" }];
  const field = {
    ...fieldOfForm({ ...NEW_FIELD, name: "code" }, "Code"),
    pattern: "\\d{4}",
    patternMessage: said,
  };
  expect(changesOfField("deal", field, { ...formOf(field), maxLength: "4" })).toEqual([
    {
      setBounds: {
        object: "deal",
        field: "code",
        minimum: null,
        maximum: null,
        minLength: null,
        maxLength: 4,
        pattern: "\\d{4}",
        mediaTypes: [],
        patternMessage: said,
      },
    },
  ]);
});

it("leaves out what its type does not have", () => {
  const made = newField({
    ...NEW_FIELD,
    labels: { en: "Signed", "zh-CN": "" },
    type: "boolean",
    maximum: "3",
  });
  expect(made).toMatchObject({ name: "signed", type: "boolean", maximum: null });
  expect(made).not.toHaveProperty("target");
});
