/** Moves of records from stage to stage: what may be, what is missing, and doing it. */

import type { Catalog, CatalogObject } from "./catalog";
import { type Fault, faultOf, RefusedError } from "./faults";
import { request, type Variables } from "./request";
import { recordSelection } from "./selections";

export interface Clause {
  pointer: string;
  satisfied: boolean;
  sentence: string;
  severity: "block" | "warn";
  field: string | null;
  redacted: boolean;
}

export interface FixChange {
  field: string;
  operator: string;
  needed: unknown;
  sentence: string;
}

export interface Verdict {
  open: boolean;
  clauses: readonly Clause[];
  fixes: readonly { changes: readonly FixChange[] }[];
}

export interface Transition {
  to: string;
  label: string;
  kind: string;
  allowed: boolean;
  permitted: boolean;
  verdict: Verdict;
}

export interface Promotion {
  promoted: boolean;
  verdict: Verdict | null;
  faults: readonly Fault[];
}

const VERDICT = `open clauses { pointer satisfied sentence severity field redacted }
  fixes { changes { field operator needed sentence } }`;
export const TRANSITIONS = `transitions { to label kind allowed permitted verdict { ${VERDICT} } }`;

/** A record with all that can be read of it and its ways out of its stage; null where there is none such. */
export async function recordWithWays(
  catalog: Catalog,
  of: CatalogObject,
  id: string,
  signal?: AbortSignal,
): Promise<({ id: string; version: number; transitions: Transition[] } & Record<string, unknown>) | null> {
  const document = `query RecordWithWays($id: ID!) {
    found: ${of.name}(id: $id) { ${recordSelection(catalog, of)} stage stageEnteredAt ${TRANSITIONS} } }`;
  type Found = { id: string; version: number; transitions: Transition[] } & Record<string, unknown>;
  return (await request<{ found: Found | null }, { id: string }>(document, { id }, signal)).found;
}

export interface Move {
  id: string;
  to: string;
  input?: Readonly<Record<string, unknown>>;
  expectedVersion?: number;
  /** The same in each attempt of one move, which is done once. */
  key: string;
  /** Why it is done although the gate is closed. */
  reason?: string;
}

interface PromotionAnswer {
  done: {
    promoted: boolean;
    verdict: Verdict | null;
    errors: { code: string; message: string; path: unknown; hint: string; details?: unknown }[];
  } | null;
}

/**
 * Moves a record. A closed gate is no exception: it is told with its verdict, and so are values that do not fit.
 *
 * @throws RefusedError where there is no such record any more.
 */
export async function promote(of: CatalogObject, move: Move): Promise<Promotion> {
  const input = move.input !== undefined && Object.keys(move.input).length > 0 ? move.input : undefined;
  const declared = ["$id: ID!, $to: String!, $version: Int, $key: String"];
  const given = ["id: $id, to: $to, expectedVersion: $version, idempotencyKey: $key"];
  if (input !== undefined) {
    declared.push(`$input: ${of.typeName}UpdateInput`);
    given.push("input: $input");
  }
  if (move.reason !== undefined) {
    declared.push("$override: OverrideInput");
    given.push("override: $override");
  }
  const document = `mutation Promote(${declared.join(", ")}) {
    done: promote${of.typeName}(${given.join(", ")}) { promoted verdict { ${VERDICT} } errors { code message path hint details } } }`;
  const { done } = await request<PromotionAnswer, Variables>(document, {
    id: move.id,
    to: move.to,
    version: move.expectedVersion ?? null,
    key: move.key,
    ...(move.reason === undefined ? {} : { override: { reason: move.reason } }),
    ...(input === undefined ? {} : { input }),
  });
  if (done === null) throw new RefusedError([{ code: "NOT_FOUND", message: "", path: [], hint: "" }]);
  return { promoted: done.promoted, verdict: done.verdict, faults: done.errors.map(faultOf) };
}
