/** How a list is looked at, as its address has it: who comes back to it, or is given it, sees the same. */

import type { CatalogObject } from "../client/catalog";
import { type Filter, filterOf, keptFilter } from "./filters";
import { type ListView, NOTHING_CHOSEN, type Order } from "./lists";

interface Looked {
  view: ListView;
  words: string;
  /** The id of the saved view that was chosen; empty where none was. */
  chosen: string;
}

/** What an address says; what it does not say, or nobody can read, is as at first. */
export function readAddress(params: URLSearchParams): Looked {
  return {
    view: viewOf(params.get("list")),
    words: params.get("words") ?? "",
    chosen: params.get("view") ?? "",
  };
}

/** The parameters that say so. */
export function addressOf({ view, words, chosen }: Looked): URLSearchParams {
  const filters = view.filters === null ? null : keptFilter(view.filters);
  const list = JSON.stringify({ ...view, filters });
  const params = new URLSearchParams();
  if (chosen !== "") params.set("view", chosen);
  if (words !== "") params.set("words", words);
  if (list !== JSON.stringify(NOTHING_CHOSEN)) params.set("list", list);
  return params;
}

/** The address of the list of an object with a filter. */
export function filteredList(of: CatalogObject, filters: Filter): string {
  const params = addressOf({ view: { ...NOTHING_CHOSEN, filters }, words: "", chosen: "" });
  return `/records/${of.name}?${params}`;
}

function viewOf(list: string | null): ListView {
  if (list === null) return NOTHING_CHOSEN;
  let given: unknown;
  try {
    given = JSON.parse(list);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return NOTHING_CHOSEN;
  }
  if (typeof given !== "object" || given === null) return NOTHING_CHOSEN;
  const { columns, filters, orderBy, groupBy } = given as Record<string, unknown>;
  return {
    columns: Array.isArray(columns) ? columns.map(String) : [],
    filters: filterOf(filters),
    orderBy: Array.isArray(orderBy) ? (orderBy as unknown[]).filter(isOrder) : [],
    groupBy: typeof groupBy === "string" ? groupBy : null,
  };
}

function isOrder(given: unknown): given is Order {
  return typeof given === "object" && given !== null && "field" in given && "descending" in given;
}
