import type { Catalog } from "../../client/catalog";
import { answering } from "../../testing/page";
import type { Json } from "../ruleTree";
import { catalog, field, object, pointer } from "../testing/objects";
import { recordSaid } from "./ofRecord";
import { readsOf } from "./reads";

const account = object("account", field("sector", "choice"));
const visit = object("visit", field("done", "boolean"), field("minutes", "integer"));
visit.fields = [...visit.fields, { ...pointer("deal", "relation", "deal"), reverse: "visits" }];
const double = { ...field("double", "decimal"), formula: { "*": [{ var: "amount" }, 2] } };
const deal = object(
  "deal",
  field("amount", "money"),
  field("score", "decimal"),
  double,
  pointer("account", "relation", "account"),
);
const DESIGN = catalog(deal, account, visit);
const IN_FORCE = DESIGN as unknown as Catalog;
const reads = (...rules: Json[]) => readsOf(DESIGN, deal, rules);

it("knows what rules read: of a formula what it is computed of, of who acts nothing", () => {
  const found = reads(
    { and: [{ ">": [{ var: "double" }, 5] }, { filled: [{ var: "before.account.sector" }] }] },
    { "!=": [{ var: "createdBy" }, { var: "actor.id" }] },
    { "!": [{ missing: ["score"] }] },
    { missing_some: [1, ["amount.currency", "account"]] },
  );
  const paths = ["amount", "account.sector", "createdBy", "score", "amount.currency", "account"];
  expect([...found.paths]).toEqual(paths);
  expect(found.clock).toBe(false);
});

it("knows what is read of the records of a list, of those that are filtered too, and who asks for the time", () => {
  const sent = { filter: [{ var: "visits" }, { var: "done" }] };
  const found = reads({ and: [{ all: [sent, { ">": [{ var: "minutes" }, 5] }] }, { today: [] }] });
  expect([...found.paths]).toEqual([]);
  expect([...(found.lists.get("visits")?.paths ?? [])]).toEqual(["done", "minutes"]);
  expect(found.clock).toBe(true);
});

it("asks for just that, and says it as an example does", async () => {
  const asked = answering({
    examplerecord: () => ({
      found: {
        id: "d1",
        amount: { amount: "12.50", currency: "CNY" },
        account: { sector: "retail", id: "a1" },
        createdBy: { id: "m1" },
        score: null,
        visits: { totalCount: 30, nodes: [{ id: "v1", done: true }] },
      },
    }),
  });
  const rules: Json[] = [
    { ">": [{ var: "amount" }, 5] },
    { "==": [{ var: "amount.currency" }, "CNY"] },
    { filled: [{ var: "account.sector" }] },
    { filled: [{ var: "account" }] },
    { filled: [{ var: "createdBy" }] },
    { filled: [{ var: "score" }] },
    { some: [{ var: "visits" }, { var: "done" }] },
  ];
  const found = await recordSaid({ design: DESIGN, inForce: IN_FORCE }, deal, "d1", reads(...rules));
  expect(asked[0]?.variables).toEqual({ id: "d1" });
  expect(found?.said).toEqual({
    amount: 12.5,
    "amount.currency": "CNY",
    "account.sector": "retail",
    account: "a1",
    createdBy: "m1",
    visits: [{ done: true }],
  });
  expect(found?.leftOut).toEqual(["visits"]);
});

it("leaves out what no record has yet, what is hidden, and what nobody knows", async () => {
  answering({ examplerecord: () => ({ found: { id: "d1", amount: null } }) });
  const hidden = { ...field("score", "decimal"), id: "score", canRead: false };
  const inForce = catalog({ ...deal, fields: [field("amount", "money"), hidden] }) as unknown as Catalog;
  const rules = ["amount", "score", "account.sector", "nowhere"].map((path) => ({ filled: [{ var: path }] }));
  const found = await recordSaid({ design: DESIGN, inForce }, deal, "d1", reads(...rules));
  expect(found).toEqual({ stage: null, said: {}, leftOut: ["score", "account.sector", "nowhere"] });
});

it("has names as they are in force where the draft gives others", async () => {
  answering({ examplerecord: () => ({ found: { id: "d1", worth: { amount: "7", currency: "CNY" } } }) });
  const before = { ...deal, fields: [{ ...field("worth", "money"), id: "amount" }] };
  const inForce = catalog(before) as unknown as Catalog;
  const found = await recordSaid(
    { design: DESIGN, inForce },
    deal,
    "d1",
    reads({ filled: [{ var: "amount" }] }),
  );
  expect(found?.said).toEqual({ amount: 7 });
});
