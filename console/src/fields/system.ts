/** What every record has besides the fields of its object, as fields like others. */

import type { CatalogField, CatalogObject } from "../client/catalog";

/** The owner's field; records have the owner under `owner`, by id and name. */
export const OWNER = "ownerId";

/** A field that nobody has configured. */
export function systemField(
  name: string,
  type: string,
  label: string,
  more: Partial<CatalogField> = {},
): CatalogField {
  const blank = {
    id: name,
    name,
    type,
    label,
    required: false,
    unique: false,
    default: null,
    options: [],
    targets: [],
    mediaTypes: [],
    searchable: false,
    trackHistory: false,
    writable: "ALWAYS",
    canRead: true,
    canCreate: false,
    canUpdate: false,
  };
  return { ...blank, ...more } as unknown as CatalogField;
}

/** Whose a record is: whoever may write records of the object says so, as the API has it. */
export function ownerField(of: CatalogObject, label: string): CatalogField {
  const canCreate = of.actions.includes("create");
  return systemField(OWNER, "member", label, { canCreate, canUpdate: of.actions.includes("update") });
}
