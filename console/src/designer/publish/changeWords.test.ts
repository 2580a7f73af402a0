import { readFileSync } from "node:fs";
import i18next from "i18next";
import { changeWords } from "./changeWords";

const FIXED = readFileSync("fixed.graphql", "utf-8");
const [, body = ""] = /\ninput CatalogChange @oneOf \{([\s\S]*?)\n\}/.exec(FIXED) ?? [];
const KINDS = [...body.matchAll(/^ {2}(\w+): /gm)]
  .map(([, kind = ""]) => kind)
  .filter((kind) => kind !== "json");

it("knows the changes that there are", () => expect(KINDS.length).toBeGreaterThan(60));

it.each(["en", "zh-CN"])("has words for every kind of change: %s", async (language) => {
  await i18next.changeLanguage(language);
  for (const kind of KINDS) expect(changeWords({ json: { kind } })).not.toMatch(/verbs|nouns|undefined/);
  await i18next.changeLanguage("en");
});

it.each([
  [{ kind: "addField", object: "deal", field: { name: "region", type: "text" } }, "Add a field: deal.region"],
  [{ kind: "renameField", object: "deal", field: "amount", name: "worth" }, "Rename a field: deal.amount"],
  [{ kind: "addObject", name: "visit", plural: "visits" }, "Add an object: visit"],
  [{ kind: "setGate", object: "deal", source: "lead", target: "won" }, "Change a gate: deal.lead → won"],
  [{ kind: "addOption", object: "deal", field: "tier", option: { key: "a" } }, "Add an option: deal.tier.a"],
  [{ kind: "setTimeZone", time_zone: "UTC" }, "Change the time zone"],
])("says of what it is: %j", (json, words) => expect(changeWords({ json })).toBe(words));
