import type { Transition } from "../client/promotions";
import { entering } from "./entering";

const way = (to: string, allowed: boolean, permitted = true): Transition => ({
  to,
  label: to,
  kind: "forward",
  allowed,
  permitted,
  verdict: { open: allowed, clauses: [], fixes: [] },
});

it.each([
  ["lead", "here"],
  ["open", "enters"],
  ["closed", "missing"],
  ["barred", "forbidden"],
  ["elsewhere", "noWay"],
] as const)("says of %s that the card is %s", (stage, state) => {
  const ways = [way("open", true), way("closed", false), way("barred", true, false)];
  expect(entering(stage, "lead", ways)).toBe(state);
});

it("says that it looks until the server has answered", () => {
  expect(entering("open", "lead", undefined)).toBe("looking");
});
