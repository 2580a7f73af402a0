/** Groups of a directory that provisions by SCIM, and the key that it has. */

import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type { GroupsOfTenantQuery } from "../client/generated/graphql";
import { request } from "../client/request";

const GROUPS = graphql(`
  query GroupsOfTenant {
    memberGroups { id name externalId roles }
    catalog { roles { name label } }
  }
`);
const SET_ROLES = graphql(`
  mutation SetGroupRoles($id: ID!, $roles: [String!]!) {
    setGroupRoles(id: $id, roles: $roles) { errors { code message path hint details } }
  }
`);
const CREATE_KEY = graphql(`
  mutation CreateDirectoryKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { token errors { code message path hint details } }
  }
`);

export type Group = GroupsOfTenantQuery["memberGroups"][number];

export async function groupsOf(signal: AbortSignal) {
  const { memberGroups, catalog } = await request(GROUPS, {}, signal);
  return { groups: memberGroups, roles: catalog.roles };
}

export async function setGroupRoles(id: string, roles: readonly string[]): Promise<void> {
  accepted((await request(SET_ROLES, { id, roles: [...roles] })).setGroupRoles);
}

/** A key for the directory, which acts as a member with these roles; its secret is told this once. */
export async function directoryKey(
  name: string,
  memberId: string,
  roles: readonly string[],
): Promise<string> {
  const input = { name, memberId, roles: [...roles] };
  return accepted((await request(CREATE_KEY, { input })).createApiKey).token ?? "";
}
