/**
 * Rules in JSONLogic as the builder shows them, and back. What it cannot show is one part that is edited as JSON, so
 * nothing is lost: a rule that is read and written again means the same, part by part.
 */

import type { RuleGroupType, RuleType } from "react-querybuilder";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The field under which a part stands that is edited as JSON. */
export const AS_JSON = "~json";

/** The field under which a part stands that compares what is computed. */
export const AS_COMPUTED = "~computed";
/** The field under which a part stands that asks for several fields at once. */
export const AS_FIELDS = "~fields";
/** The field under which a part stands that asks one thing or another, whichever condition holds. */
export const AS_IF = "~if";

export const COMPARISONS = ["==", "!=", ">", ">=", "<", "<="] as const;
/** Conditions that ask for several fields at once, and how each is written. */
export const OF_FIELDS = ["allFilled", "anyMissing", "enoughFilled", "tooFewFilled"] as const;

/** Conditions that compare a field with a value. */
export const COMPARED = [
  "==",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "in",
  "contains",
  "starts_with",
  "ends_with",
  "has",
];
/** Conditions that say all by themselves. */
export const ALONE = ["holds", "notHolds", "filled", "missing", "isNull", "isKnown"] as const;
/** What is asked of the records of a list. */
export const OF_LISTS = ["some", "none", "all"] as const;
/** How many records of a list meet a condition. */
const COUNTED: Readonly<Record<string, string>> = {
  ">=": "atLeast",
  "<=": "atMost",
  "==": "exactly",
  ">": "more",
  "<": "fewer",
  "!=": "notExactly",
};
export const COUNTS = Object.values(COUNTED);
/** What is worked out of the records of a list and compared with something. */
export const SUMMED = ["sum", "avg", "smallest", "largest"] as const;

/** What is asked of a list: how many of its records, and what of each. */
export interface ListCondition {
  /** Which of its records are looked at; null: all. */
  kept: RuleGroupType | null;
  threshold: number | null;
  /** Null: only their number counts. */
  each: RuleGroupType | null;
}

/** What is asked of a list, of a value that the builder may have emptied. */
export function listCondition(value: unknown): ListCondition {
  const known = typeof value === "object" && value !== null && "each" in value;
  return known ? (value as ListCondition) : { kept: null, threshold: 1, each: null };
}

/** What is worked out of a list, and what it is compared with. */
export interface SummedCondition {
  /** Which of its records are looked at; null: all. */
  kept: RuleGroupType | null;
  each: Json;
  /** Null: all records count. */
  where: RuleGroupType | null;
  compare: string;
  than: Json;
}

/** What is worked out of a list, of a value that the builder may have emptied. */
export function summedCondition(value: unknown): SummedCondition {
  const known = typeof value === "object" && value !== null && "than" in value;
  if (known) return value as SummedCondition;
  return { kept: null, each: { var: "" }, where: null, compare: ">=", than: 0 };
}

/** Between what a value is, both included. */
export interface Between {
  low: Json;
  high: Json;
}

export function between(value: unknown): Between {
  const known = typeof value === "object" && value !== null && "low" in value;
  return known ? (value as Between) : { low: 0, high: 0 };
}

/** What is computed, and what it is compared with. */
export interface Compared {
  left: Json;
  right: Json;
}

export function compared(value: unknown): Compared {
  const known = typeof value === "object" && value !== null && "left" in value;
  return known ? (value as Compared) : { left: { var: "" }, right: 0 };
}

/** Several fields, and how many of them are needed. */
export interface Several {
  need: number;
  paths: readonly string[];
}

export function several(value: unknown): Several {
  const known = typeof value === "object" && value !== null && "paths" in value;
  return known ? (value as Several) : { need: 1, paths: [] };
}

/** One thing or another, as the rule that says it. */
export interface Conditional {
  cases: Json;
}

export function conditional(value: unknown): Conditional {
  const known = typeof value === "object" && value !== null && "cases" in value;
  return known ? (value as Conditional) : { cases: { if: [{ filled: [{ var: "" }] }, true, false] } };
}

/** What another condition has left behind is nothing to compare with. */
function plainValue(value: unknown): Json {
  const shapes = ["each", "low", "left", "paths", "cases"];
  const other = typeof value === "object" && value !== null && shapes.some((each) => each in value);
  return other ? "" : (value as Json);
}

const isCall = (rule: Json): rule is { readonly [key: string]: Json } =>
  typeof rule === "object" && rule !== null && !Array.isArray(rule) && Object.keys(rule).length === 1;

/** The operator and its operands; one operand may stand without its list. */
export function callOf(rule: Json): [string, readonly Json[]] | null {
  if (!isCall(rule)) return null;
  const [name, given] = Object.entries(rule)[0] as [string, Json];
  return [name, Array.isArray(given) ? (given as readonly Json[]) : [given]];
}

/** The path of a plain `var`; one with a value in its place where it is unknown is none. */
function pathOf(rule: Json | undefined): string | null {
  const call = rule === undefined ? null : callOf(rule);
  if (call === null || call[0] !== "var" || call[1].length !== 1) return null;
  const [path] = call[1];
  return typeof path === "string" ? path : null;
}

