/** A record as an example says it: paths of rules with values, and what records a list has. As a form holds it, and as the API has it. */

import type { Draft } from "../../fields/values";
import type { Designed, DesignedField, DesignedObject } from "../drafting";
import { type Further, pathsOf, type RulePath } from "../paths";
import type { Json } from "../ruleTree";
import { draftOfValue, valueOfDraft } from "../ruleValues";

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
      return { ...row, draft: draftOfValue(row.field, value) };
    return { id: row.id, path, label: row.label, kind: "json", json: value };
  });
}

const isRecords = (value: Json): value is readonly Said[] =>
  Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null);

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
      return valueOfDraft(row.field, row.draft);
  }
}
