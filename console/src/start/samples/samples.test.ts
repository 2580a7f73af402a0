import type { Catalog, CatalogObject } from "../../client/catalog";
import type { FixChange } from "../../client/promotions";
import { canHaveSamples, companionsOf, followUpOf } from "../../shared/companions";
import { askedBy, laterFields } from "./later";
import { along, DAY, nextOpenOf, sharesOf, storiesOf } from "./stories";
import { field, NAME, object, pipeline } from "./testing";
import { fixValues, type Sample, valuesOf } from "./values";
import { wordsIn } from "./words";

const NOW = Date.parse("2026-06-15T09:00:00Z");
const SALES = pipeline(
  ["lead", "open"],
  ["talk", "open"],
  ["offer", "open"],
  ["won", "won"],
  ["lost", "lost"],
);
const FIELDS = [
  NAME,
  field("amount", "money"),
  field("cost", "money"),
  field("receivedOn", "date"),
  field("calledOn", "date"),
  field("score", "integer"),
  field("expectedCloseDate", "date"),
  field("contractSigned", "boolean"),
  field("lostReason", "choice", { options: [{ key: "price", active: true, onlyWith: [] }] }),
  field("decider", "relation", { target: "person" }),
];
const DEAL = object("deal", FIELDS, { pipeline: SALES });

function sample(more: Partial<Sample> = {}): Sample {
  const words = wordsIn("en");
  return { index: 0, words, at: NOW - 10 * DAY, now: NOW, me: "m1", over: null, about: new Map(), ...more };
}

const change = (name: string, operator: string, needed: unknown = null): FixChange => ({
  field: name,
  operator,
  needed,
  sentence: "",
});

describe("stories", () => {
  it("puts the more samples into a stage the earlier it is", () => {
    expect(sharesOf(15, 6)).toEqual([4, 4, 3, 2, 1, 1]);
    expect(sharesOf(15, 1)).toEqual([15]);
  });

  it("brings some to every stage, a few to won, and fewer to lost, past open stages", () => {
    const stories = storiesOf(DEAL, 20, NOW);
    const ends = stories.map((each) => each.moves.at(-1)?.to ?? "lead");
    const count = (stage: string) => ends.filter((each) => each === stage).length;
    expect(["lead", "talk", "offer", "won", "lost"].map(count)).toEqual([8, 5, 2, 3, 2]);
    expect(stories.at(-1)?.moves.map((each) => each.to)).toEqual(["talk", "offer", "lost"]);
  });

  it("lies in the past, each move behind the one before, and leaves few alone for a month", () => {
    const stories = storiesOf(DEAL, 20, NOW);
    for (const { began, moves } of stories) {
      const times = [began, ...moves.map((each) => each.at), NOW];
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }
    const rested = stories.filter(
      (each) => each.over === null && NOW - (each.moves.at(-1)?.at ?? each.began) > 30 * DAY,
    );
    expect(rested.length).toBeGreaterThan(0);
    expect(rested.length).toBeLessThan(5);
  });

  it("knows what no move leads to, and stays there", () => {
    const lonely = { ...DEAL, pipeline: { ...SALES, transitions: [] } } as unknown as CatalogObject;
    expect(along(lonely, ["won"])).toEqual([]);
    expect(nextOpenOf(DEAL, "offer")).toBe("won");
    expect(nextOpenOf(DEAL, "won")).toBeUndefined();
  });
});

describe("what is filled later", () => {
  it("is what rules ask for, and not what they compare it with", () => {
    const later = { "<=": [{ var: "calledOn" }, { date_add: [{ var: "receivedOn" }, 7, "day"] }] };
    expect(askedBy({ and: [later, { filled: { var: "decider" } }, { var: "contractSigned" }] })).toEqual([
      "calledOn",
      "decider",
      "contractSigned",
    ]);
    expect(askedBy({ or: [{ missing: ["score"] }, { missing_some: [1, ["amount", "decider"]] }] })).toEqual([
      "score",
      "amount",
      "decider",
    ]);
    const gates = { stages: [{ gate: later, required: ["score"] }], transitions: [], criteria: [] };
    expect([...laterFields(DEAL, gates)]).toEqual(["calledOn", "score", "lostReason"]);
  });

  it("is guessed by who may not know the gates", () => {
    expect([...laterFields(DEAL, null)]).toEqual(["calledOn", "score", "contractSigned", "lostReason"]);
  });
});

