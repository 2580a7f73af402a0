/** An example made of a record that there is: what the rules of a place read of it. */

import { type Catalog, type CatalogField, type CatalogObject, isSeen } from "../../client/catalog";
import { request } from "../../client/request";
import { isNaming, type Money } from "../../fields/values";
import type { Designed, DesignedObject } from "../drafting";
import type { Json } from "../ruleTree";
import { listField, type Reads } from "./reads";
import type { Said } from "./said";

/** Records of a list that an example has at most: its size is that of a rule. */
const MOST_RECORDS = 20;
const SYSTEM = ["id", "version", "createdAt", "updatedAt", "stage", "stageEnteredAt"];
const MEMBERS: Readonly<Record<string, string>> = {
  ownerId: "owner",
  createdBy: "createdBy",
  updatedBy: "updatedBy",
};

/** Types of which rules read something else than the API tells. */
const UNTOLD = ["duration", "address", "file", "json"];
const NUMBERS = ["integer", "rating", "decimal", "percent"];

/** The design, and what is in force: what the design has newly no record has yet. */
export interface Catalogs {
  design: Designed;
  inForce: Catalog;
}

type Data = Readonly<Record<string, unknown>>;

/** How one path is asked for, and what a record has there. */
interface Asked {
  path: string;
  selection: string;
  value: (data: Data) => Json | undefined;
  /** A list has more records than are taken. */
  goesOn?: (data: Data) => boolean;
}

export interface FoundRecord {
  stage: string | null;
  said: Said;
  /** Paths that are read and not taken over: new in the draft, hidden, of a kind that is not asked for here, or a list that goes on. */
  leftOut: readonly string[];
}

/** Asks for what is read of a record; null where there is none. */
export async function recordSaid(
  catalogs: Catalogs,
  of: DesignedObject,
  id: string,
  reads: Reads,
): Promise<FoundRecord | null> {
  const known = knownObject(catalogs, of);
  if (known === undefined) return null;
  const { asked, leftOut } = askedOf(catalogs, of, reads);
  const wanted = ["id", ...(known.pipeline == null ? [] : ["stage"]), ...asked.map((each) => each.selection)];
  const document = `query ExampleRecord($id: ID!) { found: ${known.name}(id: $id) { ${wanted.join(" ")} } }`;
  const { found } = await request<{ found: Data | null }, { id: string }>(document, { id });
  if (found === null) return null;
  const cut = asked.filter((each) => each.goesOn?.(found)).map((each) => each.path);
  // An example says by itself which stage is left.
  const told = asked.filter((each) => each.path !== "stage");
  return { stage: textOf(found.stage), said: saidIn(told, found), leftOut: [...leftOut, ...cut] };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : null);

const knownObject = ({ inForce }: Catalogs, of: DesignedObject): CatalogObject | undefined =>
  inForce.objects.find((each) => each.id === of.id);

function askedOf(
  catalogs: Catalogs,
  of: DesignedObject,
  reads: Reads,
): { asked: Asked[]; leftOut: string[] } {
  const found = [
    ...[...reads.paths].map((path) => [path, askedValue(catalogs, of, path)] as const),
    ...[...reads.lists].map(([path, inner]) => [path, askedList(catalogs, of, path, inner)] as const),
  ];
  return {
    asked: found.flatMap(([, asked]) => asked ?? []),
    leftOut: found.filter(([, asked]) => asked === null).map(([path]) => path),
  };
}

function saidIn(asked: readonly Asked[], data: Data): Said {
  const values = asked.map((each) => [each.path, each.value(data)] as const);
  return Object.fromEntries(values.filter((each): each is [string, Json] => each[1] != null));
}

/** Where relations lead, and the way there and back. */
interface Way {
  of: DesignedObject;
  known: CatalogObject;
  wrap: (selection: string) => string;
  into: (data: Data) => Data | null;
}

