/** What somebody narrows the numbers to; it stands in the address, so that it can be passed on. */

import type { CatalogObject, CatalogStage } from "../client/catalog";

export interface Filters {
  owner: string | null;
  days: number | null;
}

export const PERIODS = [30, 90, 180, 365] as const;
const DAY = 86_400_000;

/** From when on records count; whole days, so that an answer is good for a while. */
export function since(filters: Filters, now: number = Date.now()): string | null {
  if (filters.days === null) return null;
  return new Date((Math.floor(now / DAY) - filters.days) * DAY).toISOString();
}

/** The records of these stages that a filter leaves, as `where` of the API. */
export function whereOf(stages: readonly CatalogStage[], filters: Filters): Record<string, unknown> {
  const from = since(filters);
  return {
    stage: { in: stages.map((each) => each.name) },
    ...(filters.owner === null ? {} : { ownerId: { eq: filters.owner } }),
    ...(from === null ? {} : { createdAt: { gte: from } }),
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
  return ["insights", kind, of.name, pipeline, filters.owner, filters.days, ...more];
}
