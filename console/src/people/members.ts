/** Members of the tenant, and what is done with them. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type {
  AddMemberInput,
  MembersOfTenantQuery,
  SessionsOfMemberQuery,
} from "../client/generated/graphql";
import { request } from "../client/request";

const MEMBERS = graphql(`
  query MembersOfTenant {
    members { id email name roles groupRoles active orgUnits { id code name } }
    membershipEnds { memberId endsAt }
    identityProvider { issuer }
    catalog { roles { name label } }
  }
`);
const ADD = graphql(`
  mutation AddMember($input: AddMemberInput!) {
    addMember(input: $input) { errors { code message path hint details } }
  }
`);
const SET_ROLES = graphql(`
  mutation SetMemberRoles($input: SetMemberRolesInput!) {
    setMemberRoles(input: $input) { errors { code message path hint details } }
  }
`);
const DEACTIVATE = graphql(`
  mutation DeactivateMember($input: DeactivateMemberInput!) {
    deactivateMember(input: $input) { reassigned errors { code message path hint details } }
  }
`);
const REACTIVATE = graphql(`
  mutation ReactivateMember($id: ID!) {
    reactivateMember(id: $id) { errors { code message path hint details } }
  }
`);
const PSEUDONYMIZE = graphql(`
  mutation PseudonymizeMember($input: PseudonymizeMemberInput!) {
    pseudonymizeMember(input: $input) { name errors { code message path hint details } }
  }
`);
const SET_END = graphql(`
  mutation SetMembershipEnd($memberId: ID!, $endsAt: DateTime) {
    setMembershipEnd(memberId: $memberId, endsAt: $endsAt) { errors { code message path hint details } }
  }
`);
const UNLINK = graphql(`
  mutation UnlinkMember($memberId: ID!) {
    unlinkMember(memberId: $memberId) { errors { code message path hint details } }
  }
`);
const SESSIONS = graphql(`
  query SessionsOfMember($memberId: ID!) {
    memberSessions(memberId: $memberId) { id agent createdAt lastUsedAt method secondFactor }
  }
`);
const END_SESSIONS = graphql(`
  mutation RevokeMemberSessions($memberId: ID!) {
    revokeMemberSessions(memberId: $memberId) { errors { code message path hint details } }
  }
`);

export type Member = MembersOfTenantQuery["members"][number];
export type Role = MembersOfTenantQuery["catalog"]["roles"][number];
export type MemberSession = NonNullable<SessionsOfMemberQuery["memberSessions"]>[number];

/** Everything that is shown in this room is asked for again once something of it has been changed. */
export const PEOPLE_KEY = "people";

/** All members by name, those who are let in first, with the ends of memberships and the roles there are. */
export function useMembers() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: [PEOPLE_KEY, "members", i18n.language],
    queryFn: async ({ signal }) => {
      const { members, membershipEnds, identityProvider, catalog } = await request(MEMBERS, {}, signal);
      return {
        members: ordered(members),
        ends: new Map(membershipEnds.map((each) => [each.memberId, each.endsAt])),
        roles: catalog.roles,
        hasProvider: identityProvider != null,
      };
    },
  });
}

function ordered(members: readonly Member[]): readonly Member[] {
  return [...members].sort(
    (one, other) => Number(other.active) - Number(one.active) || one.name.localeCompare(other.name),
  );
}

/** What a role is called, by its name; one that is no more, by that name. */
export function labelsOf(roles: readonly Role[]): (name: string) => string {
  return (name) => roles.find((each) => each.name === name)?.label ?? name;
}

/** The members whose name or address has these words in it. */
export function found(members: readonly Member[], words: string): readonly Member[] {
  const sought = words.trim().toLowerCase();
  return members.filter((each) => `${each.name} ${each.email}`.toLowerCase().includes(sought));
}

/** A change of something that this room shows. */
export function useChange<Given = void, Done = unknown>(change: (given: Given) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: [PEOPLE_KEY] }),
  });
}

export async function addMember(input: AddMemberInput): Promise<void> {
  accepted((await request(ADD, { input })).addMember);
}

export async function setRoles(memberId: string, roles: readonly string[]): Promise<void> {
  accepted((await request(SET_ROLES, { input: { memberId, roles: [...roles] } })).setMemberRoles);
}

/** Refuses a member from now on; answers how many records have another owner now. */
export async function deactivate(memberId: string, heir: string | null): Promise<number> {
  const input = { memberId, ...(heir === null ? {} : { reassignTo: heir }) };
  return accepted((await request(DEACTIVATE, { input })).deactivateMember).reassigned;
}

export async function reactivate(id: string): Promise<void> {
  accepted((await request(REACTIVATE, { id })).reactivateMember);
}

export async function pseudonymize(memberId: string, reason: string): Promise<void> {
  accepted((await request(PSEUDONYMIZE, { input: { memberId, reason } })).pseudonymizeMember);
}

/** Lets the membership end by itself then; never where it is null. */
export async function setEnd(memberId: string, endsAt: string | null): Promise<void> {
  accepted((await request(SET_END, { memberId, endsAt })).setMembershipEnd);
}

export async function unlink(memberId: string): Promise<void> {
  accepted((await request(UNLINK, { memberId })).unlinkMember);
}

export async function sessionsOf(memberId: string, signal: AbortSignal): Promise<readonly MemberSession[]> {
  return (await request(SESSIONS, { memberId }, signal)).memberSessions ?? [];
}

export async function endSessions(memberId: string): Promise<void> {
  accepted((await request(END_SESSIONS, { memberId })).revokeMemberSessions);
}
