/** Views that are saved on the server: one's own, and those that are shared. */

import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type { ViewsOfObjectQuery } from "../client/generated/graphql";
import { request } from "../client/request";
import { filterOf, keptFilter } from "./filters";
import type { ListView } from "./lists";

const VIEWS = graphql(`
  query ViewsOfObject($object: String!) {
    savedViews(object: $object) {
      id name shared mine mayChange revision columns filters orderBy { field descending } groupBy
    }
  }
`);
const SAVE = graphql(`
  mutation SaveView($input: SavedViewInput!, $id: ID, $revision: Int) {
    saveView(input: $input, id: $id, expectedRevision: $revision) {
      view { id } errors { code message path hint details }
    }
  }
`);
const REMOVE = graphql(`
  mutation RemoveView($id: ID!) {
    removeView(id: $id) { id errors { code message path hint details } }
  }
`);

export type SavedView = ViewsOfObjectQuery["savedViews"][number];

export const viewsKey = (object: string) => ["views", object] as const;

/** What the caller can choose from, by name. */
export async function viewsOf(object: string, signal: AbortSignal): Promise<readonly SavedView[]> {
  return (await request(VIEWS, { object }, signal)).savedViews;
}

/** A saved view as a list is looked at by it. */
export function listViewOf(saved: SavedView): ListView {
  return {
    columns: saved.columns,
    filters: filterOf(saved.filters),
    orderBy: saved.orderBy,
    groupBy: saved.groupBy ?? null,
  };
}

/** Keeps a view, a new one or the next revision of `old`; its id. @throws RefusedError. */
export async function saveView(
  object: string,
  name: string,
  shared: boolean,
  view: ListView,
  old: SavedView | null,
): Promise<string> {
  const input = {
    object,
    name,
    shared,
    columns: [...view.columns],
    filters: view.filters === null ? null : keptFilter(view.filters),
    orderBy: view.orderBy.map(({ field, descending }) => ({ field, descending })),
    groupBy: view.groupBy,
  };
  const known = old === null ? {} : { id: old.id, revision: old.revision };
  return accepted((await request(SAVE, { input, ...known })).saveView).view?.id ?? "";
}

/** The end of a view. @throws RefusedError. */
export async function removeView(id: string): Promise<void> {
  accepted((await request(REMOVE, { id })).removeView);
}
