import { pathOf } from "../diagram/lines";
import { catalog, object, pointer } from "../testing/objects";
import { HEIGHT, placed, WIDTH } from "./layout";
import { begunBetween, relationsOf } from "./relations";

const account = object("account", pointer("parent", "relation", "account"));
const tag = object("tag");
const deal = object(
  "deal",
  pointer("account", "relation", "account"),
  pointer("payer", "relation", "account"),
  pointer("tags", "relations", "tag"),
  pointer("subject", "reference", "account", "tag", "gone"),
);
const CATALOG = catalog(account, tag, deal);
const RELATIONS = relationsOf(CATALOG);

it("knows relations, links to many, and each object of a reference", () =>
  expect(RELATIONS.map((each) => [each.source.name, each.field.name, each.target.name, each.kind])).toEqual([
    ["account", "parent", "account", "relation"],
    ["deal", "account", "account", "relation"],
    ["deal", "payer", "account", "relation"],
    ["deal", "tags", "tag", "relations"],
    ["deal", "subject", "account", "reference"],
    ["deal", "subject", "tag", "reference"],
  ]));

it("lets no two objects overlap, and each line have its own way", () => {
  const { objects, lines } = placed(CATALOG.objects, RELATIONS);
  const corners = [...objects.values()];
  for (const [index, one] of corners.entries())
    for (const other of corners.slice(index + 1))
      expect(Math.abs(one.x - other.x) >= WIDTH || Math.abs(one.y - other.y) >= HEIGHT).toBe(true);
  const paths = RELATIONS.map((each) => pathOf(lines.get(each.id)?.points ?? [], 40));
  expect(new Set(paths).size).toBe(RELATIONS.length);
  expect(paths.every((each) => each.startsWith("M "))).toBe(true);
  const labels = RELATIONS.map((each) => JSON.stringify(lines.get(each.id)?.label));
  expect(new Set(labels).size).toBe(RELATIONS.length);
});

it("leads back to the same object below it, and stands in rows on a phone", () => {
  const { objects, lines } = placed(CATALOG.objects, RELATIONS, "TB");
  const corner = objects.get("account");
  const loop = lines.get("parent account");
  expect(loop?.points[0]?.y).toBe((corner?.y ?? 0) + HEIGHT);
  expect(loop?.label.y).toBeGreaterThan((corner?.y ?? 0) + HEIGHT);
  expect(objects.get("deal")?.y).toBeLessThan(corner?.y ?? 0);
});

it("calls a new relation as its target, with a list on the other side", () => {
  expect(begunBetween(tag, account)).toMatchObject({
    type: "relation",
    name: "account",
    target: "account",
    reverse: "tags",
    labels: { en: "ACCOUNT" },
  });
  expect(begunBetween(deal, account).name).toBe("");
});

it("puts objects without relations side by side below the others", () => {
  const alone = Array.from({ length: 12 }, (_, index) => object(`alone${String(index)}`));
  const { objects, height } = placed([...CATALOG.objects, ...alone], RELATIONS);
  const lowest = Math.max(...["account", "tag", "deal"].map((name) => objects.get(name)?.y ?? 0));
  const places = alone.map(({ name }) => objects.get(name));
  expect(places.every((each) => (each?.y ?? 0) >= lowest + HEIGHT)).toBe(true);
  expect(new Set(places.map((each) => `${String(each?.x)} ${String(each?.y)}`)).size).toBe(alone.length);
  expect(new Set(places.map((each) => each?.y)).size).toBeLessThanOrEqual(3);
  expect(height).toBeGreaterThanOrEqual(Math.max(...places.map((each) => each?.y ?? 0)) + HEIGHT);
});