function wayAlong(catalogs: Catalogs, of: DesignedObject, parts: readonly string[]): Way | null {
  const known = knownObject(catalogs, of);
  if (known === undefined) return null;
  const [first, ...rest] = parts;
  if (first === undefined) return { of, known, wrap: (selection) => selection, into: (data) => data };
  const field = knownField(of, known, first);
  const target = of.fields.find((each) => each.name === first)?.target;
  const there = catalogs.design.objects.find((each) => each.name === target);
  if (field?.type !== "relation" || there === undefined) return null;
  const on = wayAlong(catalogs, there, rest);
  if (on === null) return null;
  return {
    ...on,
    wrap: (selection) => `${field.name} { ${on.wrap(selection)} }`,
    into: (data) => {
      const next = data[field.name] as Data | null | undefined;
      return next == null ? null : on.into(next);
    },
  };
}

/** The field as it is in force; none where it is new, of another type by now, or not seen as it is. */
function knownField(of: DesignedObject, known: CatalogObject, name: string): CatalogField | undefined {
  const field = of.fields.find((each) => each.name === name);
  return known.fields.find(
    (each) => each.id === field?.id && each.type === field.type && isSeen(each) && each.mask == null,
  );
}

function askedValue(catalogs: Catalogs, of: DesignedObject, path: string): Asked | null {
  const parts = path.split(".");
  const isCurrency = parts.at(-1) === "currency" && parts.length > 1;
  const names = isCurrency ? parts.slice(0, -1) : parts;
  const way = wayAlong(catalogs, of, names.slice(0, -1));
  const name = names.at(-1) ?? "";
  if (way === null) return null;
  const leaf = SYSTEM.includes(name) || name in MEMBERS ? systemLeaf(name) : fieldLeaf(way, name, isCurrency);
  if (leaf === null) return null;
  const value = (data: Data) => {
    const there = way.into(data);
    return there === null ? undefined : leaf.value(there);
  };
  return { path, selection: way.wrap(leaf.selection), value };
}

type Leaf = Pick<Asked, "selection" | "value">;

function systemLeaf(name: string): Leaf {
  const member = MEMBERS[name];
  if (member === undefined) return { selection: name, value: (data) => data[name] as Json };
  return { selection: `${member} { id }`, value: (data) => idIn(data[member]) };
}

const idIn = (value: unknown) => (value as { id: string } | null)?.id;

function fieldLeaf({ of, known }: Way, path: string, isCurrency: boolean): Leaf | null {
  const field = knownField(of, known, path);
  if (field === undefined || UNTOLD.includes(field.type)) return null;
  const { name, type } = field;
  if (type === "money") {
    const part = isCurrency ? "currency" : "amount";
    const value = (data: Data) => (data[name] as Money | null)?.[part];
    return {
      selection: `${name} { amount currency }`,
      value: (data) => numberIn(value(data), !isCurrency),
    };
  }
  if (isNaming(field)) {
    const id = type === "reference" ? "... on Node { id }" : "id";
    return { selection: `${name} { ${id} }`, value: (data) => idIn(data[name]) };
  }
  return { selection: name, value: (data) => numberIn(data[name], NUMBERS.includes(type)) };
}

const numberIn = (value: unknown, isNumber: boolean): Json | undefined =>
  value == null ? undefined : isNumber ? Number(value) : (value as Json);

function askedList(catalogs: Catalogs, of: DesignedObject, path: string, reads: Reads): Asked | null {
  const parts = path.split(".");
  const way = wayAlong(catalogs, of, parts.slice(0, -1));
  const list = way === null ? null : listField(catalogs.design, way.of, parts.at(-1) ?? "");
  const holder = list === null ? undefined : knownObject(catalogs, list.holder);
  const field =
    list === null || holder === undefined ? undefined : knownField(list.holder, holder, list.field.name);
  if (way === null || list === null || field === undefined) return null;
  const name = list.field.name === parts.at(-1) ? field.name : field.reverse;
  const { asked, leftOut } = askedOf(catalogs, list.of, reads);
  if (name == null || leftOut.length > 0) return null;
  const inner = ["id", ...asked.map((each) => each.selection)].join(" ");
  const nodes = (data: Data) =>
    (way.into(data)?.[name] as { totalCount: number; nodes: readonly Data[] } | undefined) ?? null;
  return {
    path,
    selection: way.wrap(`${name}(first: ${MOST_RECORDS}) { totalCount nodes { ${inner} } }`),
    value: (data) => nodes(data)?.nodes.map((each) => saidIn(asked, each)),
    goesOn: (data) => (nodes(data)?.totalCount ?? 0) > MOST_RECORDS,
  };
}
