import type { CatalogStage } from "../client/catalog";
import { filtersOf, whereOf } from "./filters";

const NOW = Date.UTC(2026, 2, 15, 13);
const STAGES = [{ name: "lead" }, { name: "won" }] as CatalogStage[];

const read = (address: string) => filtersOf(new URLSearchParams(address), NOW);

it("reads of an address who and when", () => {
  expect(read("")).toEqual({ owner: null, span: { from: null, to: null } });
  expect(read("owner=a&days=30")).toEqual({
    owner: "a",
    span: { from: "2026-02-13T00:00:00.000Z", to: null },
  });
  expect(read("days=31&from=2026-01-01").span).toEqual({ from: null, to: null });
});

it("begins with the first day that is chosen and ends with the last, by the reader's clock", () => {
  const { span } = read("days=range&from=2026-01-01&to=2026-03-31");
  expect(span).toEqual({
    from: new Date(2026, 0, 1).toISOString(),
    to: new Date(2026, 3, 1).toISOString(),
  });
  expect(read("days=range&from=2026-1-1&to=")).toEqual(read(""));
});

it("asks for records of the owner that were created in between", () => {
  expect(whereOf(STAGES, read(""))).toEqual({ stage: { in: ["lead", "won"] } });
  expect(whereOf(STAGES, { owner: "a", span: { from: "x", to: "y" } })).toEqual({
    stage: { in: ["lead", "won"] },
    ownerId: { eq: "a" },
    createdAt: { gte: "x", lt: "y" },
  });
});
