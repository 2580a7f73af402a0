/** Whom and what can be chosen for a field that names records or members, and what people call who is chosen. */

import { type Catalog, type CatalogField, type CatalogObject, objectNamed } from "../client/catalog";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { fieldSelection, nameSelection, referencedSelection } from "../client/selections";
import { inputName, type Named, valueIn } from "./values";

const SHOWN = 20;
/** As many as the API tells at once. */
const MOST_MEMBERS = 100;
const TEXTS = ["text", "email", "phone", "url", "autoNumber"];
const MEMBERS = graphql(`
  query AssignableMembers($search: String, $first: Int!) {
    assignableMembers(search: $search, first: $first) { id name }
  }
`);

/** The objects whose records a field names; none where it names members. */
export function targetsOf(catalog: Catalog, field: CatalogField): readonly CatalogObject[] {
  const names = field.type === "reference" ? field.targets : [field.target ?? undefined];
  return names.map((each) => objectNamed(catalog, each)).filter((each) => each !== undefined);
}

/** The first that fit what is typed, each with `__typename` where there are several kinds. */
export function candidatesOf(
  catalog: Catalog,
  field: CatalogField,
  words: string,
  signal: AbortSignal,
): Promise<readonly Named[]> {
  return field.type === "member"
    ? membersOf(words, SHOWN, signal)
    : recordsFitting(catalog, targetsOf(catalog, field), words, signal);
}

async function membersOf(words: string, first: number, signal: AbortSignal): Promise<readonly Named[]> {
  return (await request(MEMBERS, { search: words === "" ? null : words, first }, signal)).assignableMembers;
}

/** Whether the caller is told whom records can be given to. */
export function mayAssign(catalog: Catalog): boolean {
  return catalog.objects.some((each) => each.actions.includes("create") || each.actions.includes("update"));
}

async function recordsFitting(
  catalog: Catalog,
  targets: readonly CatalogObject[],
  words: string,
  signal: AbortSignal,
): Promise<readonly Named[]> {
  if (targets.length === 0) return [];
  const first = Math.ceil(SHOWN / targets.length);
  const declared: string[] = [];
  const variables: Record<string, object> = {};
  const parts = targets.map((target, index) => {
    const display = target.fields.find((each) => each.name === target.display && each.canRead);
    const textual = display !== undefined && TEXTS.includes(display.type);
    declared.push(`$where${index}: ${target.typeName}Where`);
    variables[`where${index}`] = words === "" || !textual ? {} : { [display.name]: { contains: words } };
    const order = textual ? `orderBy: [{ field: ${display.name} }], ` : "";
    return `found${index}: ${target.plural}(where: $where${index}, ${order}first: ${first}) {
      nodes { __typename ${nameSelection(catalog, target)} } }`;
  });
  const document = `query Pick(${declared.join(", ")}) { ${parts.join("\n")} }`;
  const data = await request<Record<string, { nodes: Named[] }>, Record<string, object>>(
    document,
    variables,
    signal,
  );
  return targets.flatMap((_, index) => data[`found${index}`]?.nodes ?? []);
}

/**
 * What an id names that a field has: of saved filters nothing else is kept. Null where the caller may not see it.
 *
 * @param of - Whose field it is, if an object's: members who have left are known from its records.
 */
export async function namedBy(
  catalog: Catalog,
  of: CatalogObject | null,
  field: CatalogField,
  id: string,
  signal: AbortSignal,
): Promise<Named | null> {
  if (field.type === "member") return memberBy(catalog, of, field, id, signal);
  const document = `query Named($id: ID!) { found: node(id: $id) { ${referencedSelection(catalog, targetsOf(catalog, field))} } }`;
  return (await request<{ found: Named | null }, { id: string }>(document, { id }, signal)).found;
}

/** Whoever has left is known from the records that have them alone. */
async function memberBy(
  catalog: Catalog,
  of: CatalogObject | null,
  field: CatalogField,
  id: string,
  signal: AbortSignal,
): Promise<Named | null> {
  const held = of === null ? null : await holderOf(catalog, of, field, id, signal);
  if (held !== null) return held;
  const members = mayAssign(catalog) ? await membersOf("", MOST_MEMBERS, signal) : [];
  return members.find((each) => each.id === id) ?? null;
}

async function holderOf(
  catalog: Catalog,
  of: CatalogObject,
  field: CatalogField,
  id: string,
  signal: AbortSignal,
): Promise<Named | null> {
  const document = `query NamedMember($id: ID!) {
    found: ${of.plural}(where: { ${inputName(field)}: { eq: $id } }, first: 1) { nodes { id ${fieldSelection(catalog, field)} } } }`;
  type Found = { found: { nodes: ({ id: string; version: number } & Record<string, unknown>)[] } };
  const { found } = await request<Found, { id: string }>(document, { id }, signal);
  const [record] = found.nodes;
  return record === undefined ? null : (valueIn(record, field) as Named | null);
}
