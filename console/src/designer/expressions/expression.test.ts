import type { Json } from "../ruleTree";
import {
  begun,
  casesIn,
  casesOf,
  fieldIn,
  fieldOf,
  KINDS,
  kindOf,
  type OverList,
  overList,
  overListIn,
} from "./expression";

const KNOWN = { field: "amount", list: "visits" };

it.each<[string, Json]>([
  ["number", 12],
  ["field", { var: "account.sector" }],
  ["field", { var: ["amount", 0] }],
  ["today", { today: [] }],
  ["date_add", { date_add: [{ var: "receivedOn" }, 7, "day"] }],
  ["-", { "-": [{ var: "amount" }, { var: "cost" }] }],
  ["avg", { avg: [{ var: "visits" }, { var: "minutes" }] }],
  ["count", { count: { var: "visits" } }],
  ["if", { if: [{ var: "a" }, 1, 2] }],
  ["if", { if: [{ var: "a" }, 1] }],
  ["if", { if: [{ var: "a" }, 1, { var: "b" }, 2, 3] }],
  ["substr", { substr: [{ var: "name" }, 1] }],
  ["substr", { substr: [{ cat: ["a", { var: "name" }] }, -3, 2] }],
  ["sum", { sum: [{ filter: [{ var: "visits" }, { var: "done" }] }, { var: "minutes" }] }],
  ["condition", { ">": [{ var: "amount" }, 1] }],
])("shows as %s: %j", (kind, json) => expect(kindOf(json)).toBe(kind));

it.each<Json>([
  null,
  ["a"],
  { "-": [5] },
  { if: [1] },
  { sum: [{ filter: [{ filter: [{ var: "visits" }, { var: "done" }] }, { var: "a" }] }, { var: "minutes" }] },
  { date_add: [{ today: [] }, 1, { var: "unit" }] },
  { substr: [{ var: "name" }, { var: "place" }] },
  { substr: [{ var: "name" }, 0.5] },
  { substr: [{ var: "name" }] },
  { var: [] },
])("leaves as JSON what it does not know: %j", (json) => expect(kindOf(json)).toBe("json"));

it.each(KINDS.filter((each) => each !== "json"))("begins a part of kind %s that it shows again", (kind) => {
  for (const before of [null, 3, "a", { "+": [1, 2, 3] }, { sum: [{ var: "visits" }, { var: "minutes" }] }])
    expect(kindOf(begun(kind, before, KNOWN))).toBe(kind);
});

it("keeps the parts of another operator", () => {
  expect(begun("*", { "+": [{ var: "a" }, 2] }, KNOWN)).toEqual({ "*": [{ var: "a" }, 2] });
  expect(begun("-", { "+": [1, 2, 3] }, KNOWN)).toEqual({ "-": [1, 2] });
  expect(begun("date_add", { days_between: [{ var: "a" }, { var: "b" }] }, KNOWN)).toEqual({
    date_add: [{ var: "a" }, { var: "b" }, "day"],
  });
});

it.each<[OverList, Json]>([
  ["sum", { sum: [{ var: "quotes" }, { var: "total" }, { var: "accepted" }] }],
  ["largest", { largest: [{ var: "visits" }, { var: "day" }] }],
  ["count", { count: [{ var: "visits" }, { var: "done" }] }],
  ["count", { count: [{ filter: [{ var: "visits" }, { var: "done" }] }] }],
  ["sum", { sum: [{ filter: [{ var: "quotes" }, { var: "sent" }] }, { var: "total" }, { var: "accepted" }] }],
])("writes %s as it was read", (name, json) => {
  const said = overListIn(json);
  expect(said).not.toBeNull();
  if (said !== null) expect(overList(name, said)).toEqual(json);
});

it.each<Json>([
  { if: [{ var: "a" }, 1] },
  { if: [{ var: "a" }, 1, 2] },
  { if: [{ var: "a" }, 1, { var: "b" }, 2] },
  { if: [{ var: "a" }, 1, { var: "b" }, 2, null] },
])("writes cases as they were read: %j", (json) => expect(casesOf(casesIn(json))).toEqual(json));

it("keeps the field where a part of its text is taken", () => {
  expect(begun("substr", { var: "name" }, KNOWN)).toEqual({ substr: [{ var: "name" }, 0, 1] });
  expect(begun("substr", 3, KNOWN)).toEqual({ substr: [{ var: "amount" }, 0, 1] });
});

it("keeps what stands for an unknown field", () => {
  expect(fieldIn({ var: ["amount", 0] })).toEqual({ path: "amount", otherwise: 0 });
  expect(fieldOf("amount", 0)).toEqual({ var: ["amount", 0] });
  expect(fieldOf("amount", null)).toEqual({ var: "amount" });
});
