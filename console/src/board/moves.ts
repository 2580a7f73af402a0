/** What becomes of a card that is dropped on a stage, or sent there from its menu. */

import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Catalog, CatalogObject } from "../client/catalog";
import { promote, recordWithWays, type Verdict } from "../client/promotions";
import type { Card } from "./columns";
import { type Entering, entering } from "./entering";

export interface Attempt {
  card: Card;
  to: string;
  /** The same where it is tried again. */
  key: string;
}

export type Moved =
  | { kind: "moved" }
  | { kind: "barred"; entering: Entering }
  | { kind: "missing"; verdict: Verdict }
  | { kind: "refused"; words: string };

/** The ways of a card out of its stage, with what can be read of its record. */
export function waysOf(catalog: Catalog, of: CatalogObject, card: Card | null) {
  return queryOptions({
    queryKey: ["ways", of.name, card?.id, card?.version],
    queryFn: ({ signal }) => (card === null ? null : recordWithWays(catalog, of, card.id, signal)),
    staleTime: 2_000,
  });
}

/** Moves a card, if it may go there as its record is now: whoever drops it at once has not been told yet. */
export async function moved(
  client: QueryClient,
  catalog: Catalog,
  of: CatalogObject,
  { card, to, key }: Attempt,
): Promise<Moved> {
  const now = await client.fetchQuery(waysOf(catalog, of, card));
  // An attempt before whose answer was lost.
  if (now?.stage === to) return { kind: "moved" };
  const way = now?.transitions.find((each) => each.to === to);
  if (now === null || way === undefined || !way.permitted) {
    return { kind: "barred", entering: entering(to, card.stage, now?.transitions ?? []) };
  }
  if (!way.allowed) return { kind: "missing", verdict: way.verdict };
  const done = await promote(of, { id: card.id, to, expectedVersion: now.version, key });
  if (done.promoted) return { kind: "moved" };
  return done.verdict === null
    ? { kind: "refused", words: done.faults.map((each) => `${each.message} ${each.hint}`).join(" ") }
    : { kind: "missing", verdict: done.verdict };
}
