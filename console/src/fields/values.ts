/** Values of records as the API has them, as forms hold them, and as people read them. */

import i18next from "i18next";
import type { CatalogField } from "../client/catalog";
import { RefusedError } from "../client/faults";
import { OWNER } from "./system";
import "./texts";

export interface Money {
  amount: string;
  currency: string;
}

export interface Named {
  id: string;
  [name: string]: unknown;
}

/** Whether a value of the field names a record or a member, whose id is what is kept. */
export const isNaming = (field: { type: string }) => ["relation", "reference", "member"].includes(field.type);

export interface Address {
  country: string;
  province: string | null;
  city: string | null;
  district: string | null;
  street: string | null;
  postalCode: string | null;
}

export interface StoredFile {
  id: string;
  name: string;
  mediaType: string;
  size: number;
}

/** Links as a query has them: the first of them. */
export interface LinkPage {
  totalCount: number;
  nodes: readonly Named[];
}

/** Links as a form holds them: those that were there, and those that shall be. Others stay as they are. */
export interface Links {
  before: readonly Named[];
  now: readonly Named[];
  /** How many there are that the form does not show. */
  more: number;
}

/** A record as a query has it. */
export type RecordData = { id: string; version: number } & Record<string, unknown>;

/** What a form holds of a field: null is no value. */
export type Draft =
  | string
  | number
  | boolean
  | readonly string[]
  | Money
  | Address
  | Named
  | StoredFile
  | Links
  | null;

/** The name under which a field is given to the API. */
export function inputName(field: CatalogField): string {
  if (field.name === OWNER) return OWNER;
  return field.type === "relation" || field.type === "member" || field.type === "reference"
    ? `${field.name}Id`
    : field.name;
}

/** What a record has of a field. */
export function valueIn(record: RecordData, field: CatalogField): unknown {
  return field.name === OWNER ? record.owner : record[field.name];
}

/** What a draft is as a value of an input. @throws RefusedError where it is none, beside its field. */
export function inputValue(field: CatalogField, draft: Draft): unknown {
  if (draft === null || draft === "") return null;
  switch (field.type) {
    case "relation":
    case "member":
    case "reference":
      return (draft as Named).id;
    case "relations":
      return linkChange(draft as Links);
    case "file":
      return { id: (draft as StoredFile).id };
    case "integer":
    case "rating":
      return Number(draft);
    case "money":
      return (draft as Money).amount === "" ? null : draft;
    case "datetime":
      return new Date(String(draft)).toISOString();
    case "json":
      return jsonValue(field, String(draft));
    case "multiChoice":
      return (draft as readonly string[]).length === 0 ? null : draft;
    default:
      return draft;
  }
}

function jsonValue(field: CatalogField, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = i18next.t("notJson", { ns: "fields" });
    throw new RefusedError([{ code: "INVALID_VALUE", message, path: [field.name], hint: error.message }]);
  }
}

function linkChange({ before, now }: Links): { add: string[]; remove: string[] } {
  const ids = (these: readonly Named[]) => these.map((each) => each.id);
  return { add: ids(without(now, before)), remove: ids(without(before, now)) };
}

/** Those of some that are not among others. */
export function without(these: readonly Named[], those: readonly Named[]): readonly Named[] {
  return these.filter((each) => !those.some((it) => it.id === each.id));
}

/** What a record has, as a form holds it. */
export function draftOf(field: CatalogField, value: unknown): Draft {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case "datetime":
      return localMoment(String(value));
    case "json":
      return JSON.stringify(value, null, 2);
    case "relations": {
      const { nodes, totalCount } = value as LinkPage;
      return { before: nodes, now: nodes, more: totalCount - nodes.length };
    }
    default:
      return value as Draft;
  }
}

/** A moment as `<input type="datetime-local">` has it, in the zone of the browser, to the second. */
export function localMoment(iso: string): string {
  const moment = new Date(iso);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** A value in words; the empty text where there is none. */
export function shown(field: CatalogField, value: unknown, language: string): string {
  if (value === null || value === undefined) return "";
  if (field.mask != null) return String(value);
  switch (field.type) {
    case "money":
      return shownMoney(value as Money, language);
    case "integer":
    case "rating":
      return new Intl.NumberFormat(language).format(Number(value));
    case "decimal":
      return shownDecimal(String(value), language);
    case "percent":
      return `${shownDecimal(String(value), language)} %`;
    case "boolean":
      return i18next.t(value === true ? "yes" : "no", { ns: "fields", lng: language });
    case "choice":
      return optionLabel(field, String(value));
    case "multiChoice":
      return (value as string[]).map((each) => optionLabel(field, each)).join(", ");
    case "date":
      return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(
        new Date(`${String(value)}T00:00:00Z`),
      );
    case "datetime":
      return shownMoment(String(value), language);
    case "relation":
    case "reference":
    case "member":
      return nameOf(value);
    case "relations": {
      const { nodes, totalCount } = value as LinkPage;
      const more = totalCount > nodes.length ? ["…"] : [];
      return [...nodes.map(nameOf), ...more].join(", ");
    }
    case "file":
      return (value as StoredFile).name;
    case "address":
      return shownAddress(value as Address, language);
    case "json":
      return JSON.stringify(value);
    case "richText":
      return plainText(String(value));
    default:
      return String(value);
  }
}

const BLOCKS = /<\/(p|h[1-6]|li|blockquote|pre|tr)>|<br\s*\/?>/gi;

/** Formatted text without its formats, a line for each paragraph. No script of it runs: it is never in the page. */
function plainText(html: string): string {
  const read = new DOMParser().parseFromString(html.replace(BLOCKS, "$&\n"), "text/html");
  return (read.body.textContent ?? "").trim();
}

/** An exact decimal with the separators of a language; no digit is lost to binary floating point. */
export function shownDecimal(value: string, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(value as `${number}`);
}

/** An amount with its currency, by a sign that is of no other one in the language. */
export function shownMoney(value: Money, language: string, compact = false): string {
  try {
    const format = new Intl.NumberFormat(language, {
      style: "currency",
      currency: value.currency,
      ...(compact
        ? { notation: "compact" as const }
        : { maximumFractionDigits: 20, minimumFractionDigits: 0 }),
    });
    return format.format(value.amount as `${number}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${value.amount} ${value.currency}`;
  }
}

/** A moment in the zone of the browser. */
export function shownMoment(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** What names a related record: its one selected field besides the id. */
export function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value ?? "");
  const named = Object.entries(value).find(
    ([key, each]) => key !== "id" && key !== "__typename" && each !== null,
  );
  const name = named?.[1] ?? (value as Named).id;
  return typeof name === "object" ? JSON.stringify(name) : String(name);
}

function optionLabel(field: CatalogField, key: string): string {
  return field.options.find((each) => each.key === key)?.label ?? key;
}

function shownAddress(value: Address, language: string): string {
  const parts = [value.province, value.city, value.district, value.street, value.postalCode];
  const known = parts.filter((each) => each !== null && each !== "");
  return language.startsWith("zh") ? known.join(" ") : [...known].reverse().concat(value.country).join(", ");
}
