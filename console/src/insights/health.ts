/** Which conditions hold records up: now, and in what was refused. */

import type { CatalogObject, CatalogStage } from "../client/catalog";
import { graphql } from "../client/generated";
import type { RuleHealthOfQuery } from "../client/generated/graphql";
import { request } from "../client/request";
import { capitalized } from "../client/selections";
import { type Filters, whereOf } from "./filters";

export interface StuckClause {
  pointer: string;
  to: string | null;
  sentence: string;
  redacted: boolean;
  records: number;
  opens: number;
}

export interface Stuck {
  totalCount: number;
  unpermitted: number;
  clauses: readonly StuckClause[];
}

const HEALTH = graphql(`
  query RuleHealthOf($object: String!, $pipeline: String, $since: DateTime) {
    ruleHealth(object: $object, pipeline: $pipeline, since: $since) {
      pointer sentence redacted refusals records opened hoursToOpen overridden
    }
  }
`);

export type ClauseHealth = NonNullable<RuleHealthOfQuery["ruleHealth"]>[number];

/** The open records that the caller could move nowhere now, and what is in their way. */
export async function stuckBy(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  filters: Filters,
  signal: AbortSignal,
): Promise<Stuck> {
  const document = `query StuckBy($where: ${of.typeName}Where) {
    found: stuck${capitalized(of.plural)}(where: $where) { totalCount unpermitted clauses { pointer to sentence redacted records opens } } }`;
  const where = whereOf(
    stages.filter((each) => each.kind === "open"),
    filters,
  );
  return (await request<{ found: Stuck }, { where: object }>(document, { where }, signal)).found;
}

/** What conditions have refused; for who may configure. */
export async function refusedBy(
  of: CatalogObject,
  pipeline: string,
  filters: Filters,
  signal: AbortSignal,
): Promise<readonly ClauseHealth[]> {
  const given = { object: of.name, pipeline, since: filters.span.from };
  const found = (await request(HEALTH, given, signal)).ruleHealth ?? [];
  return found.filter((each) => each.refusals > 0 || each.overridden > 0);
}
