/** What the links in mails lead to: each holds a token that is good once. */

import { accepted } from "./faults";
import { graphql } from "./generated";
import type { AcceptInvitationInput, ConfirmSignUpInput, InvitationOfLinkQuery } from "./generated/graphql";
import { request } from "./request";
import { chooseTenant } from "./tenant";

const OFFER = graphql(`
  query InvitationOfLink($token: String!) {
    invitation(token: $token) { email tenant { name } }
  }
`);
const ACCEPT = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { tenant { slug } errors { code message path hint details } }
  }
`);
const CONFIRM = graphql(`
  mutation ConfirmSignUp($input: ConfirmSignUpInput!) {
    confirmSignUp(input: $input) { tenant { slug } errors { code message path hint details } }
  }
`);
const RESET = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) { errors { code message path hint details } }
  }
`);

export type Offer = NonNullable<InvitationOfLinkQuery["invitation"]>;

/** Who is invited, and to which tenant; null where the link is good no longer. */
export async function invitationOf(token: string, signal: AbortSignal): Promise<Offer | null> {
  return (await request(OFFER, { token }, signal)).invitation ?? null;
}

/** Becomes a member, and opens a session, which shows that tenant. */
export async function acceptInvitation(input: AcceptInvitationInput): Promise<void> {
  const done = accepted((await request(ACCEPT, { input })).acceptInvitation);
  chooseTenant(done.tenant?.slug ?? null);
}

/** Makes the tenant that was asked for, and opens a session, which shows it. */
export async function confirmSignUp(input: ConfirmSignUpInput): Promise<void> {
  const done = accepted((await request(CONFIRM, { input })).confirmSignUp);
  chooseTenant(done.tenant?.slug ?? null);
}

/** Puts a new password in the place of one that was forgotten; all sessions end. */
export async function resetPassword(token: string, password: string): Promise<void> {
  accepted((await request(RESET, { input: { token, password } })).resetPassword);
}