/** A list, and which of its records are looked at. */
interface Listed {
  path: string;
  kept: RuleGroupType | null;
}

/** Null where it is no list, or one that is filtered more than once. */
function listIn(rule: Json | undefined): Listed | null {
  const path = pathOf(rule);
  if (path !== null) return { path, kept: null };
  const call = rule === undefined ? null : callOf(rule);
  const [list, condition] = call?.[1] ?? [];
  const filtered = pathOf(list);
  if (call?.[0] !== "filter" || call[1].length !== 2 || filtered === null || condition === undefined)
    return null;
  return { path: filtered, kept: groupOf(condition) };
}

/** A rule as the builder has it; no rule is a group without parts. */
export function groupOf(rule: Json): RuleGroupType {
  if (rule === null) return { combinator: "and", rules: [] };
  const part = partOf(rule);
  return "rules" in part ? part : { combinator: "and", rules: [part] };
}

function partOf(rule: Json): RuleGroupType | RuleType {
  const call = callOf(rule);
  if (call === null) return asJson(rule);
  const [name, operands] = call;
  if ((name === "and" || name === "or") && operands.length > 0)
    return { combinator: name, rules: operands.map(partOf) };
  if (name === "!" && operands.length === 1) return negated(rule, operands[0] as Json);
  return conditionOf(rule, name, operands) ?? asJson(rule);
}

const CONTRARY: Readonly<Record<string, string>> = {
  filled: "missing",
  anyMissing: "allFilled",
  tooFewFilled: "enoughFilled",
};

function negated(rule: Json, operand: Json): RuleGroupType | RuleType {
  const path = pathOf(operand);
  if (path !== null) return { field: path, operator: "notHolds", value: "" };
  const inner = partOf(operand);
  if ("rules" in inner && inner.not !== true) return { ...inner, not: true };
  if (!("rules" in inner)) {
    const contrary = CONTRARY[inner.operator];
    if (contrary !== undefined) return { ...inner, operator: contrary };
    if (inner.field !== AS_JSON) return { combinator: "and", rules: [inner], not: true };
  }
  return asJson(rule);
}

function conditionOf(rule: Json, name: string, operands: readonly Json[]): RuleType | null {
  const [first, second] = operands;
  if (name === "var") {
    const path = pathOf(rule);
    return path === null ? null : { field: path, operator: "holds", value: "" };
  }
  const path = pathOf(first);
  if (name === "filled" && operands.length === 1 && path !== null)
    return { field: path, operator: "filled", value: "" };
  if (name === "missing" || name === "missing_some") return severalOf(name, operands);
  if (name === "if" && operands.length > 1)
    return { field: AS_IF, operator: "if", value: { cases: rule } satisfies Conditional };
  if (name === "<=" && operands.length === 3) return betweenOf(operands);
  if (operands.length !== 2 || second === undefined) return null;
  if (OF_LISTS.some((each) => each === name)) return lookedThrough(name, first as Json, second);
  if (path === null) return ofNoField(name, first as Json, second);
  if (second === null && (name === "==" || name === "!="))
    return { field: path, operator: name === "==" ? "isNull" : "isKnown", value: "" };
  return COMPARED.includes(name) ? { field: path, operator: name, value: second } : null;
}

function lookedThrough(name: string, first: Json, second: Json): RuleType | null {
  const list = listIn(first);
  if (list === null) return null;
  const value: ListCondition = { kept: list.kept, threshold: null, each: groupOf(second) };
  return { field: list.path, operator: name, value };
}

/** A condition whose left side is no field. */
function ofNoField(name: string, first: Json, second: Json): RuleType | null {
  const listed = pathOf(second);
  if (name === "in" && listed !== null) return { field: listed, operator: "includes", value: first };
  if (!COMPARISONS.some((each) => each === name)) return null;
  const value: Compared = { left: first, right: second };
  const computed = { field: AS_COMPUTED, operator: name, value };
  return countedOf(name, first, second) ?? summedOf(name, first, second) ?? computed;
}

function severalOf(name: "missing" | "missing_some", operands: readonly Json[]): RuleType | null {
  const [need, listed] = name === "missing" ? [1, operands] : operands;
  const paths = Array.isArray(listed) ? (listed as readonly Json[]) : [];
  if (typeof need !== "number" || paths.length === 0 || !paths.every((each) => typeof each === "string"))
    return null;
  const value: Several = { need, paths };
  return { field: AS_FIELDS, operator: name === "missing" ? "anyMissing" : "tooFewFilled", value };
}

function betweenOf([low, middle, high]: readonly Json[]): RuleType | null {
  const path = pathOf(middle);
  if (path === null || low === undefined || high === undefined) return null;
  const value: Between = { low, high };
  return { field: path, operator: "between", value };
}

