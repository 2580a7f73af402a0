/** The rooms that a caller can go to. */

import type { Me } from "../client/session";

export type Place = "board" | "records" | "insights" | "designer" | "developer";

/** What the caller may use, in the order of the menu: the designer is for who may configure. */
export function placesFor(me: Me): readonly Place[] {
  const everybody: Place[] = ["board", "records", "insights"];
  return me.actions.includes("configure") ? [...everybody, "designer", "developer"] : everybody;
}
