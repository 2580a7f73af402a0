/** Records to try things with: named as samples, so that they are told apart and can be taken away again. */

import {
  type Catalog,
  type CatalogField,
  type CatalogObject,
  objectNamed,
  stagesOf,
} from "../client/catalog";
import { accepted, type Fault, RefusedError } from "../client/faults";
import { request, type Variables } from "../client/request";

export const SAMPLES = 12;
const COMPANIES = 4;
const DAY = 86_400_000;
const MARKS = ["Sample: ", "示例："] as const;

/** How samples are made in one language. */
export interface SampleWords {
  mark: (typeof MARKS)[number];
  names: readonly string[];
  companies: readonly string[];
  text: string;
  currency: string;
}

type Values = Record<string, unknown>;
interface Written {
  done: number;
  errors: { code: string; message: string; path: unknown; hint: string; details?: unknown }[];
}

/** Whether samples of an object can be made: it has stages, and a name that is a text. */
export function canHaveSamples(of: CatalogObject): boolean {
  return of.pipeline != null && of.actions.includes("create") && named(of) !== undefined;
}

/** How many samples there are. */
export async function samplesOf(of: CatalogObject, signal: AbortSignal): Promise<number> {
  const document = `query Samples($where: ${of.typeName}Where) { found: ${of.plural}(where: $where, first: 0) { totalCount } }`;
  type Found = { found: { totalCount: number } };
  return (await request<Found, Variables>(document, { where: samplesWhere(of) }, signal)).found.totalCount;
}

/**
 * Makes a dozen, and moves each on as far as its gates let it.
 *
 * @throws RefusedError where the tenant's rules refuse all of them.
 */
export async function makeSamples(catalog: Catalog, of: CatalogObject, words: SampleWords): Promise<void> {
  const about = companyOf(catalog, of);
  const companies = about === undefined ? [] : await createdCompanies(about.target, words);
  const inputs = words.names.slice(0, SAMPLES).map((name, index) => {
    const company = companies[index % Math.max(companies.length, 1)];
    return {
      ...valuesOf(of, index, words),
      [named(of)?.name ?? ""]: `${words.mark}${name}`,
      ...(about === undefined || company === undefined ? {} : { [`${about.field.name}Id`]: company }),
    };
  });
  const ids = await created(of, inputs);
  await spread(of, ids);
}

/** Takes all samples away: of the object, and the companies that were made for them. */
export async function removeSamples(catalog: Catalog, of: CatalogObject): Promise<void> {
  const about = companyOf(catalog, of);
  for (const each of about === undefined ? [of] : [of, about.target]) {
    const document = `mutation RemoveSamples($where: ${each.typeName}Where) {
      written: delete${upper(each.plural)}(where: $where) { done errors { code message path hint details } } }`;
    const { written } = await request<{ written: Written }, Variables>(document, {
      where: samplesWhere(each),
    });
    accepted(written);
  }
}

async function createdCompanies(of: CatalogObject, words: SampleWords): Promise<readonly string[]> {
  const inputs = words.companies.slice(0, COMPANIES).map((name, index) => ({
    ...valuesOf(of, index, words),
    [named(of)?.name ?? ""]: `${words.mark}${name}`,
  }));
  return created(of, inputs);
}

async function created(of: CatalogObject, inputs: readonly Values[]): Promise<readonly string[]> {
  const document = `mutation MakeSamples($inputs: [${of.typeName}RowInput!]!, $key: String) {
    written: create${upper(of.plural)}(inputs: $inputs, mode: EACH, idempotencyKey: $key) {
      done errors { code message hint details } outcomes(refused: false, first: ${SAMPLES}) { record: ${of.name} { id } } } }`;
  type Answer = { written: Written & { outcomes: { record: { id: string } | null }[] } };
  const { written } = await request<Answer, Variables>(document, { inputs, key: crypto.randomUUID() });
  const faults = written.errors.map((each): Fault => ({ ...each, path: [] }));
  const [first, ...more] = faults;
  if (written.done === 0 && first !== undefined) throw new RefusedError([first, ...more]);
  return written.outcomes.flatMap((each) => (each.record === null ? [] : [each.record.id]));
}

