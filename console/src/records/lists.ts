/** The records of a list, page by page, and how many there are. */

import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { request, type Variables } from "../client/request";
import type { RecordData } from "../fields/values";
import { type Filter, whereOf } from "./filters";
import { listSelection, orderKey } from "./listFields";

export const PAGE = 50;

export interface Order {
  field: string;
  descending: boolean;
}

/** How a list is looked at. No columns are those that a list has at first. */
export interface ListView {
  columns: readonly string[];
  filters: Filter | null;
  orderBy: readonly Order[];
  groupBy: string | null;
}

export const NOTHING_CHOSEN: ListView = { columns: [], filters: null, orderBy: [], groupBy: null };

export interface Asked {
  catalog: Catalog;
  of: CatalogObject;
  fields: readonly CatalogField[];
  shown: readonly CatalogField[];
  view: ListView;
  words: string;
  me: string;
}

export interface RecordsPage {
  records: readonly RecordData[];
  total: number;
  next: string | null;
}

/** Under what a list is kept; all of an object's begin alike. */
export const recordsKey = (of: CatalogObject) => ["records", of.name] as const;

function variablesOf({ of, fields, view, words, me, catalog }: Asked): Variables {
  const grouped = view.groupBy === null ? [] : [{ field: view.groupBy, descending: false }];
  const orderBy = [...grouped, ...view.orderBy]
    .map(({ field, descending }) => {
      const found = fields.find((each) => each.name === field);
      return found === undefined ? null : orderKey(catalog, found, descending);
    })
    .filter((each) => each !== null);
  return {
    where: whereOf(view.filters, fields, me),
    orderBy: orderBy.length === 0 ? null : orderBy,
    ...(isSearchable(of) ? { words: words === "" ? null : words } : {}),
  };
}

/** Whether an object has words that can be searched for by the caller. */
export function isSearchable(of: CatalogObject): boolean {
  return of.fields.some((each) => each.searchable && each.canRead);
}

/** A page of a list. */
export async function recordsOf(
  asked: Asked,
  after: string | null,
  signal: AbortSignal,
): Promise<RecordsPage> {
  const { catalog, of, shown } = asked;
  const search = isSearchable(of) ? { declared: ", $words: String", given: "search: $words, " } : null;
  const document = `query Records($where: ${of.typeName}Where, $orderBy: [${of.typeName}Order!], $after: String${search?.declared ?? ""}) {
    found: ${of.plural}(where: $where, orderBy: $orderBy, ${search?.given ?? ""}first: ${PAGE}, after: $after) {
      totalCount nodes { ${listSelection(catalog, of, shown)} } pageInfo { hasNextPage endCursor } } }`;
  type Found = {
    found: {
      totalCount: number;
      nodes: RecordData[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
  const { found } = await request<Found, Variables>(document, { ...variablesOf(asked), after }, signal);
  const next = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  return { records: found.nodes, total: found.totalCount, next };
}

/** How many records each group has, by the value that they share as text. */
export async function groupsOf(asked: Asked, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const { of, view } = asked;
  if (view.groupBy === null) return new Map();
  const { where, words } = variablesOf(asked);
  const search = isSearchable(of) ? { declared: ", $words: String", given: ", search: $words" } : null;
  const document = `query RecordGroups($where: ${of.typeName}Where${search?.declared ?? ""}) {
    found: ${of.name}Groups(by: [{ field: ${view.groupBy} }], where: $where${search?.given ?? ""}) { keys { value } count } }`;
  type Found = { found: { keys: { value: unknown }[]; count: number }[] };
  const variables = search === null ? { where } : { where, words };
  const { found } = await request<Found, Variables>(document, variables, signal);
  return new Map(found.map((each) => [String(each.keys[0]?.value ?? ""), each.count]));
}
