/** Who is signed in, and how one comes to be. */

import { queryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { accepted, OtherCallerError, RefusedError, SignedOutError } from "./faults";
import { graphql } from "./generated";
import type { WhoIsItQuery } from "./generated/graphql";
import { disconnect } from "./live";
import { request } from "./request";
import { chooseTenant, currentTenant } from "./tenant";

const WHO = graphql(`
  query WhoIsIt {
    me { member { id name email } tenant { id slug name } roles actions }
  }
`);
const SIGN_IN = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { device errors { code message path hint details } }
  }
`);
const SIGN_UP = graphql(`
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) { tenant { slug } confirmation errors { code message path hint details } }
  }
`);
const RESET = graphql(`
  mutation RequestReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) { errors { code message path hint details } }
  }
`);
const SIGN_OUT = graphql(`
  mutation SignOut { signOut { __typename } }
`);

export type Me = NonNullable<WhoIsItQuery["me"]>;

export const SESSION_KEY = "session";
const DEVICE = "sluice.device";

/** The caller; null where nobody is signed in. */
export function useMe(): UseQueryResult<Me | null> {
  return useQuery(CALLER);
}

/** How the caller is asked for. */
export const CALLER = queryOptions({
  queryKey: [SESSION_KEY],
  queryFn: ({ signal, client }): Promise<Me | null> =>
    who(signal, client.getQueryData<Me | null>([SESSION_KEY]) ?? null),
  staleTime: 60_000,
});

/**
 * @param before - Who it was: whoever was signed in is asked to sign in again, over the page with what is typed in it.
 * @throws SignedOutError where somebody was, OtherCallerError where it was somebody else.
 */
async function who(signal: AbortSignal, before: Me | null): Promise<Me | null> {
  try {
    const now = (await request(WHO, {}, signal)).me ?? null;
    if (now === null && before !== null) throw new SignedOutError("the session has ended");
    if (before === null) tellOthers();
    else if (now !== null && !isSame(now, before)) throw new OtherCallerError("somebody else has signed in");
    return now;
  } catch (error) {
    if (error instanceof SignedOutError && before === null) return null;
    if (error instanceof RefusedError && error.has("TENANT_REQUIRED") && before !== null) {
      throw new OtherCallerError("somebody else has signed in, of another tenant");
    }
    throw error;
  }
}

function isSame(one: Me, other: Me): boolean {
  return one.member.id === other.member.id && one.tenant.id === other.tenant.id;
}

const TOLD = "sluice.session";

/** All windows share the session: the others ask who it is now. */
function tellOthers(): void {
  localStorage.setItem(TOLD, crypto.randomUUID());
}

/** Calls whenever the session may have become another in another window, until what is returned is called. */
export function onSessionElsewhere(listener: () => void): () => void {
  const heard = ({ key }: StorageEvent) => key === TOLD && listener();
  window.addEventListener("storage", heard);
  return () => window.removeEventListener("storage", heard);
}

/** Opens a session. `code` is that of the second factor, where the account has one. */
export async function signIn(email: string, password: string, code?: string): Promise<void> {
  const device = localStorage.getItem(DEVICE);
  const input = { email, password, ...(code ? { code } : {}), ...(device ? { device } : {}) };
  const { signIn: payload } = await request(SIGN_IN, { input });
  const done = accepted(payload);
  if (done.device) localStorage.setItem(DEVICE, done.device);
  await leaveForeignTenant();
  tellOthers();
}

/** Somebody else may have used this browser: their tenant is not asked for again. */
async function leaveForeignTenant(): Promise<void> {
  try {
    await request(WHO, {});
  } catch (error) {
    if (!(error instanceof RefusedError && error.has("TENANT_REQUIRED"))) return;
    chooseTenant(null);
  }
}

/** Mails a link for a new password, if the address has an account; which is not told. */
export async function requestPasswordReset(email: string): Promise<void> {
  accepted((await request(RESET, { input: { email } })).requestPasswordReset);
}

/** Makes an account and its first tenant, and opens a session; or mails a link that does, as the installation has it. */
export async function signUp(
  email: string,
  password: string,
  name: string,
  tenantName: string,
): Promise<"signedIn" | "mailed"> {
  const { signUp: payload } = await request(SIGN_UP, { input: { email, password, name, tenantName } });
  const done = accepted(payload);
  if (done.confirmation) return "mailed";
  chooseTenant(done.tenant?.slug ?? null);
  return "signedIn";
}

/** Shows another tenant of the person in this window, if they are a member of it. */
export async function switchTenant(slug: string): Promise<void> {
  const before = currentTenant();
  chooseTenant(slug);
  try {
    await request(WHO, {});
  } catch (error) {
    chooseTenant(before);
    throw error;
  }
  await disconnect();
}

/** Ends the session, here and at the server. */
export async function signOut(): Promise<void> {
  await request(SIGN_OUT, {});
  tellOthers();
  await disconnect();
  chooseTenant(null);
}