function summedOf(name: string, first: Json, second: Json): RuleType | null {
  const call = callOf(first);
  const operator = SUMMED.find((each) => each === call?.[0]);
  const [from, each, where] = call?.[1] ?? [];
  const list = listIn(from);
  if (operator === undefined || list === null || each === undefined || (call?.[1].length ?? 0) > 3)
    return null;
  const value: SummedCondition = {
    kept: list.kept,
    each,
    where: where === undefined ? null : groupOf(where),
    compare: name,
    than: second,
  };
  return { field: list.path, operator, value };
}

function countedOf(name: string, first: Json, second: Json): RuleType | null {
  const operator = COUNTED[name];
  const call = callOf(first);
  if (operator === undefined || call === null || call[0] !== "count" || typeof second !== "number")
    return null;
  const [from, each] = call[1];
  const list = listIn(from);
  if (list === null || call[1].length > 2) return null;
  const asked = each === undefined ? null : groupOf(each);
  const value: ListCondition = { kept: list.kept, threshold: second, each: asked };
  return { field: list.path, operator, value };
}

function asJson(rule: Json): RuleType {
  return { field: AS_JSON, operator: "json", value: JSON.stringify(rule, null, 2) };
}

/**
 * The rule that a group says; null where it says nothing.
 *
 * @throws SyntaxError where a part that is edited as JSON is none.
 */
export function ruleOf(group: RuleGroupType): Json {
  const parts = group.rules
    .filter((each): each is RuleGroupType | RuleType => typeof each !== "string")
    .map((each) => ("rules" in each ? ruleOf(each) : conditionRule(each)))
    .filter((each) => each !== null);
  if (parts.length === 0) return null;
  const [only] = parts;
  const joined = parts.length === 1 && only !== undefined ? only : { [group.combinator]: parts };
  return group.not === true ? { "!": [joined] } : joined;
}

/** The rule of a group; undefined as long as a part in JSON is none. */
export function ruleIn(group: RuleGroupType): Json | undefined {
  try {
    return ruleOf(group);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function conditionRule({ field, operator, value }: RuleType): Json {
  if (field === AS_JSON) return JSON.parse(String(value)) as Json;
  if (field === AS_COMPUTED) return { [operator]: [compared(value).left, compared(value).right] };
  if (field === AS_FIELDS) return severalRule(operator, several(value));
  if (field === AS_IF) return conditional(value).cases;
  const path: Json = { var: field };
  switch (operator) {
    case "holds":
      return path;
    case "notHolds":
      return { "!": [path] };
    case "filled":
      return { filled: [path] };
    case "missing":
      return { "!": [{ filled: [path] }] };
    case "isNull":
      return { "==": [path, null] };
    case "isKnown":
      return { "!=": [path, null] };
    case "some":
    case "none":
    case "all":
      return {
        [operator]: [listRule(path, value), ruleOf(listCondition(value).each ?? groupOf(null)) ?? true],
      };
    case "between":
      return { "<=": [between(value).low, path, between(value).high] };
    case "includes":
      return { in: [plainValue(value), path] };
    default:
      if (COUNTS.includes(operator)) return countRule(listRule(path, value), operator, listCondition(value));
      if (SUMMED.some((each) => each === operator))
        return summedRule(listRule(path, value), operator, summedCondition(value));
      return { [operator]: [path, plainValue(value)] };
  }
}

/** The records of a list that are looked at. */
function listRule(path: Json, value: unknown): Json {
  const { kept } = listCondition(value);
  // What another condition has left behind looks at all of them.
  const condition = kept == null ? null : ruleOf(kept);
  return condition === null ? path : { filter: [path, condition] };
}

function countRule(path: Json, operator: string, { threshold, each }: ListCondition): Json {
  const condition = each === null ? null : ruleOf(each);
  const name = Object.entries(COUNTED).find(([, mode]) => mode === operator)?.[0] ?? ">=";
  return { [name]: [{ count: condition === null ? [path] : [path, condition] }, threshold ?? 1] };
}

function summedRule(path: Json, operator: string, { each, where, compare, than }: SummedCondition): Json {
  const condition = where === null ? null : ruleOf(where);
  return { [compare]: [{ [operator]: condition === null ? [path, each] : [path, each, condition] }, than] };
}

/** Null as long as no field is chosen: nothing is asked. */
function severalRule(operator: string, { need, paths }: Several): Json {
  if (paths.length === 0) return null;
  const rule = operator.endsWith("Filled") && operator !== "allFilled";
  const lacks: Json = rule ? { missing_some: [need, paths] } : { missing: paths };
  return operator === "allFilled" || operator === "enoughFilled" ? { "!": [lacks] } : lacks;
}

/** The rule with all operands in lists, and no group of one part: the same rule is always written alike. */
export function plain(rule: Json): Json {
  const call = callOf(rule);
  if (call === null) return Array.isArray(rule) ? (rule as readonly Json[]).map(plain) : rule;
  const [name, operands] = call;
  if (name === "var") return operands.length === 1 ? { var: operands[0] as Json } : rule;
  const parts = operands.map(plain);
  if ((name === "and" || name === "or") && parts.length === 1) return parts[0] as Json;
  return { [name]: parts };
}
