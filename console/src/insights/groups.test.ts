import type { CatalogStage } from "../client/catalog";
import { currenciesOf, forecastOf, type Group } from "./groups";

const stage = (name: string, probability: number | null) => ({ name, probability }) as CatalogStage;
const group = (of: string, month: string | null, count: number, amount: string, currency: string): Group => ({
  stage: of,
  key: { value: month, label: month },
  count,
  sums: [{ amount, currency }],
});

it("weighs each amount by the chance of its stage, one currency at a time", () => {
  const groups = [
    group("lead", null, 1, "50", "CNY"),
    group("lead", "2026-02-01", 1, "1000", "CNY"),
    group("offer", "2026-02-01", 2, "500", "CNY"),
    group("offer", "2026-01-01", 1, "7", "USD"),
    group("new", "2026-01-01", 1, "100", "CNY"),
  ];
  const months = forecastOf(groups, [stage("lead", 10), stage("offer", 60), stage("new", null)], "CNY");
  expect(months.map((each) => [each.key.value, each.sum, each.weighted])).toEqual([
    ["2026-01-01", 100, 0],
    ["2026-02-01", 1500, 400],
    [null, 50, 5],
  ]);
  expect(currenciesOf(groups)).toEqual(["CNY", "USD"]);
});
