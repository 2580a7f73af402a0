/** Whether a card may enter a column, as it is told before it is dropped. */

import type { Transition } from "../client/promotions";

export type Entering = "here" | "looking" | "enters" | "missing" | "forbidden" | "noWay";

/** What a column says of the card that is carried; `ways` is undefined as long as the server has not answered. */
export function entering(stage: string, from: string, ways: readonly Transition[] | undefined): Entering {
  if (stage === from) return "here";
  if (ways === undefined) return "looking";
  const way = ways.find((each) => each.to === stage);
  if (way === undefined) return "noWay";
  if (!way.permitted) return "forbidden";
  return way.allowed ? "enters" : "missing";
}
