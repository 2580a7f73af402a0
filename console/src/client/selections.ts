/** What is selected of a record, by the types of its fields. */

import type { Catalog, CatalogField, CatalogObject } from "./catalog";
import { objectNamed } from "./catalog";

/** How a field is selected, or null where it is no value of the record itself (a list). */
export function fieldSelection(catalog: Catalog, field: CatalogField): string | null {
  switch (field.type) {
    case "money":
      return `${field.name} { amount currency }`;
    case "address":
      return `${field.name} { country province city district street postalCode }`;
    case "file":
      return `${field.name} { id name mediaType size }`;
    case "member":
      return `${field.name} { id name }`;
    case "relation":
      return relationSelection(catalog, field);
    case "reference":
      return `${field.name} { __typename ... on Node { id } }`;
    case "relations":
      return null;
    default:
      return field.name;
  }
}

function relationSelection(catalog: Catalog, field: CatalogField): string | null {
  const target = objectNamed(catalog, field.target ?? undefined);
  return target === undefined ? `${field.name}Id` : `${field.name} { ${nameSelection(catalog, target)} }`;
}

/** The id of a record and what names it to people. */
export function nameSelection(catalog: Catalog, of: CatalogObject): string {
  const display = of.fields.find((each) => each.name === of.display && each.canRead);
  const selected = display === undefined ? null : fieldSelection(catalog, display);
  return selected === null ? "id" : `id ${selected}`;
}

/** The record as a whole: system fields and every field that the caller may read and that is a value. */
export function recordSelection(catalog: Catalog, of: CatalogObject, fields?: readonly string[]): string {
  const chosen = of.fields.filter(
    (each) => each.canRead && (fields === undefined || fields.includes(each.name)),
  );
  const values = chosen.map((each) => fieldSelection(catalog, each)).filter((each) => each !== null);
  return ["id version", ...values].join(" ");
}
