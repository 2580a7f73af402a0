import type { CatalogField } from "../client/catalog";
import { sectionsOf } from "./FieldSections";

const field = (name: string, type: string): CatalogField => ({ name, type }) as CatalogField;
const told = (fields: CatalogField[]) =>
  sectionsOf(fields).map((each) => [each.kind, each.fields.map((it) => it.name).join(" ")]);

it("keeps few fields together, but notes and files apart", () => {
  const fields = [field("name", "text"), field("mail", "email"), field("note", "longText")];
  expect(told([...fields, field("scan", "file")])).toEqual([
    ["details", "name mail"],
    ["longTexts", "note"],
    ["files", "scan"],
  ]);
});

it("puts many fields by what they are about", () => {
  const many = Array.from({ length: 7 }, (_, index) => field(`text${index}`, "text"));
  expect(told([field("mail", "email"), field("worth", "money"), ...many])).toEqual([
    ["details", "text0 text1 text2 text3 text4 text5 text6"],
    ["contact", "mail"],
    ["numbers", "worth"],
  ]);
});
