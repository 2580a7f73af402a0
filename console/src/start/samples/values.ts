/** What samples have in their fields. */

import type { CatalogField, CatalogObject } from "../../client/catalog";
import type { FixChange } from "../../client/promotions";
import { inputName } from "../../fields/values";
import { isAhead } from "./later";
import { DAY } from "./stories";
import type { SampleWords } from "./words";

export type Values = Record<string, unknown>;

/** What decides the values of one sample. */
export interface Sample {
  /** Its place among the samples, by which its values differ from those of others. */
  index: number;
  words: SampleWords;
  /** The day of which values tell: when it came in, or moved. */
  at: number;
  now: number;
  /** The id of the member who makes it, and does what is to be done with it. */
  me: string | undefined;
  /** When it was won or lost; null while it is open. */
  over: number | null;
  /** The ids of the samples that it may be about, by the name of their object. */
  about: ReadonlyMap<string, string>;
}

/** Whether records of an object are people: they can be written to. */
export function isPerson(of: CatalogObject): boolean {
  return of.pipeline == null && of.fields.some((each) => each.type === "email");
}

/** What a sample has from the beginning, but its name. */
export function valuesOf(of: CatalogObject, sample: Sample, later: ReadonlySet<string>): Values {
  const found: Values = {};
  for (const field of of.fields) {
    if (!field.canCreate || field.writable === "never" || field.formula != null || field.unique) continue;
    if (later.has(field.name) || field.name === of.display) continue;
    const value = isLeftOut(field) ? undefined : plausible(of, field, sample);
    if (value !== undefined) found[inputName(field)] = value;
  }
  return found;
}

/** What need not be said of a sample: short texts tell nothing where they are made up. */
function isLeftOut(field: CatalogField): boolean {
  return !field.required && ["text", "decimal", "percent"].includes(field.type);
}

/**
 * The values that make of a suggested fix what a record has then; null where one of them cannot be made up.
 */
export function fixValues(of: CatalogObject, changes: readonly FixChange[], sample: Sample): Values | null {
  const found: Values = {};
  for (const change of changes) {
    const [first, part] = change.field.split(".");
    const field = of.fields.find((each) => each.name === first || inputName(each) === change.field);
    if (field === undefined) return null;
    const name = inputName(field);
    const before = name in found ? found[name] : plausible(of, field, sample);
    const value = meetingPart(field, part, before, change, sample);
    if (value === undefined) return null;
    found[name] = value;
  }
  return found;
}

/** The same of a field that may be of parts: of money, its amount or its currency changes, and the other stays. */
function meetingPart(
  field: CatalogField,
  part: string | undefined,
  value: unknown,
  change: FixChange,
  sample: Sample,
): unknown {
  if (field.type !== "money") return part === undefined ? meeting(field, value, change, sample) : undefined;
  const changed = part ?? "amount";
  const held = value as Values | null | undefined;
  const met = meeting(field, held?.[changed], change, sample);
  return met === undefined || met === null ? met : { ...held, [changed]: met };
}

/** A value that meets a condition: the one at hand where it does. Undefined where none can be made up. */
function meeting(field: CatalogField, value: unknown, change: FixChange, sample: Sample): unknown {
  const { operator, needed } = change;
  switch (operator) {
    case "filled":
      return value ?? undefined;
    case "missing":
      return null;
    case "in":
      return Array.isArray(needed) ? exactly(field, picked(needed, sample.index)) : undefined;
    case "has":
      return [needed];
    case "!=":
      return field.type === "boolean"
        ? needed !== true
        : value === exactly(field, needed)
          ? undefined
          : value;
    case "contains":
    case "starts_with":
    case "ends_with":
      return needed;
    case "==":
      return exactly(field, needed ?? undefined);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return needed === null ? (value ?? undefined) : bounded(field, value, operator, needed, sample);
    default:
      return undefined;
  }
}

type Bound = "<" | "<=" | ">" | ">=";

