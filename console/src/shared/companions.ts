/** Which objects have samples beside the one that is asked for: whom its records are about, and what was done for them. */

import {
  type Catalog,
  type CatalogField,
  type CatalogObject,
  givenName,
  objectNamed,
} from "../client/catalog";

/** Whether samples of an object can be made: it has stages, a name that is a text, and whom each must be about can be made too. */
export function canHaveSamples(catalog: Catalog, of: CatalogObject): boolean {
  const made = companionsOf(catalog, of).map((each) => each.name);
  return (
    of.pipeline != null &&
    of.actions.includes("create") &&
    givenName(of) !== undefined &&
    needsOf(of).every((name) => made.includes(name))
  );
}

/** An object of which each record belongs to a sample. */
export interface FollowUp {
  of: CatalogObject;
  /** Its relation to the sample. */
  field: CatalogField;
}

/**
 * Whom records are about, each behind those that it is about itself: the first related object without stages, others
 * that a record needs, and the people of these.
 */
export function companionsOf(catalog: Catalog, of: CatalogObject): readonly CatalogObject[] {
  const related = relationsOf(of)
    .map((field) => ({ field, target: objectNamed(catalog, field.target ?? undefined) }))
    .filter((each): each is { field: CatalogField; target: CatalogObject } => canBeMade(of, each.target));
  const found: CatalogObject[] = [];
  for (const { field, target } of related) {
    const isAlone = needsOf(target).length === 0;
    if (isAlone && (found.length === 0 || field.required) && !found.includes(target)) found.push(target);
  }
  const others = related.map((each) => each.target).filter((each) => !found.includes(each));
  const near = others.filter(
    (each) =>
      relationsOf(each).some((field) => found.some((one) => one.name === field.target)) &&
      needsOf(each).every((name) => found.some((one) => one.name === name)),
  );
  return [...found, ...new Set(near)];
}

/** What was done for the records of an object, at a time that it tells; undefined where nothing of that kind is there. */
export function followUpOf(
  catalog: Catalog,
  of: CatalogObject,
  companions: readonly CatalogObject[],
): FollowUp | undefined {
  const known = [of, ...companions].map((each) => each.name);
  for (const each of catalog.objects.filter((one) => canBeMade(of, one) && !companions.includes(one))) {
    const field = relationsOf(each).find((one) => one.target === of.name);
    const tellsWhen = each.fields.some((one) => one.type === "datetime" && one.canCreate);
    if (field !== undefined && tellsWhen && needsOf(each).every((name) => known.includes(name))) {
      return { of: each, field };
    }
  }
  return undefined;
}

function canBeMade(of: CatalogObject, target: CatalogObject | undefined): target is CatalogObject {
  return (
    target !== undefined &&
    target.name !== of.name &&
    target.pipeline == null &&
    target.actions.includes("create") &&
    givenName(target) !== undefined
  );
}

function relationsOf(of: CatalogObject): readonly CatalogField[] {
  return of.fields.filter((each) => each.type === "relation" && each.canCreate);
}

/** The objects without whose records there is none of this one. */
function needsOf(of: CatalogObject): readonly string[] {
  return relationsOf(of)
    .filter((each) => each.required)
    .map((each) => each.target ?? "");
}
