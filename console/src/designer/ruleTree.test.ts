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
  { if: [{ var: "a" }, { var: "b" }, true] },
  { "!": [{ "!": [{ or: [{ var: "a" }, { var: "b" }] }] }] },
  { "<=": [10, { var: "amount" }, 20] },
  { ">": [{ var: ["amount", 0] }, 100] },
  { and: [{ missing_some: [1, ["name", "amount"]] }, { var: "a" }] },
  true,
])("keeps what it cannot show: %j", (rule) => {
  expect(again(rule)).toEqual(plain(rule));
  expect(JSON.stringify(groupOf(rule))).toContain(AS_JSON);
});

it("says nothing where there is no rule", () => expect(ruleOf(groupOf(null))).toBeNull());
