import type { Json } from "../ruleTree";
import { catalog, field, object, pointer } from "../testing/objects";
import { IN_JUDGEMENTS } from "../usePaths";
import { rowsOf, type Said, saidOf } from "./said";

const visit = object("visit", field("day", "date"), field("done", "boolean"));
visit.fields = [...visit.fields, { ...pointer("deal", "relation", "deal"), reverse: "visits" }];
const account = object("account", field("sector", "choice"), pointer("visit", "relation", "visit"));
const deal = object(
  "deal",
  field("amount", "money"),
  field("seats", "integer"),
  field("sure", "boolean"),
  field("signedAt", "datetime"),
  field("channels", "multiChoice"),
  pointer("account", "relation", "account"),
);
const CATALOG = catalog(deal, account, visit);
const rows = (said: Said) => rowsOf(CATALOG, deal, IN_JUDGEMENTS, said);

it.each<Said>([
  {},
  { amount: 1000.5, "amount.currency": "CNY", seats: 3, sure: false, "account.sector": "retail" },
  { amount: null, channels: ["mail", "phone"], account: "0198c0de-0000-7000-8000-000000000001" },
  { "before.amount": 5, "actor.roles": ["manager"], channels: [] },
  { visits: [{ day: "2026-01-31", done: true }, {}] },
  { signedAt: "2026-01-31T09:00:00.000Z" },
  { "somewhere.else": { any: 1 }, unknown: "x" },
])("gives back what an example says: %j", (said) => expect(saidOf(rows(said))).toEqual(said));

it("shows values by the editors of their types, and what it does not know as JSON", () => {
  const kinds = rows({ amount: 5, visits: [{ done: true }], odd: 1 }).map((each) => each.kind);
  expect(kinds).toEqual(["value", "records", "json"]);
});

it("takes a moment without an offset to be in UTC, as rules do", () => {
  expect(saidOf(rows({ signedAt: "2026-01-31T09:00:00" }))).toEqual({ signedAt: "2026-01-31T09:00:00.000Z" });
});

it("gives what is no number as it was typed, and says nothing of a row without a path", () => {
  const typed = rows({ amount: 5, seats: 1 }).map((each) =>
    each.kind === "value" && each.path === "amount" ? { ...each, draft: "5 thousand" } : each,
  );
  const unset = { id: "new", path: "", label: "", kind: "json" as const, json: null as Json };
  expect(saidOf([...typed, unset])).toEqual({ amount: "5 thousand", seats: 1 });
});

it("leaves out a list without records, which an example has none of anyway", () => {
  expect(saidOf(rows({ visits: [] }))).toEqual({});
});
