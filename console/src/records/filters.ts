/** Filters of lists: how they are kept, which comparisons a field has, and the `where` that is made of them. */

import type { CatalogField } from "../client/catalog";
import { type Draft, inputName, inputValue } from "../fields/values";
import { assertNever } from "../shared/never";

export interface Condition {
  field: string;
  operator: string;
  value: Draft;
}

export type Filter = Condition | { all: readonly Filter[] } | { any: readonly Filter[] };
export type Group = Exclude<Filter, Condition>;

export type Operator =
  | "contains"
  | "startsWith"
  | "eq"
  | "ne"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "in"
  | "notIn"
  | "hasAny"
  | "hasAll"
  | "has"
  | "hasNot"
  | "empty"
  | "filled"
  | "isMe";

const COMPARED: readonly Operator[] = ["eq", "ne", "gte", "lte", "gt", "lt", "empty", "filled"];
const WORDS: readonly Operator[] = ["contains", "startsWith", "eq", "ne", "empty", "filled"];

/** The comparisons that lists have for a field, the most usual first; none where it is not compared here. */
export function operatorsOf(field: CatalogField): readonly Operator[] {
  if (field.mask != null) return [];
  switch (field.type) {
    case "text":
    case "email":
    case "phone":
    case "url":
    case "autoNumber":
      return WORDS;
    case "longText":
    case "richText":
      return ["contains", "startsWith", "empty", "filled"];
    case "integer":
    case "decimal":
    case "percent":
    case "rating":
    case "money":
    case "date":
    case "datetime":
    case "time":
      return COMPARED;
    case "boolean":
      return ["eq", "empty", "filled"];
    case "choice":
      return ["in", "notIn", "empty", "filled"];
    case "multiChoice":
      return ["hasAny", "hasAll"];
    case "relation":
    case "reference":
      return ["eq", "ne", "empty", "filled"];
    case "relations":
      return ["has", "hasNot", "empty", "filled"];
    case "member":
      return ["isMe", "eq", "ne", "empty", "filled"];
    default:
      return [];
  }
}

/** Whether a comparison has something to compare with. */
export function hasOperand(operator: string): boolean {
  return !["empty", "filled", "isMe"].includes(operator);
}

/** The field as the editor of the value to compare with has it. */
export function operandField(field: CatalogField, operator: string): CatalogField {
  const several = ["in", "notIn"].includes(operator);
  const singles: Readonly<Record<string, string>> = { money: "decimal", relations: "relation" };
  const type = several ? "multiChoice" : (singles[field.type] ?? field.type);
  return { ...field, type, required: false, dependsOn: null };
}

/** Whether it joins others. */
export function isGroup(filter: Filter): filter is Group {
  return "all" in filter || "any" in filter;
}

/** The parts of a group. */
export function partsOf(group: Group): readonly Filter[] {
  return "all" in group ? group.all : group.any;
}

/** A group that joins these parts as `like` does. */
export function joinedAs(like: Group, parts: readonly Filter[]): Group {
  return "all" in like ? { all: parts } : { any: parts };
}

/** How many conditions it has. */
export function sizeOf(filter: Filter | null): number {
  if (filter === null) return 0;
  return isGroup(filter) ? partsOf(filter).reduce((sum, each) => sum + sizeOf(each), 0) : 1;
}

/** The `where` of a filter; null where it asks nothing. What is not complete yet, or of no field, asks nothing. */
export function whereOf(
  filter: Filter | null,
  fields: readonly CatalogField[],
  me: string,
): Record<string, unknown> | null {
  if (filter === null) return null;
  if (!isGroup(filter)) return comparison(filter, fields, me);
  const parts = partsOf(filter)
    .map((each) => whereOf(each, fields, me))
    .filter((each) => each !== null);
  if (parts.length === 0) return null;
  return "all" in filter ? { and: parts } : { or: parts };
}

function comparison(
  condition: Condition,
  fields: readonly CatalogField[],
  me: string,
): Record<string, unknown> | null {
  const field = fields.find((each) => each.name === condition.field);
  const operator =
    field === undefined ? undefined : operatorsOf(field).find((it) => it === condition.operator);
  if (field === undefined || operator === undefined) return null;
  const name = inputName(field);
  const operand = () => {
    const value = inputValue(operandField(field, operator), condition.value);
    return value === null || Number.isNaN(value) ? null : value;
  };
  if (field.type === "relations") return linked(name, operator, operand());
  switch (operator) {
    case "empty":
    case "filled":
      return { [name]: { isNull: operator === "empty" } };
    case "isMe":
      return { [name]: { eq: me } };
    case "contains":
    case "startsWith":
    case "eq":
    case "ne":
    case "lt":
    case "lte":
    case "gt":
    case "gte":
    case "in":
    case "notIn":
    case "hasAny":
    case "hasAll": {
      const value = operand();
      return value === null ? null : { [name]: { [operator]: value } };
    }
    case "has":
    case "hasNot":
      return null;
    default:
      return assertNever(operator);
  }
}

/** Of links: any, none, that to one record, all but that. */
function linked(name: string, operator: Operator, id: unknown): Record<string, unknown> | null {
  const one = operator === "empty" || operator === "filled" ? {} : id === null ? null : { id: { eq: id } };
  const some = operator === "has" || operator === "filled";
  return one === null ? null : { [name]: some ? { some: one } : { none: one } };
}

/** A filter as the server keeps it, of what it is told as JSON. */
export function filterOf(kept: unknown): Group | null {
  if (!isFilter(kept)) return null;
  return isGroup(kept) ? kept : { all: [kept] };
}

function isFilter(kept: unknown): kept is Filter {
  if (typeof kept !== "object" || kept === null) return false;
  const { all, any, field, operator } = kept as Record<string, unknown>;
  const parts = all ?? any;
  if (parts !== undefined) return Array.isArray(parts) && parts.every(isFilter);
  return typeof field === "string" && typeof operator === "string";
}

/** A filter as it is kept: of a related record its id alone, for its name may be hidden from who looks. */
export function keptFilter(filter: Filter): Filter {
  if (isGroup(filter)) return joinedAs(filter, partsOf(filter).map(keptFilter));
  const { value } = filter;
  const named = typeof value === "object" && value !== null && !Array.isArray(value) && "id" in value;
  return named ? { ...filter, value: { id: value.id } } : filter;
}
