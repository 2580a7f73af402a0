/** What stands in each stage now, by owner and by month: groups of the API. */

import { type CatalogField, type CatalogObject, type CatalogStage, worth } from "../client/catalog";
import { request } from "../client/request";
import type { Money } from "../fields/values";
import { type Filters, whereOf } from "./filters";

/** Most groups that the API answers at once. */
export const GROUPS = 500;

export interface Key {
  value: string | null;
  label: string | null;
}

export interface Group {
  stage: string;
  key: Key;
  count: number;
  sums: readonly Money[];
}

async function grouped(
  of: CatalogObject,
  by: string,
  where: Record<string, unknown>,
  signal: AbortSignal,
): Promise<readonly Group[]> {
  const amount = worth(of);
  const sum = amount === undefined ? "" : `sum { ${amount.name} { amount currency } }`;
  const document = `query Grouped($where: ${of.typeName}Where) {
    found: ${of.name}Groups(by: [{ field: stage }, ${by}], where: $where, first: ${GROUPS}) { keys { value label } count ${sum} } }`;
  type Found = { found: { keys: [Key, Key]; count: number; sum?: Record<string, Money[]> }[] };
  const { found } = await request<Found, { where: object }>(document, { where }, signal);
  return found.map((each) => ({
    stage: each.keys[0].value ?? "",
    key: each.keys[1],
    count: each.count,
    sums: amount === undefined ? [] : (each.sum?.[amount.name] ?? []),
  }));
}

/** By stage and owner; the key's label is the owner's name. */
export function byOwner(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  filters: Filters,
  signal: AbortSignal,
): Promise<readonly Group[]> {
  return grouped(of, "{ field: ownerId }", whereOf(stages, filters), signal);
}

/** Open records that are worth something in `currency`, by stage and the month of a date; the key's label is the month. */
export function byMonth(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  date: CatalogField,
  currency: string,
  filters: Filters,
  signal: AbortSignal,
): Promise<readonly Group[]> {
  const open = stages.filter((each) => each.kind === "open");
  const amount = worth(of);
  const where = {
    ...whereOf(open, filters),
    ...(amount === undefined ? {} : { [amount.name]: { currency: { eq: currency } } }),
  };
  return grouped(of, `{ field: ${date.name}, bucket: MONTH }`, where, signal);
}

/** The currencies of groups, the most frequent one first. */
export function currenciesOf(groups: readonly Group[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const { currency } of group.sums) counts.set(currency, (counts.get(currency) ?? 0) + group.count);
  }
  return [...counts].sort((one, other) => other[1] - one[1]).map(([currency]) => currency);
}

/** The sum of a group in one currency. */
export function sumIn(group: Group, currency: string | null): number {
  return amountIn(group.sums, currency);
}

/** Of sums by currency the one in this. */
export function amountIn(sums: readonly Money[], currency: string | null): number {
  return Number(sums.find((each) => each.currency === currency)?.amount ?? 0);
}

/** The dates that a forecast can go by, the one that looks like an expected end first. */
export function datesOf(of: CatalogObject): readonly CatalogField[] {
  const rank = ({ name }: CatalogField) =>
    /^(expected|planned)/i.test(name) ? 0 : /close|due/i.test(name) ? 1 : 2;
  return of.fields
    .filter((each) => each.canRead && each.type === "date")
    .sort((one, other) => rank(one) - rank(other));
}

export interface Month {
  key: Key;
  count: number;
  sum: number;
  weighted: number;
}

/** What is to be expected in each month, undated ones last. */
export function forecastOf(
  groups: readonly Group[],
  stages: readonly CatalogStage[],
  currency: string,
): readonly Month[] {
  const chance = new Map(stages.map((each) => [each.name, (each.probability ?? 0) / 100]));
  const months = new Map<string | null, Month>();
  for (const group of groups) {
    const sum = sumIn(group, currency);
    const month = months.get(group.key.value) ?? { key: group.key, count: 0, sum: 0, weighted: 0 };
    months.set(group.key.value, {
      key: group.key,
      count: month.count + group.count,
      sum: month.sum + sum,
      weighted: month.weighted + sum * (chance.get(group.stage) ?? 0),
    });
  }
  return [...months.values()].sort(({ key: { value: one } }, { key: { value: other } }) =>
    one === other ? 0 : other === null || (one !== null && one < other) ? -1 : 1,
  );
}
