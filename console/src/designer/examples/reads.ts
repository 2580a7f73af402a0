/** What rules read of a record: paths, and of which lists they look through what. */

import type { Designed, DesignedObject } from "../drafting";
import { pointsTo } from "../paths";
import { callOf, type Json, OF_LISTS, SUMMED } from "../ruleTree";

export interface Reads {
  paths: Set<string>;
  lists: Map<string, Reads>;
  /** They ask what time it is. */
  clock: boolean;
}

/** The field that leads to a list of an object's records, and the object whose field it is. */
export interface ListField {
  field: DesignedObject["fields"][number];
  holder: DesignedObject;
  /** Of what the records of the list are. */
  of: DesignedObject;
}

const OVER_LISTS: readonly string[] = [...OF_LISTS, ...SUMMED, "count"];
const CLOCKS = ["now", "today"];

export function listField(catalog: Designed, of: DesignedObject, name: string): ListField | null {
  const own = of.fields.find((each) => each.name === name && each.type === "relations");
  const target = catalog.objects.find((each) => each.name === own?.target);
  if (own !== undefined && target !== undefined) return { field: own, holder: of, of: target };
  for (const holder of catalog.objects)
    for (const field of holder.fields)
      if (field.reverse === name && pointsTo(field, of)) return { field, holder, of: holder };
  return null;
}

/** What is read of a record of an object; of a formula what it is computed of, for that is what an example gives. */
export function readsOf(catalog: Designed, of: DesignedObject, rules: readonly Json[]): Reads {
  const found = noReads();
  for (const rule of rules) read({ catalog, of, way: "", found }, rule);
  return found;
}

const noReads = (): Reads => ({ paths: new Set(), lists: new Map(), clock: false });

interface Reading {
  catalog: Designed;
  of: DesignedObject;
  /** From the record to those of `of`, as the beginning of a path. */
  way: string;
  found: Reads;
}

function read(at: Reading, rule: Json): void {
  if (Array.isArray(rule)) for (const each of rule as readonly Json[]) read(at, each);
  const call = callOf(rule);
  if (call === null) return;
  const [name, operands] = call;
  const [first, ...rest] = operands;
  if (CLOCKS.includes(name)) at.found.clock = true;
  if (name === "var") readPath(at, first);
  else if (name === "missing") for (const each of operands.flat()) readPath(at, each);
  else if (name === "missing_some") readAll(at, rest[0]);
  else if (OVER_LISTS.includes(name)) readList(at, first ?? null, rest);
  else for (const each of operands) read(at, each);
}

function readAll(at: Reading, paths: Json | undefined): void {
  if (Array.isArray(paths)) for (const each of paths as readonly Json[]) readPath(at, each);
}

function readList(at: Reading, list: Json, asked: readonly Json[]): void {
  const call = callOf(list);
  const [first = null, condition] = call?.[1] ?? [];
  if (call?.[0] === "filter") readList(at, first, condition === undefined ? asked : [condition, ...asked]);
  if (call?.[0] !== "var" || typeof first !== "string") return;
  const parts = first.split(".");
  const there = along(at.catalog, at.of, parts.slice(0, -1));
  const known = there === null ? null : listField(at.catalog, there, parts.at(-1) ?? "");
  if (known === null) return;
  const path = at.way + first;
  const reads = at.found.lists.get(path) ?? noReads();
  at.found.lists.set(path, reads);
  for (const each of asked) read({ catalog: at.catalog, of: known.of, way: "", found: reads }, each);
  at.found.clock ||= reads.clock;
}

/** The object that relations lead to; null where a part is none. */
function along(catalog: Designed, of: DesignedObject, parts: readonly string[]): DesignedObject | null {
  let at: DesignedObject | undefined = of;
  for (const part of parts) {
    const relation: DesignedObject["fields"][number] | undefined = at?.fields.find(
      (each) => each.name === part && each.type === "relation",
    );
    at = catalog.objects.find((each) => each.name === relation?.target);
  }
  return at ?? null;
}

function readPath(at: Reading, path: Json | undefined): void {
  if (typeof path !== "string" || path.startsWith("actor.")) return;
  const said = path.startsWith("before.") ? path.slice("before.".length) : path;
  const parts = said.split(".");
  const there = along(at.catalog, at.of, parts.slice(0, -1));
  const field = there?.fields.find((each) => each.name === parts.at(-1));
  if (there === null || field?.formula == null) {
    at.found.paths.add(at.way + said);
    return;
  }
  const beyond = parts.slice(0, -1).map((each) => `${each}.`);
  read({ ...at, of: there, way: at.way + beyond.join("") }, field.formula as Json);
}
