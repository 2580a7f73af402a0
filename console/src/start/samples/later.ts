/** Which fields of a record are filled on its way, since the gates of its stages ask for them. */

import type { CatalogField, CatalogObject } from "../../client/catalog";

/** The rules by which a record moves on, where the caller may know them. */
export interface Gates {
  stages: readonly { gate?: unknown; required: readonly string[] }[];
  transitions: readonly { gate?: unknown }[];
  criteria: readonly { rule: unknown }[];
}

/** What is known at the end alone, whatever the gates say. */
const AT_THE_END = /^(closed|won|lost|signed|paid|cancel|reject)/i;

/**
 * The names of the fields that samples do not have from the beginning. What an open record is worth and when it is
 * expected to be over is guessed from the beginning.
 */
export function laterFields(of: CatalogObject, gates: Gates | null): ReadonlySet<string> {
  const rules = [
    ...(gates?.stages ?? []).map((each) => each.gate),
    ...(gates?.transitions ?? []).map((each) => each.gate),
    ...(gates?.criteria ?? []).map((each) => each.rule),
  ].filter((each) => each != null);
  const asked = new Set([
    ...rules.flatMap(askedBy),
    ...(gates?.stages ?? []).flatMap((each) => each.required),
  ]);
  const [begun] = of.fields.filter((each) => each.type === "date" && !isAhead(each.name));
  // Who may not know the gates has to guess what they ask for.
  const isAsked = ({ name, type }: CatalogField) =>
    rules.length > 0 ? asked.has(name) : name !== begun?.name && PROGRESS.has(type);
  const later = of.fields.filter(
    (each) =>
      !each.required &&
      (AT_THE_END.test(each.name) || (each.type !== "money" && !isAhead(each.name) && isAsked(each))),
  );
  return new Set(later.map((each) => each.name));
}

const PROGRESS = new Set(["boolean", "date", "datetime", "integer", "rating"]);

/** Whether a date of that name lies in the future of an open record. */
export function isAhead(name: string): boolean {
  return !AT_THE_END.test(name) && /expected|planned|due|close|until|next/i.test(name);
}

/**
 * The fields that a rule asks for: those that stand alone, or are compared with something. What they are compared with
 * has to be there before.
 */
export function askedBy(rule: unknown): readonly string[] {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule)) return [];
  const [entry] = Object.entries(rule);
  if (entry === undefined) return [];
  const [name, given] = entry;
  const operands: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (name === "var") return typeof operands[0] === "string" ? [operands[0]] : [];
  if (name === "missing" || name === "missing_some")
    return operands.flat().filter((each) => typeof each === "string");
  return (ALL_OPERANDS.has(name) ? operands : operands.slice(0, 1)).flatMap(askedBy);
}

const ALL_OPERANDS = new Set(["and", "or", "if", "!", "!!"]);
