/** Objects as the catalog has them, made of few words for tests. */

import type { Designed, DesignedField, DesignedObject } from "../drafting";
import { fieldOfForm, NEW_FIELD } from "../fieldForm";
import type { FieldType } from "../fieldTypes";

export function field(name: string, type: FieldType): DesignedField {
  return { ...fieldOfForm({ ...NEW_FIELD, name, type }, name), id: name };
}

/** A field that points to others. */
export function pointer(
  name: string,
  type: "relation" | "relations" | "reference",
  ...to: string[]
): DesignedField {
  const made = field(name, type);
  return type === "reference" ? { ...made, targets: to } : { ...made, target: to[0] ?? null };
}

/** An object whose label is its name in capitals. */
export function object(name: string, ...fields: DesignedField[]): DesignedObject {
  const label = name.toUpperCase();
  return {
    id: name,
    name,
    plural: `${name}s`,
    typeName: name,
    label,
    labels: [{ language: "en", text: label }],
    pluralLabel: label,
    pluralLabels: [],
    display: null,
    actions: [],
    fields,
    pipeline: null,
    validations: [],
    uniqueKeys: [],
    sections: [],
  };
}

export function catalog(...objects: DesignedObject[]): Designed {
  return { version: 1, languages: ["en"], timeZone: "UTC", removed: [], objects, roles: [] };
}