/** Every stage keeps some of them; what a gate refuses stays where it is. */
async function spread(of: CatalogObject, ids: readonly string[]): Promise<void> {
  const stages = stagesOf(of, of.pipeline?.name ?? "").filter((each) => each.kind !== "lost");
  const share = Math.ceil(ids.length / Math.max(stages.length, 1));
  for (const [index, stage] of stages.entries()) {
    const going = ids.slice(share * index);
    if (index === 0 || going.length === 0) continue;
    const input = stage.kind === "won" ? closing(of) : {};
    const document = `mutation SpreadSamples($ids: [ID!], $to: String!, $input: ${of.typeName}UpdateInput) {
      written: promote${upper(of.plural)}(ids: $ids, to: $to, input: $input, mode: EACH) { done } }`;
    await request<unknown, Variables>(document, { ids: going, to: stage.name, input });
  }
}

/** What a sample has in each field but its name and whom it is about. */
export function valuesOf(of: CatalogObject, index: number, words: SampleWords, now = Date.now()): Values {
  const found: Values = {};
  for (const field of of.fields) {
    if (!field.canCreate || !field.writable || field.formula != null || field.unique) continue;
    // What is known at the end alone.
    if (LATE.test(field.name) || field.name === of.display) continue;
    const value = sampleOf(field, index, words, now);
    if (value !== undefined) found[field.name] = value;
  }
  return found;
}

const LATE = /^(closed|won|lost|signed|paid|cancel|reject)/i;
const AHEAD = /expected|planned|due|close|until/i;

function sampleOf(field: CatalogField, index: number, words: SampleWords, now: number): unknown {
  switch (field.type) {
    case "text":
    case "longText":
      return field.required || field.type === "longText" ? words.text : undefined;
    case "money":
      return { amount: String((((index * 7) % SAMPLES) + 1) * 12_500), currency: words.currency };
    case "boolean":
      return true;
    case "integer":
      return field.minimum == null ? index + 1 : undefined;
    case "date":
      return new Date(now + (AHEAD.test(field.name) ? 9 * (index + 1) : -index - 1) * DAY)
        .toISOString()
        .slice(0, 10);
    case "datetime":
      return new Date(now + (AHEAD.test(field.name) ? 9 * (index + 1) : -index - 1) * DAY).toISOString();
    case "choice": {
      const options = field.options.filter((each) => each.active && each.onlyWith.length === 0);
      return options.length === 0 ? undefined : options[index % options.length]?.key;
    }
    default:
      return undefined;
  }
}

/** What a record that is won has beside. */
function closing(of: CatalogObject): Values {
  const yesterday = new Date(Date.now() - DAY).toISOString().slice(0, 10);
  const dates = of.fields.filter(
    (each) => each.type === "date" && each.canUpdate && /^(closed|won|signed)/i.test(each.name),
  );
  return Object.fromEntries(dates.map((each) => [each.name, yesterday]));
}

/** Whom records are about: the first relation to an object without stages that needs nothing but a name. */
function companyOf(
  catalog: Catalog,
  of: CatalogObject,
): { field: CatalogField; target: CatalogObject } | undefined {
  for (const field of of.fields.filter((each) => each.type === "relation" && each.canCreate)) {
    const target = objectNamed(catalog, field.target ?? undefined);
    if (target === undefined || target.pipeline != null || !target.actions.includes("create")) continue;
    const needs = target.fields.some((each) => each.type === "relation" && each.required);
    if (!needs && named(target) !== undefined) return { field, target };
  }
  return undefined;
}

function named(of: CatalogObject): CatalogField | undefined {
  return of.fields.find(
    (each) => each.name === of.display && each.type === "text" && each.canCreate && each.canRead,
  );
}

function samplesWhere(of: CatalogObject): object {
  const name = named(of)?.name ?? "";
  return { or: MARKS.map((each) => ({ [name]: { startsWith: each } })) };
}

function upper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
