/** The rooms that a caller can go to. */

import type { Me } from "../client/session";

export type Place = "board" | "records" | "insights" | "designer" | "developer" | "people";

/** What the caller may use, in the order of the menu: the designer is for who may configure, people for who administers. */
export function placesFor(me: Me): readonly Place[] {
  return [
    "board",
    "records",
    "insights",
    ...(me.actions.includes("configure") ? (["designer", "developer"] as const) : []),
    ...(me.actions.includes("administer") ? (["people"] as const) : []),
  ];
}
