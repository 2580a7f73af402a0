import type { CatalogObject, CatalogStage } from "../client/catalog";
import { type FoundFunnel, secondsOf, stepsOf } from "./funnel";

const stage = (name: string, kind: string) => ({ name, kind, label: name }) as CatalogStage;
const STAGES = [stage("lead", "open"), stage("won", "won"), stage("lost", "lost")];
const DEAL = {
  fields: [
    { name: "secret", type: "money", canRead: false },
    { name: "amount", type: "money", canRead: true },
  ],
} as unknown as CatalogObject;

const counted = (count: number, ...amounts: [string, string][]) => ({
  count,
  sum: { amount: amounts.map(([amount, currency]) => ({ amount, currency })) },
});

it("tells steps with what they are worth in one currency", () => {
  const funnel: FoundFunnel = {
    records: counted(8),
    stages: [
      {
        stage: "lead",
        reached: counted(6, ["100.50", "CNY"], ["7", "USD"]),
        advanced: counted(3),
        standing: counted(1),
        lost: counted(2, ["7", "USD"]),
        elsewhere: counted(0),
        conversion: 0.5,
        winRate: 0.5,
      },
    ],
  };
  expect(stepsOf(DEAL, STAGES, funnel, "USD")).toEqual([
    {
      stage: STAGES[0],
      reached: 6,
      advanced: 3,
      standing: 1,
      lost: 2,
      elsewhere: 0,
      ofAll: 0.75,
      conversion: 0.5,
      winRate: 0.5,
      worth: 7,
      worthLost: 7,
    },
  ]);
  expect(stepsOf(DEAL, STAGES, { records: counted(0), stages: [] }, null)).toEqual([]);
});

it("reads durations as the API writes them", () => {
  expect(["P9DT18H16S", "PT0S", "P2D", "PT3H5M", null, "soon"].map(secondsOf)).toEqual([
    842_416,
    0,
    172_800,
    11_100,
    null,
    null,
  ]);
});
