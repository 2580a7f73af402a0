/** The units of the organisation: one tree, and who is in which of them. */

import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type { UnitsOfTenantQuery } from "../client/generated/graphql";
import { request } from "../client/request";

const UNITS = graphql(`
  query UnitsOfTenant { orgUnits { id code name parentId memberIds } }
`);
const CREATE = graphql(`
  mutation CreateUnit($input: CreateOrgUnitInput!) {
    createOrgUnit(input: $input) { errors { code message path hint details } }
  }
`);
const RENAME = graphql(`
  mutation RenameUnit($input: RenameOrgUnitInput!) {
    renameOrgUnit(input: $input) { errors { code message path hint details } }
  }
`);
const MOVE = graphql(`
  mutation MoveUnit($input: MoveOrgUnitInput!) {
    moveOrgUnit(input: $input) { errors { code message path hint details } }
  }
`);
const REMOVE = graphql(`
  mutation RemoveUnit($id: ID!) { removeOrgUnit(id: $id) { errors { code message path hint details } } }
`);
const PUT_IN = graphql(`
  mutation AddToUnit($input: OrgUnitMembersInput!) {
    addToOrgUnit(input: $input) { errors { code message path hint details } }
  }
`);
const TAKE_OUT = graphql(`
  mutation TakeFromUnit($input: OrgUnitMembersInput!) {
    takeFromOrgUnit(input: $input) { errors { code message path hint details } }
  }
`);

export type Unit = UnitsOfTenantQuery["orgUnits"][number];

/** A unit in its place of the tree, from above. */
export interface Placed {
  unit: Unit;
  depth: number;
}

/** The tree in the order in which it is shown: each unit, then all below it, by name. */
export function treeOf(units: readonly Unit[]): readonly Placed[] {
  const below = (parent: string | null, depth: number): Placed[] =>
    units
      .filter((each) => (each.parentId ?? null) === parent)
      .sort((one, other) => one.name.localeCompare(other.name))
      .flatMap((unit) => [{ unit, depth }, ...below(unit.id, depth + 1)]);
  return below(null, 0);
}

/** Where a unit can be moved to: to any that is neither itself nor below it. */
export function placesFor(units: readonly Unit[], unit: Unit): readonly Placed[] {
  const isBelow = (each: Unit): boolean => {
    if (each.id === unit.id) return true;
    const parent = units.find((one) => one.id === each.parentId);
    return parent !== undefined && isBelow(parent);
  };
  return treeOf(units).filter((each) => !isBelow(each.unit));
}

/** What comes into a list and what goes, where it is to be another. */
export function difference(before: readonly string[], after: readonly string[]) {
  return {
    come: after.filter((each) => !before.includes(each)),
    gone: before.filter((each) => !after.includes(each)),
  };
}

export async function unitsOf(signal: AbortSignal): Promise<readonly Unit[]> {
  return (await request(UNITS, {}, signal)).orgUnits;
}

export async function createUnit(code: string, name: string, parentId: string | null): Promise<void> {
  const input = { code, name, ...(parentId === null ? {} : { parentId }) };
  accepted((await request(CREATE, { input })).createOrgUnit);
}

/** Gives a unit these names, and its place. */
export async function changeUnit(
  unit: Unit,
  code: string,
  name: string,
  parentId: string | null,
): Promise<void> {
  if (code !== unit.code || name !== unit.name)
    accepted((await request(RENAME, { input: { id: unit.id, code, name } })).renameOrgUnit);
  if (parentId !== (unit.parentId ?? null))
    accepted((await request(MOVE, { input: { id: unit.id, parentId } })).moveOrgUnit);
}

export async function removeUnit(id: string): Promise<void> {
  accepted((await request(REMOVE, { id })).removeOrgUnit);
}

export async function putIn(id: string, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  accepted((await request(PUT_IN, { input: { id, memberIds: [...memberIds] } })).addToOrgUnit);
}

export async function takeOut(id: string, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  accepted((await request(TAKE_OUT, { input: { id, memberIds: [...memberIds] } })).takeFromOrgUnit);
}
