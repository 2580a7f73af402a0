/**
 * Rules in JSONLogic as the builder shows them, and back. What it cannot show is one part that is edited as JSON, so
 * nothing is lost: a rule that is read and written again means the same, part by part.
 */

import type { RuleGroupType, RuleType } from "react-querybuilder";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The field under which a part stands that is edited as JSON. */
export const AS_JSON = "~json";

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
const COUNTED: Readonly<Record<string, string>> = { ">=": "atLeast", "<=": "atMost", "==": "exactly" };

/** What is asked of a list: how many of its records, and what of each. */
export interface ListCondition {
  threshold: number | null;
  /** Null: only their number counts. */
  each: RuleGroupType | null;
}

/** What is asked of a list, of a value that the builder may have emptied. */
export function listCondition(value: unknown): ListCondition {
  const known = typeof value === "object" && value !== null && "each" in value;
  return known ? (value as ListCondition) : { threshold: 1, each: null };
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

function negated(rule: Json, operand: Json): RuleGroupType | RuleType {
  const path = pathOf(operand);
  if (path !== null) return { field: path, operator: "notHolds", value: "" };
  const inner = partOf(operand);
  if ("rules" in inner && inner.not !== true) return { ...inner, not: true };
  if (!("rules" in inner) && inner.operator === "filled") return { ...inner, operator: "missing" };
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
  if (operands.length !== 2 || second === undefined) return null;
  if (OF_LISTS.some((each) => each === name) && path !== null)
    return { field: path, operator: name, value: { threshold: null, each: groupOf(second) } };
  if (path === null) return countedOf(name, first as Json, second);
  if (second === null && (name === "==" || name === "!="))
    return { field: path, operator: name === "==" ? "isNull" : "isKnown", value: "" };
  return COMPARED.includes(name) ? { field: path, operator: name, value: second } : null;
}

function countedOf(name: string, first: Json, second: Json): RuleType | null {
  const operator = COUNTED[name];
  const call = callOf(first);
  if (operator === undefined || call === null || call[0] !== "count" || typeof second !== "number")
    return null;
  const [list, each] = call[1];
  const path = pathOf(list);
  if (path === null || call[1].length > 2) return null;
  const value: ListCondition = { threshold: second, each: each === undefined ? null : groupOf(each) };
  return { field: path, operator, value };
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
      return { [operator]: [path, ruleOf(listCondition(value).each ?? groupOf(null)) ?? true] };
    case "atLeast":
    case "atMost":
    case "exactly":
      return countRule(path, operator, listCondition(value));
    default:
      return { [operator]: [path, value as Json] };
  }
}

function countRule(path: Json, operator: string, { threshold, each }: ListCondition): Json {
  const condition = each === null ? null : ruleOf(each);
  const name = Object.entries(COUNTED).find(([, mode]) => mode === operator)?.[0] ?? ">=";
  return { [name]: [{ count: condition === null ? [path] : [path, condition] }, threshold ?? 1] };
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
