/** A record as an example says it: paths of rules with values, and what records a list has. As a form holds it, and as the API has it. */

import { type Draft, draftOf, inputValue, type Named } from "../../fields/values";
import type { Designed, DesignedField, DesignedObject } from "../drafting";
import { type Further, pathsOf, type RulePath } from "../paths";
import type { Json } from "../ruleTree";

export type Said = Readonly<Record<string, Json>>;

interface Placed {
  /** Told apart in the form. */
  id: string;
  path: string;
  label: string;
}

/** One path, and what the record has there. */
export type Row = Placed &
  (
    | { kind: "value"; field: DesignedField; draft: Draft }
    | { kind: "records"; list: string; records: readonly SaidRecord[] }
    /** Of a path that the form does not know. */
    | { kind: "json"; json: Json }
  );

export interface SaidRecord {
  id: string;
  rows: readonly Row[];
}

const WHOLE = ["integer", "rating"];
const NUMBERS = [...WHOLE, "decimal", "percent", "money", "duration"];
const NAMING = ["relation", "reference", "member"];

/** The field as the editor of a value of it has it: a rule knows of an amount its number alone, of a duration its seconds. */
export function editedField(field: DesignedField, label: string): DesignedField {
  const numbers = WHOLE.includes(field.type) ? "integer" : "decimal";
  const type = NUMBERS.includes(field.type) ? numbers : field.type;
  return { ...field, type, label, required: false, dependsOn: null };
}

/** A row of another path, of which nothing is said yet. */
export function rowAt(paths: readonly RulePath[], path: string, id: string): Row {
  const known = paths.find((each) => each.path === path);
  const named = { id, path, label: known?.label ?? path };
  if (known?.list != null) return { ...named, kind: "records", list: known.list, records: [newRecord()] };
  if (known?.field != null) return { ...named, kind: "value", field: known.field, draft: null };
  return { ...named, kind: "json", json: null };
}

export const newRecord = (): SaidRecord => ({ id: crypto.randomUUID(), rows: [] });

/** A record of an object as a form holds it. */
export function rowsOf(
  catalog: Designed,
  of: DesignedObject,
  further: readonly Further[],
  said: Said,
): readonly Row[] {
  const paths = pathsOf(catalog, of, further);
  return Object.entries(said).map(([path, value]) => {
    const row = rowAt(paths, path, crypto.randomUUID());
    if (row.kind === "records" && isRecords(value)) {
      const listed = catalog.objects.find((each) => each.name === row.list);
      const records = listed === undefined ? [] : value.map((each) => rowsOf(catalog, listed, [], each));
      return { ...row, records: records.map((rows) => ({ id: crypto.randomUUID(), rows })) };
    }
    if (row.kind === "value" && Array.isArray(value) === (row.field.type === "multiChoice"))
      return { ...row, draft: draftOfSaid(row.field, value) };
    return { id: row.id, path, label: row.label, kind: "json", json: value };
  });
}

const isRecords = (value: Json): value is readonly Said[] =>
  Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null);

function draftOfSaid(field: DesignedField, value: Json): Draft {
  if (value === null) return null;
  if (NAMING.includes(field.type)) return { id: String(value) };
  if (NUMBERS.includes(field.type)) return String(value);
  // Without an offset a rule means UTC, and a browser its own zone.
  if (field.type === "datetime")
    return draftOf(field, /(Z|[+-]\d\d:?\d\d)$/i.test(String(value)) ? value : `${value}Z`);
  return value as Draft;
}

/** The record that rows say. What has no path yet says nothing, and a list that is left out has no records. */
export function saidOf(rows: readonly Row[]): Said {
  const said = rows
    .filter((row) => row.path !== "" && (row.kind !== "records" || row.records.length > 0))
    .map((row) => [row.path, valueAt(row)] as const);
  return Object.fromEntries(said);
}

function valueAt(row: Row): Json {
  switch (row.kind) {
    case "json":
      return row.json;
    case "records":
      return row.records.map((each) => saidOf(each.rows));
    case "value":
      return saidValue(row.field, row.draft);
  }
}

function saidValue(field: DesignedField, draft: Draft): Json {
  if (draft === null || draft === "") return null;
  if (NAMING.includes(field.type)) return (draft as Named).id;
  if (field.type === "multiChoice") return draft as readonly string[];
  if (!NUMBERS.includes(field.type)) return inputValue(field, draft) as Json;
  // What is no number is given as it was typed: the API says that it is none.
  const number = Number(draft);
  return Number.isNaN(number) ? String(draft) : number;
}
