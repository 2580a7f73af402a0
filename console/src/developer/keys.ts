/** API keys of the tenant, and what it has used. */

import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type {
  ApiKeysOfTenantQuery,
  CreateApiKeyInput,
  UsageOfTenantQuery,
} from "../client/generated/graphql";
import { request } from "../client/request";

const KEYS = graphql(`
  query ApiKeysOfTenant {
    apiKeys {
      id name prefix lastFour memberId roles createdAt revokedAt expiresAt networks lastUsedAt lastAddress
    }
    catalog { roles { name label } }
  }
`);
const CREATE = graphql(`
  mutation CreateKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { token apiKey { name } errors { code message path hint details } }
  }
`);
const ROTATE = graphql(`
  mutation RotateKey($id: ID!, $overlapHours: Int!) {
    rotateApiKey(id: $id, overlapHours: $overlapHours) {
      token apiKey { name } errors { code message path hint details }
    }
  }
`);
const REVOKE = graphql(`
  mutation RevokeKey($id: ID!) {
    revokeApiKey(id: $id) { errors { code message path hint details } }
  }
`);
const USAGE = graphql(`
  query UsageOfTenant {
    usage { plan month quotas { quota used limit } rates { policy requests seconds } }
  }
`);

export type ApiKey = ApiKeysOfTenantQuery["apiKeys"][number];
export type Role = ApiKeysOfTenantQuery["catalog"]["roles"][number];
export type Usage = UsageOfTenantQuery["usage"];
type NewKey = CreateApiKeyInput;

/** A key that has just been made: its secret is told this once. */
export interface Secret {
  name: string;
  token: string;
}

export const KEYS_KEY = ["developer", "keys"] as const;
export const USAGE_KEY = ["developer", "usage"] as const;

/** All keys, those that are good first, and the roles that a key can have. */
export async function keysOf(
  signal: AbortSignal,
): Promise<{ keys: readonly ApiKey[]; roles: readonly Role[] }> {
  const { apiKeys, catalog } = await request(KEYS, {}, signal);
  const keys = [...apiKeys].sort(
    (one, other) =>
      Number(stateOf(one) !== "good") - Number(stateOf(other) !== "good") ||
      other.createdAt.localeCompare(one.createdAt),
  );
  return { keys, roles: catalog.roles };
}

/** Whether requests may use a key. */
export function stateOf(key: ApiKey, now: number = Date.now()): "good" | "revoked" | "expired" {
  if (key.revokedAt != null && Date.parse(key.revokedAt) <= now) return "revoked";
  return key.expiresAt != null && Date.parse(key.expiresAt) <= now ? "expired" : "good";
}

/** Makes a key. */
export async function createKey(input: NewKey): Promise<Secret> {
  return secretOf(accepted((await request(CREATE, { input })).createApiKey));
}

/** Makes a key alike, and ends this one so many hours later. */
export async function rotateKey(id: string, overlapHours: number): Promise<Secret> {
  return secretOf(accepted((await request(ROTATE, { id, overlapHours })).rotateApiKey));
}

/** Ends a key. */
export async function revokeKey(id: string): Promise<void> {
  accepted((await request(REVOKE, { id })).revokeApiKey);
}

/** What the tenant has used, and may use. */
export async function usageOf(signal: AbortSignal): Promise<Usage> {
  return (await request(USAGE, {}, signal)).usage;
}

function secretOf(payload: { token?: string | null; apiKey?: { name: string } | null }): Secret {
  return { name: payload.apiKey?.name ?? "", token: payload.token ?? "" };
}
