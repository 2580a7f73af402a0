/** Writes of many samples in one request. */

import { type CatalogObject, givenName } from "../../client/catalog";
import { accepted, type Fault, faultOf, RefusedError } from "../../client/faults";
import { request, type Variables } from "../../client/request";
import { capitalized } from "../../client/selections";
import type { Values } from "./values";
import { MARKS } from "./words";

export interface UserErrors {
  errors: { code: string; message: string; path: unknown; hint: string; details?: unknown }[];
}

type Done = UserErrors & { done: number };

/** A write of one record, and its arguments with their GraphQL types. */
export interface Call {
  write: string;
  given: Readonly<Record<string, { type: string; value: unknown }>>;
}

/** One mutation for all of them, which are done one after the other; their answers in order. */
export async function written<A>(calls: readonly Call[], selection: string): Promise<readonly (A | null)[]> {
  if (calls.length === 0) return [];
  const variables: Variables = {};
  const declared: string[] = [];
  const fields = calls.map(({ write, given }, at) => {
    const handed = Object.entries(given).map(([name, { type, value }]) => {
      variables[`${name}${at}`] = value;
      declared.push(`$${name}${at}: ${type}`);
      return `${name}: $${name}${at}`;
    });
    return `w${at}: ${write}(${handed.join(", ")}) { ${selection} }`;
  });
  const document = `mutation WriteSamples(${declared.join(", ")}) { ${fields.join("\n")} }`;
  const answers = await request<Record<string, A | null>, Variables>(document, variables);
  return calls.map((_, at) => answers[`w${at}`] ?? null);
}

/**
 * Makes records of an object; the ids of those that were made, in order.
 *
 * @throws RefusedError where there are none.
 */
export async function created(of: CatalogObject, inputs: readonly Values[]): Promise<readonly string[]> {
  const document = `mutation MakeSamples($inputs: [${of.typeName}RowInput!]!, $key: String) {
    written: create${capitalized(of.plural)}(inputs: $inputs, mode: EACH, idempotencyKey: $key) {
      done errors { code message hint details } outcomes(refused: false, first: 100) { record: ${of.name} { id } } } }`;
  type Answer = { written: Done & { outcomes: { record: { id: string } | null }[] } };
  const answer = await request<Answer, Variables>(document, { inputs, key: crypto.randomUUID() });
  const ids = answer.written.outcomes.flatMap((each) => (each.record === null ? [] : [each.record.id]));
  if (ids.length === 0) raise(answer.written.errors.map(faultOf));
  return ids;
}

/** When a write is to have happened, where the caller may say so. */
export function dated(of: CatalogObject, at: number): Call["given"] {
  if (!of.actions.includes("backdate")) return {};
  return { occurredAt: { type: "DateTime", value: new Date(at).toISOString() } };
}

/** Raises faults, if there are any. */
export function raise(faults: readonly Fault[]): void {
  const [first, ...more] = faults;
  if (first !== undefined) throw new RefusedError([first, ...more]);
}

/** Deletes all samples of an object. */
export async function removed(of: CatalogObject): Promise<void> {
  const document = `mutation RemoveSamples($where: ${of.typeName}Where) {
    written: delete${capitalized(of.plural)}(where: $where) { done errors { code message path hint details } } }`;
  const { written: answer } = await request<{ written: Done }, Variables>(document, {
    where: samplesWhere(of),
  });
  accepted(answer);
}

/** What the samples of an object are found by. */
export function samplesWhere(of: CatalogObject): object {
  const name = givenName(of)?.name ?? "";
  return { or: MARKS.map((each) => ({ [name]: { startsWith: each } })) };
}
