/** What points from the records of one object to those of another. */

import type { Designed, DesignedField, DesignedObject } from "../drafting";
import { type FieldForm, NEW_FIELD } from "../fieldForm";
import { labelsOf, pluralOf } from "../names";

export const KINDS = ["relation", "reference", "relations"] as const;
export type Kind = (typeof KINDS)[number];

export interface Relation {
  /** Of its field and of where it leads: a reference may lead to several objects. */
  id: string;
  kind: Kind;
  source: DesignedObject;
  target: DesignedObject;
  field: DesignedField;
}

/** All relations, references and links to many, in the order of objects and fields. */
export function relationsOf(catalog: Designed): readonly Relation[] {
  const named = (name: string) => catalog.objects.filter((each) => each.name === name);
  return catalog.objects.flatMap((source) =>
    source.fields.flatMap((field) => {
      const kind = KINDS.find((each) => each === field.type);
      if (kind === undefined) return [];
      const names = kind === "reference" ? field.targets : [field.target ?? ""];
      return names
        .flatMap(named)
        .map((target) => ({ id: `${field.id} ${target.id}`, kind, source, target, field }));
    }),
  );
}

/** How many records of one side may belong to how many of the other. */
export function cardinality(kind: Kind): string {
  return kind === "relations" ? "n : m" : "n : 1";
}

/** What a new relation between two objects begins as: called as its target, with a list on the other side. */
export function begunBetween(source: DesignedObject, target: DesignedObject): Partial<FieldForm> {
  const taken = (name: string) => target.fields.some((each) => each.name === name);
  const list = source.plural || pluralOf(source.name);
  const named = source.fields.some((each) => each.name === target.name) ? "" : target.name;
  return {
    ...NEW_FIELD,
    type: "relation",
    name: named,
    labels: labelsOf(target.labels),
    target: target.name,
    reverse: taken(list) ? "" : list,
  };
}
