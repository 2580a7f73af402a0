/** The sections of an object: what of its fields people are shown together. */

import type { CatalogField, CatalogObject } from "../client/catalog";

export interface FilledSection {
  id: string;
  label: string;
  fields: readonly CatalogField[];
}

/** Fields of an object by its sections, those without any left out, and what stands in none. */
export function inSections(
  of: CatalogObject,
  fields: readonly CatalogField[],
): { sections: readonly FilledSection[]; rest: readonly CatalogField[] } {
  const named = new Map(fields.map((each) => [each.name, each]));
  const sections = of.sections
    .map(({ id, label, fields: names }) => ({
      id,
      label,
      fields: names.flatMap((name) => named.get(name) ?? []),
    }))
    .filter((each) => each.fields.length > 0);
  const placed = new Set(sections.flatMap((each) => each.fields));
  return { sections, rest: fields.filter((each) => !placed.has(each)) };
}
