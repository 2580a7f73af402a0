/** Writes of records: one, or many with what became of each. */

import type { CatalogObject } from "../client/catalog";
import { accepted, type Fault, faultOf } from "../client/faults";
import type { Verdict } from "../client/promotions";
import { request, type Variables } from "../client/request";
import { capitalized } from "../client/selections";

type Errors = { errors: { code: string; message: string; path: unknown; hint: string; details?: unknown }[] };
type Input = Readonly<Record<string, unknown>>;
const ERRORS = "errors { code message path hint details }";
const MOST_OUTCOMES = 1_000;

/** A new record's id. @throws RefusedError with what does not fit. */
export async function createRecord(of: CatalogObject, input: Input, key: string): Promise<string> {
  const document = `mutation Create($input: ${of.typeName}CreateInput!, $key: String) {
    done: create${of.typeName}(input: $input, idempotencyKey: $key) { made: ${of.name} { id } ${ERRORS} } }`;
  type Made = { done: ({ made: { id: string } | null } & Errors) | null };
  const { done } = await request<Made, Variables>(document, { input, key });
  return accepted(done).made?.id ?? "";
}

/** Changes a record as it was seen. @throws RefusedError, with VERSION_CONFLICT where it is another by now. */
export async function updateRecord(
  of: CatalogObject,
  id: string,
  input: Input,
  version: number,
): Promise<void> {
  const document = `mutation Update($id: ID!, $input: ${of.typeName}UpdateInput!, $version: Int) {
    done: update${of.typeName}(id: $id, input: $input, expectedVersion: $version) { ${ERRORS} } }`;
  accepted((await request<{ done: Errors | null }, Variables>(document, { id, input, version })).done);
}

/** Marks a task of the record's stage as done, or as not done. */
export async function markTask(of: CatalogObject, id: string, task: string, isDone: boolean): Promise<void> {
  const document = `mutation Mark($id: ID!, $task: String!) {
    done: ${isDone ? "complete" : "reopen"}${of.typeName}Task(id: $id, task: $task) { ${ERRORS} } }`;
  accepted((await request<{ done: Errors | null }, Variables>(document, { id, task })).done);
}

export type Bulk =
  | { kind: "update"; input: Input }
  | { kind: "promote"; to: string }
  | { kind: "delete" }
  | { kind: "restore" };

export interface Outcome {
  id: string;
  done: boolean;
  faults: readonly Fault[];
  verdict: Verdict | null;
}

/**
 * Writes each of many records by itself: what is refused keeps no other one back.
 *
 * @param key - The same in each attempt of one write, which is done once.
 */
export async function writeMany(
  of: CatalogObject,
  ids: readonly string[],
  bulk: Bulk,
  key: string,
): Promise<readonly Outcome[]> {
  const declared = ["$ids: [ID!]", "$key: String"];
  const given = ["ids: $ids", "mode: EACH", "idempotencyKey: $key"];
  const variables: Variables = { ids, key };
  if (bulk.kind === "update") {
    declared.push(`$input: ${of.typeName}UpdateInput!`);
    given.push("input: $input");
    variables.input = bulk.input;
  } else if (bulk.kind === "promote") {
    declared.push("$to: String!");
    given.push("to: $to");
    variables.to = bulk.to;
  }
  const verdict =
    bulk.kind === "promote"
      ? "verdict { open clauses { pointer satisfied sentence severity field redacted } fixes { changes { field operator needed sentence } } }"
      : "";
  const document = `mutation Many(${declared.join(", ")}) {
    done: ${bulk.kind}${capitalized(of.plural)}(${given.join(", ")}) {
      outcomes(first: ${MOST_OUTCOMES}) { id done ${ERRORS} ${verdict} } ${ERRORS} } }`;
  type Told = { id: string; done: boolean; verdict?: Verdict | null } & Errors;
  type Answer = { done: ({ outcomes: Told[] } & Errors) | null };
  const { done } = await request<Answer, Variables>(document, variables);
  const told = done?.outcomes ?? [];
  if (told.length === 0) accepted(done);
  return told.map((each) => ({
    id: each.id,
    done: each.done,
    faults: each.errors.map(faultOf),
    verdict: each.verdict ?? null,
  }));
}
