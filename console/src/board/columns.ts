/** What a board shows: the cards of each stage, how many there are, and what they are worth. */

import {
  type Catalog,
  type CatalogField,
  type CatalogObject,
  type CatalogStage,
  isSeen,
  worth,
} from "../client/catalog";
import { request } from "../client/request";
import { capitalized, fieldSelection, nameSelection } from "../client/selections";
import type { Money } from "../fields/values";

export const PAGE = 100;
const STUCK = 500;

export interface Card {
  id: string;
  version: number;
  stage: string;
  stageEnteredAt: string;
  overdue: boolean;
  values: Readonly<Record<string, unknown>>;
}

export interface CardPage {
  cards: readonly Card[];
  next: string | null;
}

export interface ColumnTotal {
  count: number;
  sums: readonly Money[];
}

/** The fields that a card shows: what names the record, what it is worth, whom it is about, when it is due. */
export function cardFields(of: CatalogObject): {
  title: CatalogField | undefined;
  more: readonly CatalogField[];
} {
  const seen = of.fields.filter(isSeen);
  const title = seen.find((each) => each.name === of.display);
  const first = (type: string) => seen.find((each) => each.type === type && each !== title);
  const more = [first("money"), first("relation"), first("date")].filter((each) => each !== undefined);
  return { title, more };
}

/** What is selected of a card. */
export function cardSelection(catalog: Catalog, of: CatalogObject): string {
  const { more } = cardFields(of);
  const selected = more.map((each) => fieldSelection(catalog, each)).filter((each) => each !== null);
  return `${nameSelection(catalog, of)} version stage stageEnteredAt dueCriteria { overdue } ${selected.join(" ")}`;
}

type Node = Omit<Card, "values" | "overdue"> & { dueCriteria: { overdue: boolean }[] } & Record<
    string,
    unknown
  >;

/** A page of the cards of one stage, those that came last first. */
export async function cardsOf(
  catalog: Catalog,
  of: CatalogObject,
  stage: string,
  after: string | null,
  signal: AbortSignal,
): Promise<CardPage> {
  const document = `query Cards($where: ${of.typeName}Where, $after: String) {
    found: ${of.plural}(where: $where, orderBy: [{ field: stageEnteredAt, direction: DESC }], first: ${PAGE}, after: $after) {
      nodes { ${cardSelection(catalog, of)} } pageInfo { hasNextPage endCursor } } }`;
  type Found = { found: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
  const where = { stage: { eq: stage } };
  const { found } = await request<Found, { where: object; after: string | null }>(
    document,
    { where, after },
    signal,
  );
  const next = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  return { cards: found.nodes.map(cardOf), next };
}

/** A record as a card. */
export function cardOf(node: Node): Card {
  const { id, version, stage, stageEnteredAt, dueCriteria, ...values } = node;
  return { id, version, stage, stageEnteredAt, overdue: dueCriteria.some((each) => each.overdue), values };
}

/** Of each stage, how many records it has and their worth by currency. */
export async function totalsOf(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ColumnTotal>> {
  const field = worth(of);
  const sum = field === undefined ? "" : `sum { ${field.name} { amount currency } }`;
  const document = `query Totals($where: ${of.typeName}Where) {
    found: ${of.name}Groups(by: [{ field: stage }], where: $where) { keys { value } count ${sum} } }`;
  type Found = { found: { keys: { value: string }[]; count: number; sum?: Record<string, Money[]> }[] };
  const where = { stage: { in: stages.map((each) => each.name) } };
  const { found } = await request<Found, { where: object }>(document, { where }, signal);
  return new Map(
    found.map((each) => [
      each.keys[0]?.value ?? "",
      { count: each.count, sums: field === undefined ? [] : (each.sum?.[field.name] ?? []) },
    ]),
  );
}

/** The ids of records that the caller could move nowhere now, at most so many as a page has. */
export async function stuckOf(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const document = `query Stuck($where: ${of.typeName}Where) {
    found: stuck${capitalized(of.plural)}(where: $where) { records(first: ${STUCK}) { nodes { id } } } }`;
  const where = { stage: { in: stages.filter((each) => each.kind === "open").map((each) => each.name) } };
  type Found = { found: { records: { nodes: { id: string }[] } } };
  const { found } = await request<Found, { where: object }>(document, { where }, signal);
  return new Set(found.records.nodes.map((each) => each.id));
}

const DAY = 86_400_000;

/** Whole days since a moment. */
export function daysSince(iso: string, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - new Date(iso).getTime()) / DAY));
}
