/** How far records came, and how long they were where: told from their stage histories. */

import type { CatalogObject, CatalogStage } from "../client/catalog";
import { request } from "../client/request";
import { type Filters, whereOf } from "./filters";

/** Of so many records, the ones that were created last, histories are read. */
export const COHORT = 2_000;
const PAGE = 500;
const DAY = 86_400_000;

export interface Stay {
  to: string;
  occurredAt: string;
  leftAt: string | null;
}

export interface Cohort {
  histories: readonly (readonly Stay[])[];
  total: number;
}

export interface FunnelStep {
  stage: CatalogStage;
  /** How many records have been in this stage or in a later one. */
  reached: number;
  fromPrevious: number | null;
  fromFirst: number | null;
  medianDays: number | null;
  stays: number;
}

/** The histories of the records that were created last. */
export async function cohortOf(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  filters: Filters,
  signal: AbortSignal,
): Promise<Cohort> {
  const document = `query Histories($where: ${of.typeName}Where, $after: String) {
    found: ${of.plural}(where: $where, orderBy: [{ field: createdAt, direction: DESC }], first: ${PAGE}, after: $after) {
      totalCount nodes { stageHistory { to occurredAt leftAt } } pageInfo { hasNextPage endCursor } } }`;
  type Found = {
    found: {
      totalCount: number;
      nodes: { stageHistory: Stay[] }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
  const where = whereOf(stages, filters);
  const histories: Stay[][] = [];
  let after: string | null = null;
  let total = 0;
  do {
    const page: Found = await request<Found, { where: object; after: string | null }>(
      document,
      { where, after },
      signal,
    );
    histories.push(...page.found.nodes.map((each) => each.stageHistory));
    total = page.found.totalCount;
    after = page.found.pageInfo.hasNextPage ? page.found.pageInfo.endCursor : null;
  } while (after !== null && histories.length < COHORT);
  return { histories, total };
}

/** The steps of the funnel: every stage but those that are lost, in order. */
export function stepsOf(stages: readonly CatalogStage[], cohort: Cohort): readonly FunnelStep[] {
  const ways = stages.filter((each) => each.kind !== "lost");
  const place = new Map(ways.map((each, index) => [each.name, index]));
  const furthest = cohort.histories.map((history) =>
    Math.max(-1, ...history.map((each) => place.get(each.to) ?? -1)),
  );
  const reached = ways.map((_, index) => furthest.filter((each) => each >= index).length);
  return ways.map((stage, index) => {
    const days = cohort.histories
      .flatMap((history) => history.filter((each) => each.to === stage.name))
      .flatMap(ended);
    const count = reached[index] ?? 0;
    return {
      stage,
      reached: count,
      fromPrevious: index === 0 ? null : share(count, reached[index - 1] ?? 0),
      fromFirst: share(count, cohort.histories.length),
      medianDays: median(days),
      stays: days.length,
    };
  });
}

function ended(stay: Stay): readonly number[] {
  if (stay.leftAt === null) return [];
  return [(Date.parse(stay.leftAt) - Date.parse(stay.occurredAt)) / DAY];
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The middle of the values, or the mean of the two in the middle; null where there are none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
