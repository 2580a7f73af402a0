import { labelInputs, nameFrom, pluralOf } from "./names";

it.each([
  ["Budget confirmed", "budgetConfirmed"],
  ["Überweisung (2)", "uberweisung2"],
  ["3 offers", "offers"],
  ["商机", ""],
])("makes a name of %s", (label, name) => expect(nameFrom(label)).toBe(name));

it.each([
  ["visit", "visits"],
  ["company", "companies"],
  ["branch", "branches"],
  ["day", "days"],
])("makes the plural of %s", (name, plural) => expect(pluralOf(name)).toBe(plural));

it("keeps labels of languages that the form does not show", () => {
  const earlier = [
    { language: "de", text: "Besuch" },
    { language: "en", text: "Vist" },
  ];
  expect(labelInputs({ en: "Visit", "zh-CN": " " }, earlier)).toEqual([
    { language: "en", text: "Visit" },
    { language: "de", text: "Besuch" },
  ]);
});
