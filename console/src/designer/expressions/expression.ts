/**
 * What is computed in a rule or a formula, as its editor shows it: JSONLogic itself, part by part. What the editor does not
 * know is a part in JSON, so nothing is lost.
 */

import { callOf, type Json } from "../ruleTree";

interface Operator {
  /** How many operands it has, as far as the editor shows them. */
  least: number;
  most: number;
  /** Its last operand is a unit of time. */
  unit?: true;
  /** All its operands but the first are whole numbers that are written down. */
  places?: true;
}

const two: Operator = { least: 2, most: 2 };
const one: Operator = { least: 1, most: 1 };
const several: Operator = { least: 2, most: 20 };

/** Operators whose operands are expressions again. */
const OPERATORS = {
  "+": several,
  "-": two,
  "*": several,
  "/": two,
  "%": two,
  min: several,
  max: several,
  cat: several,
  substr: { least: 2, most: 3, places: true },
  date_add: { least: 3, most: 3, unit: true },
  date_subtract: { least: 3, most: 3, unit: true },
  days_between: two,
  working_days_add: two,
  working_days_subtract: two,
  working_days_between: two,
  working_hours_between: two,
  date_of: one,
  year: one,
  month: one,
  day: one,
} as const satisfies Readonly<Record<string, Operator>>;
export type OperatorName = keyof typeof OPERATORS;

/** What is worked out of the records of a list. */
const OVER_LISTS = ["count", "sum", "avg", "smallest", "largest"] as const;
export type OverList = (typeof OVER_LISTS)[number];

export const UNITS = ["year", "month", "week", "day", "hour", "minute"] as const;

const CONDITIONS = [
  "and",
  "or",
  "!",
  "not",
  "!!",
  "==",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "in",
  "has",
  "contains",
  "starts_with",
  "ends_with",
  "filled",
  "missing",
  "missing_some",
  "some",
  "all",
  "none",
  "is_working_day",
];

export const KINDS = [
  "field",
  "number",
  "text",
  "truth",
  "today",
  "now",
  ...(Object.keys(OPERATORS) as OperatorName[]),
  ...OVER_LISTS,
  "if",
  "condition",
  "json",
] as const;
export type Kind = (typeof KINDS)[number];

export const isOperator = (name: string): name is OperatorName => name in OPERATORS;
export const isOverList = (name: string): name is OverList => OVER_LISTS.some((each) => each === name);

/** A field, and what stands for it where it is unknown. */
export function fieldIn(json: Json): { path: string; otherwise: Json } | null {
  const call = callOf(json);
  if (call === null || call[0] !== "var" || call[1].length > 2) return null;
  const [path, otherwise = null] = call[1];
  return typeof path === "string" ? { path, otherwise } : null;
}

/** The field as a rule has it. */
export function fieldOf(path: string, otherwise: Json): Json {
  return { var: otherwise === null ? path : [path, otherwise] };
}

/** How the editor shows a part. */
export function kindOf(json: Json): Kind {
  if (typeof json === "number") return "number";
  if (typeof json === "string") return "text";
  if (typeof json === "boolean") return "truth";
  const call = callOf(json);
  if (call === null) return "json";
  const [name, operands] = call;
  if (name === "var") return fieldIn(json) === null ? "json" : "field";
  if ((name === "today" || name === "now") && operands.length === 0) return name;
  if (isOperator(name)) return operandsFit(name, operands) ? name : "json";
  if (isOverList(name)) return overListIn(json) === null ? "json" : name;
  if (name === "if") return operands.length > 1 ? "if" : "json";
  return CONDITIONS.includes(name) ? "condition" : "json";
}

/** The same while it is edited: what was chosen to be a condition stays one, although a field alone is one, too. */
export function kindShown(json: Json, chosen: Kind | null): Kind {
  return chosen === "condition" && (json === null || callOf(json) !== null) ? chosen : kindOf(json);
}

function operandsFit(name: OperatorName, operands: readonly Json[]): boolean {
  const { least, most, ...more }: Operator = OPERATORS[name];
  if (operands.length < least || operands.length > most) return false;
  if (more.places === true) return operands.slice(1).every((each) => Number.isInteger(each));
  return more.unit !== true || UNITS.some((each) => each === operands.at(-1));
}

export interface OfList {
  list: string;
  /** Which of its records are looked at; null: all. */
  kept: Json;
  /** What is taken of each record; null of a count. */
  each: Json;
  /** Which records count; null: all. */
  where: Json;
}

