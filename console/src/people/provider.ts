/** How people sign in to the tenant: its identity provider, and whether a second factor is asked for. */

import { accepted, type Fault, faultOf } from "../client/faults";
import { graphql } from "../client/generated";
import type { IdentityProviderInput, SignInOfTenantQuery } from "../client/generated/graphql";
import { request } from "../client/request";

const SIGN_IN = graphql(`
  query SignInOfTenant {
    signInPolicy { totpRequired }
    identityProvider {
      issuer clientId hasSecret scopes groupsClaim groupRoles { group roles } domains joins defaultRoles
      passwords breakGlass sessionHours redirectUri startUrl
    }
  }
`);
const SET_POLICY = graphql(`
  mutation SetSignInPolicy($totpRequired: Boolean!) {
    setSignInPolicy(totpRequired: $totpRequired) { errors { code message path hint details } }
  }
`);
const TEST = graphql(`
  mutation TestProvider($input: IdentityProviderInput!) {
    testIdentityProvider(input: $input) {
      works
      warnings { code message path hint details }
      errors { code message path hint details }
    }
  }
`);
const SET = graphql(`
  mutation SetProvider($input: IdentityProviderInput!) {
    setIdentityProvider(input: $input) { errors { code message path hint details } }
  }
`);
const REMOVE = graphql(`
  mutation RemoveProvider { removeIdentityProvider { errors { code message path hint details } } }
`);

export type Provider = NonNullable<SignInOfTenantQuery["identityProvider"]>;
type SecretChoice = "keep" | "set" | "none";

/** A provider as a form holds it; lists as texts, with what stands in them between blanks. */
export interface ProviderForm {
  issuer: string;
  clientId: string;
  secretChoice: SecretChoice;
  secret: string;
  scopes: string;
  domains: string;
  joins: boolean;
  defaultRoles: readonly string[];
  groupsClaim: string;
  groupRoles: readonly { id: string; group: string; roles: readonly string[] }[];
  passwords: boolean;
  breakGlass: readonly string[];
  sessionHours: string;
}

export const NO_PROVIDER: ProviderForm = {
  issuer: "",
  clientId: "",
  secretChoice: "set",
  secret: "",
  scopes: "",
  domains: "",
  joins: false,
  defaultRoles: [],
  groupsClaim: "",
  groupRoles: [],
  passwords: true,
  breakGlass: [],
  sessionHours: "12",
};

export function formOfProvider(provider: Provider): ProviderForm {
  return {
    ...provider,
    secretChoice: provider.hasSecret ? "keep" : "none",
    secret: "",
    scopes: provider.scopes.join(" "),
    domains: provider.domains.join(" "),
    groupsClaim: provider.groupsClaim ?? "",
    groupRoles: provider.groupRoles.map((each) => ({ ...each, id: each.group })),
    sessionHours: String(provider.sessionHours),
  };
}

const words = (text: string) => text.split(/[\s,，、]+/).filter((each) => each !== "");

/** What the API takes: a secret that stays is left out, and one that there is none of is null. */
export function inputOfProvider(form: ProviderForm): IdentityProviderInput {
  const scopes = words(form.scopes);
  const secret = { keep: {}, none: { clientSecret: null }, set: { clientSecret: form.secret } }[
    form.secretChoice
  ];
  const groups = form.groupRoles.filter((each) => each.group.trim() !== "");
  return {
    issuer: form.issuer.trim(),
    clientId: form.clientId.trim(),
    ...secret,
    ...(scopes.length === 0 ? {} : { scopes }),
    domains: words(form.domains),
    joins: form.joins,
    defaultRoles: [...form.defaultRoles],
    ...(form.groupsClaim.trim() === "" ? {} : { groupsClaim: form.groupsClaim.trim() }),
    groupRoles: groups.map(({ group, roles }) => ({ group: group.trim(), roles: [...roles] })),
    passwords: form.passwords,
    breakGlass: [...form.breakGlass],
    sessionHours: Number.parseInt(form.sessionHours, 10) || 12,
  };
}

export async function signInOf(signal: AbortSignal) {
  return await request(SIGN_IN, {}, signal);
}

export async function askForSecondFactor(totpRequired: boolean): Promise<void> {
  accepted((await request(SET_POLICY, { totpRequired })).setSignInPolicy);
}

/** Asks the provider whether people could sign in by it; answers what is doubtful. */
export async function tryProvider(form: ProviderForm): Promise<readonly Fault[]> {
  const tried = accepted((await request(TEST, { input: inputOfProvider(form) })).testIdentityProvider);
  return tried.warnings.map(faultOf);
}

export async function setProvider(form: ProviderForm): Promise<void> {
  accepted((await request(SET, { input: inputOfProvider(form) })).setIdentityProvider);
}

export async function removeProvider(): Promise<void> {
  accepted((await request(REMOVE, {})).removeIdentityProvider);
}
