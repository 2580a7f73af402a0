import type { CatalogStage } from "../client/catalog";
import { median, stepsOf } from "./funnel";

const stage = (name: string, kind: string) => ({ name, kind, label: name }) as CatalogStage;
const STAGES = [stage("lead", "open"), stage("offer", "open"), stage("won", "won"), stage("lost", "lost")];
const stay = (to: string, from: number, until: number | null) => ({
  to,
  occurredAt: new Date(Date.UTC(2026, 0, from)).toISOString(),
  leftAt: until === null ? null : new Date(Date.UTC(2026, 0, until)).toISOString(),
});

it("counts who has been in a stage or later, and not who was lost", () => {
  const histories = [
    [stay("lead", 1, 3), stay("won", 3, null)],
    [stay("lead", 1, 5), stay("offer", 5, 6), stay("lost", 6, null)],
    [stay("lead", 1, 2), stay("lost", 2, 4), stay("lead", 4, null)],
    [stay("lead", 1, null)],
  ];
  const steps = stepsOf(STAGES, { histories, total: 4 });
  expect(steps.map((each) => [each.stage.name, each.reached, each.fromPrevious, each.medianDays])).toEqual([
    ["lead", 4, null, 2],
    ["offer", 2, 0.5, 1],
    ["won", 1, 0.5, null],
  ]);
});

it("has no rate of nothing", () => {
  const steps = stepsOf(STAGES, { histories: [], total: 0 });
  expect(steps.map((each) => each.fromFirst)).toEqual([null, null, null]);
  expect(median([])).toBeNull();
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
