import { AS_JSON, groupOf, type Json, plain, ruleOf } from "./ruleTree";
import gates from "./testing/gates.json";

const again = (rule: Json) => plain(ruleOf(groupOf(rule)));

it("knows the gates of all templates", () => expect(gates.length).toBeGreaterThan(15));

it.each(gates.map((each) => [each.at, each.rule as Json] as const))("loses nothing of %s", (_, rule) => {
  expect(again(rule)).toEqual(plain(rule));
});

const LISTS: Json = {
  and: [
    { some: [{ var: "visits" }, { and: [{ "==": [{ var: "kind" }, "interview"] }, { var: "done" }] }] },
    { none: [{ var: "tasks" }, { "!": { var: "done" } }] },
    { "<=": [{ count: [{ var: "account.deals" }, { "==": [{ var: "stage" }, "negotiation"] }] }, 3] },
    { ">=": [{ count: { var: "visits" } }, 2] },
    {
      or: [{ "!": { or: [{ var: "a" }, { ">": [{ var: "amount" }, 5] }] } }, { "==": [{ var: "b" }, null] }],
    },
  ],
};

it("shows lists of records, counts and negated groups without JSON", () => {
  expect(again(LISTS)).toEqual(plain(LISTS));
  expect(JSON.stringify(groupOf(LISTS))).not.toContain(AS_JSON);
});

it.each<Json>([
  { ">": [{ sum: [{ var: "quotes" }, { var: "total" }] }, 1000] },
  { ">=": [{ avg: [{ var: "visits" }, { var: "minutes" }, { "==": [{ var: "kind" }, "demo"] }] }, 15] },
  { "<": [{ largest: [{ var: "visits" }, { var: "day" }] }, { today: [] }] },
  { "<=": [{ smallest: [{ var: "visits" }, { "*": [{ var: "minutes" }, 2] }] }, { var: "limit" }] },
  { "<": [{ count: [{ var: "account.deals" }, { "==": [{ var: "stage" }, "proposal"] }] }, 3] },
  { "<=": [10, { var: "amount" }, 20] },
  { ">": [{ var: ["amount", 0] }, 100] },
  { and: [{ missing_some: [1, ["name", "amount"]] }, { var: "a" }] },
  { "!": [{ missing: ["name", "amount"] }] },
  { "!": [{ missing_some: [2, ["name", "amount", "cost"]] }] },
  { ">": [{ var: "amount" }, { var: "before.amount" }] },
  { "!=": [{ var: "createdBy" }, { var: "actor.id" }] },
  { in: ["manager", { var: "actor.roles" }] },
  { ">=": [{ days_between: [{ var: "stageEnteredAt" }, { today: [] }] }, 7] },
  { "<=": [{ working_hours_between: [{ var: "stageEnteredAt" }, { now: [] }] }, 4] },
  { ">=": [{ var: "budgetConfirmedOn" }, { date_subtract: [{ today: [] }, 90, "day"] }] },
  { if: [{ var: "a" }, { var: "b" }, true] },
  { if: [{ var: "a" }, { var: "b" }] },
  { and: [{ if: [{ var: "a" }, { var: "b" }, { var: "c" }, false, true] }, { var: "d" }] },
  { ">=": [{ var: "amount" }, { if: [{ var: "a" }, 1000, { var: "b" }, 2000, 5000] }] },
  { "==": [{ substr: [{ var: "name" }, 0, 2] }, "Ac"] },
  { "!=": [{ substr: [{ var: "name" }, -3] }, "Ltd"] },
  { all: [{ filter: [{ var: "quotes" }, { var: "sent" }] }, { filled: { var: "answer" } }] },
  { some: [{ filter: [{ var: "account.deals" }, { ">": [{ var: "amount" }, 5] }] }, { var: "sure" }] },
  { "<=": [{ count: [{ filter: [{ var: "visits" }, { var: "done" }] }, { var: "paid" }] }, 3] },
  { ">": [{ sum: [{ filter: [{ var: "visits" }, { var: "done" }] }, { var: "minutes" }] }, 60] },
  { "<": [{ avg: [{ filter: [{ var: "visits" }, { var: "done" }] }, { var: "minutes" }, { var: "x" }] }, 9] },
  { "!": [{ "==": [{ var: "stage" }, "lost"] }] },
  { "!": [{ some: [{ var: "visits" }, { "!": [{ in: [{ var: "kind" }, ["a", "b"]] }] }] }] },
])("shows without JSON: %j", (rule) => {
  expect(again(rule)).toEqual(plain(rule));
  expect(JSON.stringify(groupOf(rule))).not.toContain(AS_JSON);
});

it("shows the gates of all templates without JSON", () => {
  for (const { rule } of gates) expect(JSON.stringify(groupOf(rule as Json))).not.toContain(AS_JSON);
});

it.each(["==", "atLeast", "sum", "between", "includes"])(
  "forgets what another condition compared with: %s",
  (operator) => {
    const left = { threshold: 3, each: null };
    const text = JSON.stringify(
      ruleOf({ combinator: "and", rules: [{ field: "a", operator, value: left }] }),
    );
    if (operator !== "atLeast") expect(text).not.toContain("threshold");
    expect(text).not.toContain("each");
  },
);

it.each<Json>([
  { "?:": [{ var: "a" }, { var: "b" }, true] },
  { if: [true] },
  { all: [{ filter: [{ filter: [{ var: "quotes" }, { var: "sent" }] }, { var: "won" }] }, { var: "a" }] },
  { "!": [{ reduce: [{ var: "visits" }, 1, 0] }] },
  { "!": [{ "!": [{ or: [{ var: "a" }, { var: "b" }] }] }] },
  { "<": [1, { var: "amount" }, 5] },
  true,
])("keeps what it cannot show: %j", (rule) => {
  expect(again(rule)).toEqual(plain(rule));
  expect(JSON.stringify(groupOf(rule))).toContain(AS_JSON);
});

it("says nothing where there is no rule", () => expect(ruleOf(groupOf(null))).toBeNull());