describe("values", () => {
  it("cost less than they are worth, and are known when the sample came in", () => {
    const found = valuesOf(DEAL, sample(), new Set(["calledOn", "score", "contractSigned", "lostReason"]));
    expect(found).toEqual({
      amount: { amount: "18000", currency: "USD" },
      cost: { amount: "9900", currency: "USD" },
      receivedOn: "2026-06-05",
      expectedCloseDate: "2026-06-21",
    });
  });

  it("meet what a gate asks for", () => {
    const about = new Map([["person", "p1"]]);
    const fix = [
      change("score", ">=", 60),
      change("calledOn", "<=", "2026-06-03"),
      change("contractSigned", "==", true),
      change("lostReason", "filled"),
      change("decider", "filled"),
    ];
    expect(fixValues(DEAL, fix, sample({ about }))).toEqual({
      score: 61,
      calledOn: "2026-06-03",
      contractSigned: true,
      lostReason: "price",
      deciderId: "p1",
    });
  });

  it("name who makes the sample where a member is asked for", () => {
    const of = { ...DEAL, fields: [...FIELDS, field("technician", "member")] };
    expect(fixValues(of, [change("technician", "filled")], sample())).toEqual({ technicianId: "m1" });
    expect(fixValues(of, [change("technicianId", "filled")], sample({ me: undefined }))).toBeNull();
  });

  it("keep both bounds of a field", () => {
    const within = [change("score", ">", 60), change("score", "<", 62)];
    expect(fixValues(DEAL, within, sample({ index: 3 }))).toEqual({ score: 61 });
    expect(fixValues(DEAL, [change("amount", ">", 20_000)], sample())).toEqual({
      amount: { amount: "20001", currency: "USD" },
    });
  });

  it("change a part of money and keep the other", () => {
    const fix = [change("amount", ">=", 20_000), change("amount.currency", "==", "CNY")];
    expect(fixValues(DEAL, fix, sample())).toEqual({ amount: { amount: "20001", currency: "CNY" } });
    expect(fixValues(DEAL, [change("amount", "==", 5)], sample())).toEqual({
      amount: { amount: "5", currency: "USD" },
    });
    expect(fixValues(DEAL, [change("amount", "missing")], sample())).toEqual({ amount: null });
  });

  it("are not made up where nothing is known that would do", () => {
    expect(fixValues(DEAL, [change("decider", "filled")], sample())).toBeNull();
    expect(fixValues(DEAL, [change("receivedOn", "is_working_day")], sample())).toBeNull();
    expect(fixValues(DEAL, [change("ownerId", "filled")], sample())).toBeNull();
  });
});

describe("who else is there", () => {
  const account = object("account", [NAME]);
  const person = object("person", [
    NAME,
    field("email", "email"),
    field("account", "relation", { target: "account", required: true }),
  ]);
  const product = object("product", [NAME]);
  const deal = object("deal", [
    NAME,
    field("account", "relation", { target: "account", required: true }),
    field("contact", "relation", { target: "person" }),
    field("product", "relation", { target: "product" }),
  ]);
  const activity = object("activity", [
    NAME,
    field("at", "datetime"),
    field("deal", "relation", { target: "deal", required: true }),
  ]);
  const catalog = { objects: [account, person, product, deal, activity] } as unknown as Catalog;

  it("is a company, and its people behind it", () => {
    expect(companionsOf(catalog, deal).map((each) => each.name)).toEqual(["account", "person"]);
  });

  it("can be made: else there are no samples", () => {
    const staged = { ...deal, pipeline: pipeline(["lead", "open"]) } as unknown as CatalogObject;
    expect(canHaveSamples(catalog, staged)).toBe(true);
    const kept = { ...account, actions: ["read"] } as unknown as CatalogObject;
    const seen = { objects: [kept, person, product, deal, activity] } as unknown as Catalog;
    expect(canHaveSamples(seen, staged)).toBe(false);
  });

  it("is what was done for a record", () => {
    const companions = companionsOf(catalog, deal);
    expect(followUpOf(catalog, deal, companions)?.of.name).toBe("activity");
    expect(followUpOf(catalog, account, [])?.of.name).toBeUndefined();
  });
});
