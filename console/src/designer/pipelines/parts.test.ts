import { criteriaAlong, criteriaAt, type DesignedCriterion, endsOf, gateAt, movesAlong } from "./parts";
import { deal, pipeline } from "./testing";

const criterion = (name: string, asked: Partial<DesignedCriterion>): DesignedCriterion => ({
  id: `cri_${name}`,
  name,
  rule: true,
  message: null,
  messages: [],
  mode: "enforce",
  enforcedFrom: null,
  graceUntil: null,
  leaving: null,
  entering: null,
  pipeline: null,
  ...asked,
});
const BOTH = {
  ...pipeline("lead talks won:won asked@renewal", "talks>won lead>talks won>asked"),
  criteria: [
    criterion("all", {}),
    criterion("leaving", { leaving: "lead" }),
    criterion("entering", { entering: "talks" }),
    criterion("both", { leaving: "talks", entering: "won" }),
    criterion("renewal", { pipeline: "renewal" }),
  ],
};
const asked = (named: { stage: string } | { source: string; target: string }) => {
  const place = gateAt(BOTH, named);
  return place === null ? null : criteriaAt(BOTH, place).map((each) => each.name);
};

it("tells what is asked of a move beside its gate", () => {
  expect(asked({ source: "lead", target: "talks" })).toEqual(["all", "leaving", "entering"]);
  expect(asked({ source: "talks", target: "won" })).toEqual(["all", "both"]);
  expect(asked({ source: "won", target: "asked" })).toEqual(["all", "renewal"]);
});

it("tells at a stage what is asked whichever way leads there", () => {
  expect(asked({ stage: "talks" })).toEqual(["all", "entering"]);
  expect(asked({ stage: "won" })).toEqual(["all"]);
});

it("knows no gate where there is no such stage or move", () => {
  expect(asked({ stage: "gone" })).toBeNull();
  expect(asked({ source: "lead", target: "won" })).toBeNull();
});

it("has the criteria of one pipeline, and those that are asked everywhere", () => {
  expect(criteriaAlong(BOTH, "sales").map((each) => each.name)).toEqual([
    "all",
    "leaving",
    "entering",
    "both",
  ]);
  expect(criteriaAlong(BOTH, "renewal").map((each) => each.name)).toEqual(["all", "renewal"]);
});

it("has the moves of one pipeline in the order of its stages, those to others too", () => {
  const targets = (name: string) => movesAlong(BOTH, name).map((each) => each.target);
  expect(targets("sales")).toEqual(["talks", "won", "asked"]);
  expect(targets("renewal")).toEqual(["asked"]);
});

it("says the pipelines of stages between two of them", () => {
  const of = deal(BOTH);
  expect(endsOf(of, { source: "lead", target: "talks" })).toEqual({ source: "lead", target: "talks" });
  expect(endsOf(of, { source: "won", target: "asked" })).toEqual({
    source: "won (Sales)",
    target: "asked (renewal)",
  });
});
