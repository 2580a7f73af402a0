/** Invitations to the tenant. */

import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type { InvitationsOfTenantQuery, InviteMemberInput } from "../client/generated/graphql";
import { request } from "../client/request";

const INVITATIONS = graphql(`
  query InvitationsOfTenant {
    invitations { id email roles state createdAt mailedAt expiresAt membershipEndsAt }
    catalog { roles { name label } }
  }
`);
const INVITE = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) { link errors { code message path hint details } }
  }
`);
const RESEND = graphql(`
  mutation ResendInvitation($id: ID!) {
    resendInvitation(id: $id) { link errors { code message path hint details } }
  }
`);
const REVOKE = graphql(`
  mutation RevokeInvitation($id: ID!) {
    revokeInvitation(id: $id) { errors { code message path hint details } }
  }
`);

export type Invitation = InvitationsOfTenantQuery["invitations"][number];

/** Every invitation of the last months, the newest first, and the roles there are. */
export async function invitationsOf(signal: AbortSignal) {
  const { invitations, catalog } = await request(INVITATIONS, {}, signal);
  return { invitations, roles: catalog.roles };
}

/** Mails an invitation; where the installation sends no mail, answers the link that is to be passed on. */
export async function invite(input: InviteMemberInput): Promise<string | null> {
  return accepted((await request(INVITE, { input })).inviteMember).link ?? null;
}

/** As `invite`, with a new link. */
export async function resend(id: string): Promise<string | null> {
  return accepted((await request(RESEND, { id })).resendInvitation).link ?? null;
}

export async function revoke(id: string): Promise<void> {
  accepted((await request(REVOKE, { id })).revokeInvitation);
}
