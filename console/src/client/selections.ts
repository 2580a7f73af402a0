/** What is selected of a record, by the types of its fields. */

import { type Catalog, type CatalogField, type CatalogObject, isSeen, objectNamed } from "./catalog";

/**
 * How a field is selected. Of links at most `links` are; null where none shall be. What is masked is a text,
 * whatever the field is.
 */
export function fieldSelection(catalog: Catalog, field: CatalogField, links = 0): string | null {
  if (field.mask != null) return field.name;
  // Not a field of the catalog: each record has its owner under this name.
  if (field.name === "ownerId") return "owner { id name }";
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
      return `${field.name} { ${referencedSelection(catalog, objectsNamed(catalog, field.targets))} }`;
    case "relations":
      return links === 0 ? null : linksSelection(catalog, field, links);
    default:
      return field.name;
  }
}

function relationSelection(catalog: Catalog, field: CatalogField): string | null {
  const target = objectNamed(catalog, field.target ?? undefined);
  return target === undefined ? `${field.name}Id` : `${field.name} { ${nameSelection(catalog, target)} }`;
}

function linksSelection(catalog: Catalog, field: CatalogField, links: number): string | null {
  const target = objectNamed(catalog, field.target ?? undefined);
  if (target === undefined) return null;
  return `${field.name}(first: ${links}) { totalCount nodes { ${nameSelection(catalog, target)} } }`;
}

function objectsNamed(catalog: Catalog, names: readonly string[]): readonly CatalogObject[] {
  return names.map((each) => objectNamed(catalog, each)).filter((each) => each !== undefined);
}

/** A record of any of several objects: which one, its id, and what names it, which differs in type and so in name. */
export function referencedSelection(catalog: Catalog, targets: readonly CatalogObject[]): string {
  const names = targets.map((each, index) => {
    const display = displayField(each);
    const selected = display === undefined ? null : fieldSelection(catalog, display);
    return selected === null ? "" : `... on ${each.typeName} { name${index}: ${selected} }`;
  });
  return `__typename ... on Node { id } ${names.join(" ")}`;
}

function displayField(of: CatalogObject): CatalogField | undefined {
  return of.fields.find((each) => each.name === of.display && isSeen(each));
}

/** The id of a record and what names it to people. */
export function nameSelection(catalog: Catalog, of: CatalogObject): string {
  const display = displayField(of);
  const selected = display === undefined ? null : fieldSelection(catalog, display);
  return selected === null ? "id" : `id ${selected}`;
}

/** The record as a whole: system fields and every field of which the caller sees anything and that is a value. */
export function recordSelection(catalog: Catalog, of: CatalogObject): string {
  const values = of.fields.filter(isSeen).map((each) => fieldSelection(catalog, each));
  return ["id version owner { id name }", ...values.filter((each) => each !== null)].join(" ");
}

/** A name within a longer one: of `deals`, the `Deals` of `createDeals`. */
export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
