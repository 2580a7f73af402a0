import { buildSchema, parse, validate } from "graphql";
import type { Catalog, CatalogField, CatalogObject } from "./catalog";
import { fieldSelection, recordSelection } from "./selections";

const field = (name: string, type: string, more: object = {}): CatalogField =>
  ({ name, type, canRead: true, targets: [], ...more }) as unknown as CatalogField;
const object = (name: string, typeName: string, fields: CatalogField[]): CatalogObject =>
  ({ name, typeName, display: fields[0]?.name, fields }) as unknown as CatalogObject;
const visit = object("visit", "Visit", [
  field("title", "text"),
  field("subject", "reference", { targets: ["deal", "contact"] }),
  field("guests", "relations", { target: "contact" }),
  field("cost", "money", { canRead: false, mask: { kind: "ROUND" } }),
  field("hidden", "text", { canRead: false }),
]);
const catalog = {
  objects: [
    object("deal", "Deal", [field("name", "text")]),
    object("contact", "Contact", [field("worth", "money")]),
    visit,
  ],
} as unknown as Catalog;
// As the API makes it of such a catalog, for a role that sees the cost masked.
const SCHEMA = buildSchema(`
  type Query { visit: Visit }
  interface Node { id: ID! }
  type Money { amount: String! currency: String! }
  type Member { id: ID! name: String! }
  type Deal implements Node { id: ID! name: String! }
  type Contact implements Node { id: ID! worth: Money }
  type Contacts { totalCount: Int! nodes: [Contact!]! }
  union Subject = Deal | Contact
  type Visit implements Node {
    id: ID! version: Int! title: String owner: Member subject: Subject guests(first: Int): Contacts! cost: String }
`);

it("selects fields of every type as the API has them", () => {
  const guests = fieldSelection(catalog, field("guests", "relations", { target: "contact" }), 5);
  const document = `{ visit { ${recordSelection(catalog, visit)} ${guests} } }`;
  expect(validate(SCHEMA, parse(document))).toEqual([]);
  expect(document).toContain("cost");
  expect(document).not.toContain("hidden");
});