function bounded(
  field: CatalogField,
  value: unknown,
  operator: Bound,
  needed: unknown,
  sample: Sample,
): unknown {
  const upwards = operator.startsWith(">");
  const strictly = operator.length === 1;
  if (field.type === "date" || field.type === "datetime") {
    const bound = Date.parse(String(needed)) + (strictly ? (upwards ? DAY : -DAY) : 0);
    const at = typeof value === "string" ? Date.parse(value) : sample.at;
    return told(field, upwards ? Math.max(at, bound) : Math.min(at, bound));
  }
  const bound = Number(needed);
  const number = Number(value ?? Number.NaN);
  if (Number.isNaN(bound)) return undefined;
  const fits = upwards ? number >= bound + (strictly ? 1 : 0) : number <= bound - (strictly ? 1 : 0);
  const beside = upwards ? bound + above(field, bound, sample.index) : bound - (strictly ? 1 : 0);
  return exactly(field, fits ? number : beside);
}

/** Numbers that have to be exact are texts in the API. */
function exactly(field: CatalogField, value: unknown): unknown {
  return typeof value === "number" && ["money", "decimal", "percent"].includes(field.type)
    ? String(value)
    : value;
}

/** How far beyond a bound: scores up to a hundred stay below it. */
function above(field: CatalogField, bound: number, index: number): number {
  const most = Number(field.maximum ?? (field.type === "rating" ? 5 : bound < 100 ? 100 : bound * 2));
  return Math.min(1 + ((index * 7) % 30), Math.max(most - bound, 1));
}

const AMOUNTS = [18_000, 42_500, 7_800, 96_000, 31_200, 12_600, 64_000, 25_400, 150_000, 9_900, 53_000];

/** A value that such a field may well have; undefined where none can be made up. */
export function plausible(of: CatalogObject, field: CatalogField, sample: Sample): unknown {
  const { index, words } = sample;
  switch (field.type) {
    case "text":
      return words.text;
    case "longText":
      return picked(words.notes, index);
    case "email":
      return `sample${index + 1}@example.com`;
    case "url":
      return "https://example.com";
    case "money":
      return { amount: String(amountOf(of, field, index)), currency: words.currency };
    case "boolean":
      return index % 3 === 0;
    case "integer":
      return within(field, 10 + ((index * 37) % 50));
    case "rating":
      return 3 + (index % 3);
    case "decimal":
    case "percent":
      return String(within(field, 10 + ((index * 7) % 25)));
    case "date":
    case "datetime":
      return told(field, isAhead(field.name) ? expected(sample) : sample.at);
    case "choice":
      return picked(optionsOf(field), index);
    case "multiChoice":
      return optionsOf(field).slice(index % 2, (index % 2) + 1);
    case "relation":
      return sample.about.get(field.target ?? "");
    case "member":
      return sample.me;
    default:
      return undefined;
  }
}

/** When a record is expected to be over: some days off, or when it was. */
function expected({ index, now, over }: Sample): number {
  return over ?? now + (6 + ((index * 13) % 75)) * DAY;
}

/** What it is worth; a further amount, such as what it costs, is a part of that. */
function amountOf(of: CatalogObject, field: CatalogField, index: number): number {
  const [first] = of.fields.filter((each) => each.type === "money");
  const worth = AMOUNTS[index % AMOUNTS.length] ?? 0;
  const whole = of.pipeline == null ? worth * 50 : worth;
  return first?.name === field.name ? whole : Math.round((whole * (55 + ((index * 7) % 20))) / 100);
}

function within(field: CatalogField, value: number): number {
  const least = Number(field.minimum ?? Number.NEGATIVE_INFINITY);
  return Math.max(least, Math.min(value, Number(field.maximum ?? Number.POSITIVE_INFINITY)));
}

function optionsOf(field: CatalogField): readonly string[] {
  return field.options.filter((each) => each.active && each.onlyWith.length === 0).map((each) => each.key);
}

function picked<T>(these: readonly T[], index: number): T | undefined {
  return these.length === 0 ? undefined : these[index % these.length];
}

function told(field: CatalogField, at: number): string {
  const moment = new Date(at).toISOString();
  return field.type === "date" ? moment.slice(0, 10) : moment;
}
