/** Which fields the caller gives values to here. */

import type { CatalogField, CatalogObject } from "../client/catalog";
import { inSections } from "./sections";
import { ownerField } from "./system";

/**
 * What the caller gives a new record: in the order of the sections, then what stands in none, what is needed of that first
 * and its owner last; `owner` is what people call that.
 */
export function givenFields(of: CatalogObject, owner: string): readonly CatalogField[] {
  const given = [...of.fields, ownerField(of, owner)].filter((each) => each.canCreate && hasEditor(each));
  const { sections, rest } = inSections(of, given);
  return [
    ...sections.flatMap((each) => each.fields),
    ...rest.filter((each) => each.required),
    ...rest.filter((each) => !each.required),
  ];
}

/** What the caller may change of a record that is there, its owner last. */
export function changedFields(of: CatalogObject, owner: string): readonly CatalogField[] {
  return [...of.fields, ownerField(of, owner)].filter((each) => isChangeable(of, each));
}

/**
 * Whether the caller may change the values of a field. Of one that they see masked they have no value to begin with,
 * though the API may take one.
 */
export function isChangeable(of: CatalogObject, field: CatalogField): boolean {
  return field.canUpdate && of.actions.includes("update") && field.mask == null && hasEditor(field);
}

/** The database gives autoNumbers. */
function hasEditor(field: CatalogField): boolean {
  return field.type !== "autoNumber";
}
