/** What somebody narrows the numbers to; it stands in the address, so that it can be passed on. */

import type { CatalogObject, CatalogStage } from "../client/catalog";

/** From one moment on, and before another; null where there is no bound. */
interface Span {
  from: string | null;
  to: string | null;
}

export interface Filters {
  owner: string | null;
  span: Span;
}

/** Everybody's records, whenever they began. */
export const ALL: Filters = { owner: null, span: { from: null, to: null } };

export const PERIODS = [30, 90, 180, 365] as const;
/** The period between two days that somebody chooses. */
export const RANGE = "range";
const DAY = 86_400_000;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** What an address says of filters. */
export function filtersOf(given: URLSearchParams, now: number = Date.now()): Filters {
  return { owner: given.get("owner"), span: spanOf(given, now) };
}

function spanOf(given: URLSearchParams, now: number): Span {
  const chosen = given.get("days");
  if (chosen === RANGE) return { from: dayAt(given.get("from"), 0), to: dayAt(given.get("to"), 1) };
  const days = PERIODS.find((each) => String(each) === chosen);
  if (days === undefined) return ALL.span;
  // Whole days, so that an answer is good for a while.
  return { from: new Date((Math.floor(now / DAY) - days) * DAY).toISOString(), to: null };
}

/** When a day of the reader's clock begins, or another so many days later. */
function dayAt(date: string | null, later: number): string | null {
  const [, year, month, day] = DATE.exec(date ?? "") ?? [];
  if (year === undefined) return null;
  const found = new Date(Number(year), Number(month) - 1, Number(day) + later);
  return Number.isNaN(found.getTime()) ? null : found.toISOString();
}

/** The condition that a record is one of the owner's. */
export function ownedBy(filters: Filters): Record<string, unknown> {
  return filters.owner === null ? {} : { ownerId: { eq: filters.owner } };
}

/** The records of these stages that a filter leaves, as `where` of the API. */
export function whereOf(stages: readonly CatalogStage[], filters: Filters): Record<string, unknown> {
  const { from, to } = filters.span;
  const created = { ...(from === null ? {} : { gte: from }), ...(to === null ? {} : { lt: to }) };
  return {
    stage: { in: stages.map((each) => each.name) },
    ...ownedBy(filters),
    ...(from === null && to === null ? {} : { createdAt: created }),
  };
}

/** Under what an answer is kept: another catalog or choice is another one. */
export function numbersKey(
  kind: string,
  of: CatalogObject,
  pipeline: string,
  filters: Filters,
  ...more: readonly (string | number)[]
): readonly unknown[] {
  return ["insights", kind, of.name, pipeline, filters.owner, filters.span.from, filters.span.to, ...more];
}
