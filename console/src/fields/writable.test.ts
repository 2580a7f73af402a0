import type { CatalogField, CatalogObject } from "../client/catalog";
import { changedFields, givenParts } from "./writable";

const field = (name: string, more: object = {}): CatalogField =>
  ({ name, type: "text", required: false, canCreate: true, canUpdate: true, ...more }) as CatalogField;
const object = (actions: string[], fields: CatalogField[]): CatalogObject =>
  ({ actions, fields, sections: [] }) as unknown as CatalogObject;
const names = (fields: readonly CatalogField[]) => fields.map((each) => each.name);
const FIELDS = [
  field("note"),
  field("number", { type: "autoNumber" }),
  field("phone", { mask: { kind: "KEEP" } }),
  field("name", { required: true }),
  field("guests", { type: "relations" }),
];

const parts = (of: CatalogObject) =>
  givenParts(of, "Owner").map(({ label, fields }) => [label, names(fields).join(" ")]);

it("gives a new record what is needed first and its owner last", () => {
  const of = object(["create"], FIELDS);
  expect(parts(of)).toEqual([
    [null, "name"],
    [null, "note phone guests ownerId"],
  ]);
});

it("gives a new record what is needed first, whatever its section, then the sections, and leaves out what the caller may not give", () => {
  const sections = [
    { id: "one", label: "One", fields: ["guests", "number", "hidden"] },
    { id: "two", label: "Two", fields: ["number"] },
    { id: "three", label: "Three", fields: ["note", "name"] },
  ];
  const of = { ...object(["create"], FIELDS), sections } as CatalogObject;
  expect(parts(of)).toEqual([
    [null, "name"],
    ["One", "guests"],
    ["Three", "note"],
    [null, "phone ownerId"],
  ]);
});

it("changes nothing that is masked, numbered by the database, or not granted", () => {
  expect(names(changedFields(object(["update"], FIELDS), "Owner"))).toEqual([
    "note",
    "name",
    "guests",
    "ownerId",
  ]);
  expect(changedFields(object(["read"], FIELDS), "Owner")).toEqual([]);
});
