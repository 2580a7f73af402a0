import type { CatalogChange } from "../client/generated/graphql";
import { changesOfField, isComplete, newField } from "./fieldChanges";
import { fieldOfForm, formOf, NEW_FIELD } from "./fieldForm";
import { FIELD_TYPES } from "./fieldTypes";
import { emptyOption, type OptionForm } from "./optionForm";

const stage = {
  ...fieldOfForm({ ...NEW_FIELD, name: "kind", type: "choice" }, "Kind"),
  labels: [{ language: "en", text: "Kind" }],
  options: [
    { key: "demo", label: "Demo", labels: [], color: "#ff0000", active: true, onlyWith: [] },
    { key: "call", label: "Call", labels: [], color: null, active: true, onlyWith: [] },
  ],
};

const optionNamed = (key: string) => ({
  key,
  label: key,
  labels: [],
  color: null,
  active: true,
  onlyWith: [],
});

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
    options: [...form.options.slice(0, 1), { ...emptyOption(), labels: { en: "On site", "zh-CN": "上门" } }],
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

const kinds = (changes: readonly CatalogChange[]) => changes.map((each) => Object.keys(each)[0]);

it("converts values before it asks something of those of the new type", () => {
  const field = {
    ...fieldOfForm({ ...NEW_FIELD, name: "size" }, "Size"),
    default: "12",
    unique: true,
    pattern: "\\d+",
  };
  const form = { ...formOf(field), type: "money" as const, default: null, currency: "CNY", minimum: "1" };
  const changes = changesOfField("deal", field, form);
  expect(kinds(changes)).toEqual(["setDefault", "setFieldType", "setBounds"]);
  expect(changes[1]).toEqual({
    setFieldType: {
      object: "deal",
      field: "size",
      type: "money",
      currency: "CNY",
      emptyUnfit: false,
      options: [],
      precision: null,
      scale: null,
    },
  });
});

it("gives other digits by the same type", () => {
  const field = {
    ...fieldOfForm({ ...NEW_FIELD, name: "rate", type: "decimal" }, "Rate"),
    precision: 18,
    scale: 2,
  };
  const changes = changesOfField("deal", field, { ...formOf(field), scale: "4" });
  expect(changes).toMatchObject([{ setFieldType: { type: "decimal", precision: 18, scale: 4 } }]);
});

it("moves as few options as there must be, and replaces one that goes", () => {
  const field = {
    ...stage,
    options: ["a", "b", "c", "d"].map((key) => ({ ...optionNamed(key) })),
  };
  const form = formOf(field);
  const [a, b, c] = form.options as [OptionForm, OptionForm, OptionForm];
  const changed = {
    ...form,
    options: [b, { ...c, active: false, color: "#2e7d32" }, a],
    replacements: { d: "a" },
  };
  const at = { object: "deal", field: "kind" };
  expect(changesOfField("deal", field, changed)).toEqual([
    { moveOption: { ...at, option: "a" } },
    { setOption: { ...at, option: "c", color: "#2e7d32", active: false } },
    { removeOption: { ...at, option: "d", replacement: "a" } },
  ]);
});

it("says which options go with which, all of them anew", () => {
  const form = formOf(stage);
  const options = form.options.map((each) => (each.key === "demo" ? { ...each, onlyWith: ["large"] } : each));
  expect(changesOfField("visit", stage, { ...form, dependsOn: "size", options })).toEqual([
    {
      setDependency: {
        object: "visit",
        field: "kind",
        dependsOn: "size",
        options: [{ option: "demo", onlyWith: ["large"] }],
      },
    },
  ]);
});

it("asks for a value always, or where a rule holds, and never for both at once", () => {
  const rule = { filled: [{ var: "amount" }] };
  const field = { ...fieldOfForm({ ...NEW_FIELD, name: "why" }, "Why"), requiredWhen: rule };
  expect(kinds(changesOfField("deal", field, { ...formOf(field), required: true }))).toEqual([
    "setRequiredWhen",
    "setRequired",
  ]);
  const always = { ...field, required: true, requiredWhen: null };
  const form = { ...formOf(always), required: false, requiredWhen: rule };
  expect(kinds(changesOfField("deal", always, form))).toEqual(["setRequired", "setRequiredWhen"]);
});

it("handles a field otherwise", () => {
  const field = fieldOfForm({ ...NEW_FIELD, name: "mail", type: "email" }, "Mail");
  const form = {
    ...formOf(field),
    writable: "onCreate" as const,
    trackHistory: true,
    personal: "contact" as const,
    deprecated: { en: "Use phone.", "zh-CN": "" },
  };
  expect(kinds(changesOfField("deal", field, form))).toEqual([
    "setWritable",
    "setTrackHistory",
    "setPersonal",
    "setDeprecation",
  ]);
});

it("makes a field that is computed, of which nothing else is asked", () => {
  const formula = { "-": [{ var: "amount" }, { var: "cost" }] };
  const form = { ...NEW_FIELD, name: "profit", type: "decimal" as const, source: "formula" as const };
  expect(isComplete(form)).toBe(false);
  const made = newField({ ...form, formula, required: true, minimum: "1", personal: "other" });
  expect(made).toMatchObject({ formula, required: false, minimum: null });
  expect(made).not.toHaveProperty("personal");
});
