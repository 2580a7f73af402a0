/** In words what a change of a draft is and of what, by what it says itself: for a draft that has no plan. */

import i18next from "i18next";
import type { CatalogChange } from "../../client/generated/graphql";
import "./changeTexts";

/** What may say of what a change is, beside the object. */
const NAMING = [
  "field",
  "option",
  "stage",
  "transition",
  "pipeline",
  "role",
  "criterion",
  "validation",
  "uniqueKey",
  "example",
  "task",
] as const;

type Said = Readonly<Record<string, unknown>>;

export function changeWords(change: CatalogChange): string {
  const said = (change.json ?? {}) as Said;
  const kind = String(said.kind ?? "");
  const [, verb = "", noun = ""] = /^([a-z]+)([A-Z].*)$/.exec(kind) ?? [];
  const words = i18next.t("change.plain", {
    ns: "changes",
    verb: i18next.t(`verbs.${verb}`, { ns: "changes" }),
    noun: i18next.t(`nouns.${noun.charAt(0).toLowerCase()}${noun.slice(1)}`, { ns: "changes" }),
  });
  const name = namesIn(said).join(".");
  return name === "" ? words : i18next.t("change.named", { ns: "changes", words, name });
}

/** The object, and the part of it. */
function namesIn(said: Said): string[] {
  const parts = NAMING.map((each) => nameOf(said[each])).filter((each) => each !== "");
  // A thing that is added says its name itself; of one that is there it is another name.
  const own = parts.length === 0 ? nameOf(said.name) || nameOf(said) : "";
  return [nameOf(said.object), ...parts, own].filter((each) => each !== "");
}

function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const { name, key, source, target } = value as Said;
  const ends = [source, target].filter((each) => typeof each === "string").join(" → ");
  return typeof name === "string" ? name : typeof key === "string" ? key : ends;
}
