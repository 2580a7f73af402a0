/** What a grant can allow, in the words of the API; what the actions are called is in the texts beside. */

export const ANY = "*";

/** Actions on records, in the order of the columns; a test compares them with those of the server. */
export const OBJECT_ACTIONS = [
  "read",
  "create",
  "update",
  "delete",
  "restore",
  "promote",
  "backdate",
  "override",
  "export",
  "erase",
] as const;
/** Actions on the tenant, which are granted on `*`. */
export const TENANT_ACTIONS = ["configure", "provision", "administer"] as const;
/** Actions that count fields. */
export const FIELD_ACTIONS = ["read", "create", "update"] as const;
/** Actions of records that move along a pipeline. */
export const MOVING = ["promote", "backdate", "override"] as const;
