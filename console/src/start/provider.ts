/** Signing in by the identity provider of a tenant: docs/how-to/sign-in-with-oidc.md has the steps. */

import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { chooseTenant } from "../client/tenant";

const EXCHANGE = graphql(`
  mutation ExchangeCode($input: ExchangeSignInCodeInput!) {
    exchangeSignInCode(input: $input) { errors { code message path hint details } }
  }
`);

const KEY = "sluice.provider";

interface Begun {
  verifier: string;
  tenant: string;
  from: string;
}

/** The address to go to. What proves that the sign-in was begun here stays in this window. */
export async function startAtProvider(tenant: string, from: string): Promise<string> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const begun: Begun = { verifier, tenant, from };
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  const asked = new URLSearchParams({
    tenant,
    returnTo: "/sign-in",
    challenge: base64url(new Uint8Array(digest)),
  });
  return `/auth/oidc/start?${asked}`;
}

/** Takes the code off the address, where the browser has come back from a provider; null where it has not. */
export function takeCode(): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get("signInCode");
  if (code !== null) window.history.replaceState(window.history.state, "", window.location.pathname);
  return code;
}

/** Opens the session; answers where somebody wanted to go, or null where it was not begun in this window. */
export async function finish(code: string): Promise<string | null> {
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return null;
  sessionStorage.removeItem(KEY);
  const { verifier, tenant, from } = JSON.parse(kept) as Begun;
  accepted((await request(EXCHANGE, { input: { code, verifier } })).exchangeSignInCode);
  chooseTenant(tenant);
  return from;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
