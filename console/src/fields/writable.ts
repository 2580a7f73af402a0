/** Which fields the caller gives values to here. */

import type { CatalogField, CatalogObject } from "../client/catalog";
import { inSections } from "./sections";
import { ownerField } from "./system";

/** The part with the fields that stand in no section. */
export const REST = "rest";

/** Fields of a form that stand together; a part without a label needs none. */
export interface GivenPart {
  id: string;
  label: string | null;
  fields: readonly CatalogField[];
}

/**
 * What the caller gives a new record: what is needed, whatever its section, then the sections, then what stands in none,
 * its owner last; `owner` is what people call that.
 */
export function givenParts(of: CatalogObject, owner: string): readonly GivenPart[] {
  const given = [...of.fields, ownerField(of, owner)].filter((each) => each.canCreate && hasEditor(each));
  const needed = given.filter((each) => each.required);
  const { sections, rest } = inSections(
    of,
    given.filter((each) => !each.required),
  );
  const parts = [
    { id: "needed", label: null, fields: needed },
    ...sections,
    { id: REST, label: null, fields: rest },
  ];
  return parts.filter((each) => each.fields.length > 0);
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