/** What a function over a list says; null where it is said in a way that the editor does not know. */
export function overListIn(json: Json): OfList | null {
  const call = callOf(json);
  if (call === null || !isOverList(call[0])) return null;
  const [name, [list, ...rest]] = call;
  const filtered = list === undefined ? null : callOf(list);
  const isFiltered = filtered?.[0] === "filter" && filtered[1].length === 2;
  const [plain, kept = null] = isFiltered ? filtered[1] : [list];
  const at = plain === undefined ? null : fieldIn(plain);
  const most = name === "count" ? 1 : 2;
  if (at === null || at.otherwise !== null || rest.length > most) return null;
  const [first = null, second = null] = rest;
  if (name === "count") return { list: at.path, kept, each: null, where: first };
  return first === null ? null : { list: at.path, kept, each: first, where: second };
}

/** A function over a list as a rule has it. */
export function overList(name: OverList, { list, kept, each, where }: OfList): Json {
  const parts = name === "count" ? [where] : [each, where];
  const records = kept === null ? { var: list } : { filter: [{ var: list }, kept] };
  return { [name]: [records, ...parts.filter((part) => part !== null)] };
}

/** The cases of an `if`: what it is where a condition holds. */
export interface Cases {
  cases: readonly { when: Json; value: Json }[];
  /** Where none holds; undefined where that is not said. */
  otherwise: Json | undefined;
}

export function casesIn(json: Json): Cases {
  const operands = callOf(json)?.[1] ?? [];
  const paired = operands.length - (operands.length % 2);
  const cases = Array.from({ length: paired / 2 }, (_, index) => ({
    when: operands[2 * index] as Json,
    value: operands[2 * index + 1] as Json,
  }));
  return { cases, otherwise: operands[paired] };
}

export function casesOf({ cases, otherwise }: Cases): Json {
  return {
    if: [
      ...cases.flatMap(({ when, value }) => [when, value]),
      ...(otherwise === undefined ? [] : [otherwise]),
    ],
  };
}

/** What fills in a path that is not yet chosen. */
interface Known {
  field: string;
  list: string;
}

/** A part of another kind that keeps what it can of the one in its place. */
export function begun(kind: Kind, before: Json, known: Known): Json {
  switch (kind) {
    case "field":
      return { var: known.field };
    case "number":
      return Number.isFinite(Number(before)) && typeof before === "string" && before !== ""
        ? Number(before)
        : 0;
    case "text":
      return typeof before === "number" ? String(before) : "";
    case "truth":
      return true;
    case "today":
    case "now":
      return { [kind]: [] };
    case "if":
      return { if: [{ filled: [{ var: known.field }] }, before ?? 0, 0] };
    case "condition":
      return { filled: [{ var: known.field }] };
    case "json":
      return before;
    default:
      return isOverList(kind) ? begunOver(kind, before, known) : { [kind]: operandsOf(kind, before, known) };
  }
}

function begunOver(kind: OverList, before: Json, known: Known): Json {
  const earlier = overListIn(before) ?? { list: known.list, kept: null, each: null, where: null };
  return overList(kind, { ...earlier, each: kind === "count" ? null : (earlier.each ?? { var: "" }) });
}

function operandsOf(kind: OperatorName, before: Json, known: Known): readonly Json[] {
  const { least, most, ...more }: Operator = OPERATORS[kind];
  if (more.places === true) return [fieldIn(before ?? null) === null ? { var: known.field } : before, 0, 1];
  const call = callOf(before);
  const kept = call !== null && isOperator(call[0]) ? call[1] : [before ?? 0];
  const unit = more.unit === true ? ["day"] : [];
  const parts = kept.filter((each) => !UNITS.some((name) => name === each)).slice(0, most - unit.length);
  const missing = Math.max(0, least - unit.length - parts.length);
  return [...parts, ...Array.from({ length: missing }, () => 1), ...unit];
}

/** Whether its operand at a place is a unit of time. */
export function isUnitAt(name: OperatorName, index: number): boolean {
  const { least, unit }: Operator = OPERATORS[name];
  return unit === true && index === least - 1;
}

/** Whether its operand at a place is a whole number that is written down. */
export function isPlaceAt(name: OperatorName, index: number): boolean {
  const { places }: Operator = OPERATORS[name];
  return places === true && index > 0;
}

/** Whether it can have another operand. */
export function canGrow(name: OperatorName, count: number): boolean {
  return count < OPERATORS[name].most;
}

/** Whether its operand at a place can go. */
export function canShrink(name: OperatorName, count: number, index: number): boolean {
  return count > OPERATORS[name].least && (!isPlaceAt(name, 1) || index === count - 1);
}
