/** Everything that a record's page shows, in one request. */

import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { objectNamed } from "../client/catalog";
import { TRANSITIONS, type Transition } from "../client/promotions";
import { request } from "../client/request";
import { nameSelection, recordSelection } from "../client/selections";
import type { Named, RecordData } from "../fields/values";

const RELATED = 10;
const HISTORY = 50;

export interface Person {
  id: string;
  name: string;
}

export interface StageMove {
  id: string;
  from: string | null;
  to: string;
  occurredAt: string;
  by: Person | null;
  override: string | null;
}

export interface FieldChange {
  id: string;
  field: string;
  old: unknown;
  new: unknown;
  recordedAt: string;
  by: Person | null;
}

export interface Task {
  name: string;
  label: string;
  required: boolean;
  done: boolean;
  doneAt: string | null;
  doneBy: Person | null;
}

export type WholeRecord = RecordData & {
  createdAt: string;
  updatedAt: string;
  createdBy: Person | null;
  updatedBy: Person | null;
  owner: Person | null;
  stage?: string;
  transitions?: readonly Transition[];
  stageHistory?: readonly StageMove[];
  dueCriteria?: readonly { pointer: string; sentence: string; until: string; overdue: boolean }[];
  stageTasks?: readonly Task[];
  fieldHistory?: { nodes: readonly FieldChange[] };
};

/** A list of other records that belong to one. */
export interface RelatedList {
  name: string;
  label: string;
  target: CatalogObject;
  /** The field of links that the list is, where it is one of the record's own. */
  field?: CatalogField;
  /** The relation of the others that leads here, where it can be filtered by. */
  pointing?: CatalogField;
}

/** The lists that lead from the records of an object to others: of many to many, and along relations that point here. */
export function relatedLists(catalog: Catalog, of: CatalogObject): readonly RelatedList[] {
  const own = of.fields
    .filter((each) => each.canRead && each.type === "relations")
    .map((each) => listOf(catalog, each.name, each.label, each.target, { field: each }));
  const pointing = catalog.objects.flatMap((other) =>
    other.fields.filter((each) => pointsHere(each, of)).map((each) => ({ other, field: each })),
  );
  const reverse = pointing.map(({ other, field }) => {
    const several = pointing.filter((each) => each.other === other).length > 1;
    const label = several ? `${other.pluralLabel} · ${field.label}` : other.pluralLabel;
    return listOf(catalog, field.reverse ?? "", label, other.name, { pointing: field });
  });
  return [...own, ...reverse].filter((each) => each !== null);
}

function pointsHere(field: CatalogField, of: CatalogObject): boolean {
  const points = field.target === of.name || field.targets.includes(of.name);
  return field.canRead && points && field.reverse != null;
}

function listOf(
  catalog: Catalog,
  name: string,
  label: string,
  target: string | null | undefined,
  more: Pick<RelatedList, "field" | "pointing">,
): RelatedList | null {
  const found = objectNamed(catalog, target ?? undefined);
  return found === undefined || name === "" ? null : { name, label, target: found, ...more };
}

export interface Related {
  totalCount: number;
  nodes: readonly Named[];
}

export const recordKey = (of: CatalogObject, id: string) => ["record", of.name, id] as const;

/** The record with what belongs to it; null where there is none such that the caller may see. */
export async function wholeRecord(
  catalog: Catalog,
  of: CatalogObject,
  id: string,
  signal: AbortSignal,
): Promise<{ record: WholeRecord; related: Readonly<Record<string, Related>> } | null> {
  const lists = relatedLists(catalog, of);
  const parts = [
    recordSelection(catalog, of),
    "createdAt updatedAt createdBy { id name } updatedBy { id name }",
    ...(of.pipeline == null ? [] : [pipelineSelection(of)]),
    ...(of.fields.some((each) => each.canRead && each.trackHistory)
      ? [`fieldHistory(first: ${HISTORY}) { nodes { id field old new recordedAt by { id name } } }`]
      : []),
    ...lists.map(
      ({ name, target }, index) =>
        `related${index}: ${name}(first: ${RELATED}) { totalCount nodes { ${nameSelection(catalog, target)} } }`,
    ),
  ];
  const document = `query WholeRecord($id: ID!) { found: ${of.name}(id: $id) { ${parts.join("\n")} } }`;
  type Found = { found: (WholeRecord & Record<string, unknown>) | null };
  const { found } = await request<Found, { id: string }>(document, { id }, signal);
  if (found === null) return null;
  const related = lists.map(({ name }, index) => [name, found[`related${index}`] as Related] as const);
  return { record: found, related: Object.fromEntries(related) };
}

function pipelineSelection(of: CatalogObject): string {
  const tasks = (of.pipeline?.stages ?? []).some((each) => each.tasks.length > 0);
  return `stage stageEnteredAt ${TRANSITIONS}
    stageHistory { id from to occurredAt by { id name } override }
    dueCriteria { pointer sentence until overdue }
    ${tasks ? "stageTasks { name label required done doneAt doneBy { id name } }" : ""}`;
}
