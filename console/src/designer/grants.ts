/** Grants of roles as a matrix of objects, fields and actions, and the grants that an edit of it leaves. */

import { ANY, FIELD_ACTIONS } from "../access/actions";
import type { Effect, MaskKind, MoveKind, NewGrant, RowScope } from "../client/generated/graphql";
import type { Designed } from "./drafting";

export type DesignedRole = Designed["roles"][number];
export type Grant = DesignedRole["grants"][number];
export type Mask = NonNullable<Grant["mask"]>;

/** What is built in: it may do everything and is not changed. */
export const ADMIN = "admin";

/** What a grant is narrowed by. */
export interface Narrowing {
  rows: RowScope;
  rule: unknown;
  moves: readonly MoveKind[] | null;
  leaving: string | null;
  entering: string | null;
}

export const EVERYTHING: Narrowing = { rows: "all", rule: null, moves: null, leaving: null, entering: null };

/** A place of the matrix: an object or `*`, an action or `*`, a field or `*`. */
export interface Place {
  object: string;
  action: string;
  field: string;
}

/** A grant, and the role whose it is. */
export interface Held {
  role: DesignedRole;
  grant: Grant;
}

/** What a place is to whoever has the role. */
export type Standing = "none" | "some" | "all" | "masked" | "denied";

export interface Summary {
  standing: Standing;
  /** By which scopes records are reached; empty where all are, or none. */
  scopes: readonly ("own" | "team" | "subtree" | "rule" | "moves")[];
  /** Of an object: only these fields, where no grant gives all of them. */
  fields: readonly string[] | null;
  /** Some records are taken away again. */
  except: boolean;
  /** Whether the grants that decide stand in this very place, in the role itself. */
  here: boolean;
}

/** A new grant of all records. */
export function grantAt(place: Place, more: Partial<Grant> = {}): Grant {
  return { ...place, effect: "allow", ...narrowing(EVERYTHING), mask: null, ...more };
}

const narrowing = ({ rows, rule, moves, leaving, entering }: Narrowing) => ({
  rows,
  rule: rule ?? null,
  moves: moves === null ? null : [...moves],
  leaving,
  entering,
});

/** What a grant is narrowed by. */
export function narrowingOf(grant: Grant): Narrowing {
  const { rows, rule, moves, leaving, entering } = grant;
  return narrowing({
    rows,
    rule: rule ?? null,
    moves: moves ?? null,
    leaving: leaving ?? null,
    entering: entering ?? null,
  });
}

/** The role's own grants first, then those that it inherits, each role once. */
export function heldBy(roles: readonly DesignedRole[], role: DesignedRole): readonly Held[] {
  const seen: DesignedRole[] = [];
  const visit = (each: DesignedRole) => {
    if (seen.some((one) => one.name === each.name)) return;
    seen.push(each);
    for (const name of each.inherits) {
      const inherited = roles.find((one) => one.name === name);
      if (inherited !== undefined) visit(inherited);
    }
  };
  visit(role);
  return seen.flatMap((each) => each.grants.map((grant) => ({ role: each, grant })));
}

const reaches = (granted: string, asked: string) => granted === ANY || granted === asked;
const actsOn = (grant: Grant, { object, action }: Place) =>
  reaches(grant.object, object) &&
  reaches(grant.action, action) &&
  !(object === ANY && grant.object !== ANY) &&
  !(action === ANY && grant.action !== ANY);

/** Whether a grant names one field while the action counts none. */
const isBeside = (grant: Grant, action: string) =>
  grant.field !== ANY && !FIELD_ACTIONS.some((each) => each === action || action === ANY);

/** The grants that speak of a place: of an object those of its fields too, of a field those of all fields. */
export function speakingOf(held: readonly Held[], place: Place): readonly Held[] {
  return held.filter(
    ({ role, grant }) =>
      actsOn(grant, place) &&
      !isBeside(grant, place.action) &&
      (place.field === ANY || grant.field === place.field || (grant.field === ANY && !masksIt(role, place))),
  );
}

/** A role that names a field masked means it: its own grants of every field leave that field out. */
function masksIt(role: DesignedRole, { object, action, field }: Place): boolean {
  return (
    action === "read" &&
    role.grants.some((each) => each.object === object && each.field === field && each.mask != null)
  );
}

/** The role's own grants of a place, with those of its fields where it is an object's. */
export function ownAt(grants: readonly Grant[], { object, action, field }: Place): readonly Grant[] {
  return grants.filter(
    (each) => each.object === object && each.action === action && (field === ANY || each.field === field),
  );
}

const limited = (grant: Grant) =>
  grant.rows !== "all" ||
  grant.rule != null ||
  grant.moves != null ||
  grant.leaving != null ||
  grant.entering != null;

/** Scopes by owner, each reaching what the one before it does. */
const WIDER = ["own", "team", "subtree", "all"];

function scopesOf(grants: readonly Grant[]): Summary["scopes"] {
  if (grants.some((each) => !limited(each))) return [];
  // Of several scopes by owner the widest reaches all.
  const owners = WIDER.filter((scope) => grants.some((each) => each.rows === scope && scope !== "all"));
  const found = [
    ...(owners.slice(-1) as Summary["scopes"]),
    ...grants.flatMap((each) => [
      ...(each.rule == null ? [] : (["rule"] as const)),
      ...(each.moves == null && each.leaving == null && each.entering == null ? [] : (["moves"] as const)),
    ]),
  ];
  return [...new Set(found)];
}

/** Whether the ones reach every record that the others do: a field is given on all that its action reaches, or on none. */
function covers(ones: readonly Grant[], others: readonly Grant[]): boolean {
  return others.every((other) =>
    ones.some((one) => {
      if (!limited(one)) return true;
      const owners = one.rule == null && other.rule == null;
      const wider = WIDER.indexOf(one.rows) >= WIDER.indexOf(other.rows);
      return owners ? wider : JSON.stringify(narrowingOf(one)) === JSON.stringify(narrowingOf(other));
    }),
  );
}

/** What all grants together say of a place. */
export function summaryOf(held: readonly Held[], place: Place, self: DesignedRole): Summary {
  const speaking = speakingOf(held, place);
  const here = speaking.some(
    ({ role, grant }) =>
      role.name === self.name &&
      grant.object === place.object &&
      grant.action === place.action &&
      (place.field === ANY || grant.field === place.field),
  );
  const grants = speaking.map((each) => each.grant);
  const denies = grants.filter(
    (each) => each.effect === "deny" && (each.field === ANY || each.field === place.field),
  );
  const allows = grants.filter((each) => each.effect === "allow");
  const nothing = { scopes: [], fields: null, except: false, here };
  if (denies.some((each) => !limited(each))) return { ...nothing, standing: "denied" };
  if (allows.length === 0) return { ...nothing, standing: "none" };
  const shown = allows.filter((each) => each.mask == null);
  if (place.field !== ANY) {
    const reached = speakingOf(held, { ...place, field: ANY }).filter(
      ({ grant }) => grant.effect === "allow",
    );
    const records = reached.map(({ grant }) => grant);
    if (!covers(allows, records)) return { ...nothing, standing: "none" };
    if (!covers(shown, records)) return { ...nothing, standing: "masked" };
  }
  const scopes = scopesOf(allows);
  const named = [...new Set(allows.map((each) => each.field))];
  const fields = place.field === ANY && !named.includes(ANY) ? named : null;
  const except = denies.length > 0;
  const whole = scopes.length === 0 && fields === null && !except;
  return { standing: whole ? "all" : "some", scopes, fields, except, here };
}

/** The narrowings of the allows of an object's action, each once; all records where there is none. */
function narrowingsAt(grants: readonly Grant[], place: Place): readonly Narrowing[] {
  const allows = ownAt(grants, { ...place, field: ANY }).filter((each) => each.effect === "allow");
  const texts = [...new Set(allows.map((each) => JSON.stringify(narrowingOf(each))))];
  return texts.length === 0 ? [EVERYTHING] : texts.map((each) => JSON.parse(each) as Narrowing);
}

/** Puts grants in the place of others, where the first of these stood. */
function replaced(grants: readonly Grant[], gone: readonly Grant[], put: readonly Grant[]): Grant[] {
  const at = grants.findIndex((each) => gone.includes(each));
  const rest = grants.filter((each) => !gone.includes(each));
  return at < 0 ? [...rest, ...put] : [...rest.slice(0, at), ...put, ...rest.slice(at)];
}

/** Without any grant of the role of this place. */
export function withNothing(grants: readonly Grant[], place: Place): Grant[] {
  return replaced(grants, ownAt(grants, place), []);
}

/** Denied on all records, whatever else allows it. */
export function withDenied(grants: readonly Grant[], place: Place): Grant[] {
  return replaced(grants, ownAt(grants, place), [grantAt(place, { effect: "deny" })]);
}

/**
 * An object's action on these records. Fields that are named or masked stay so, on the same records: a named field on
 * more records than the others would show these records too.
 */
export function withScope(grants: readonly Grant[], place: Place, scope: Narrowing): Grant[] {
  const own = ownAt(grants, place);
  const fields = own.filter((each) => each.field !== ANY);
  const named = fields.some((each) => each.effect === "allow" && each.mask == null);
  const narrowed = [
    ...(named ? [] : [grantAt(place)]),
    ...fields.filter((each) => each.effect === "allow"),
  ].map((each) => ({ ...each, ...narrowing(scope) }));
  const once = narrowed.filter((each, index) => narrowed.findIndex((one) => sameGrant(one, each)) === index);
  return replaced(grants, own, [...once, ...fields.filter((each) => each.effect === "deny")]);
}

/** A field by name, on the records that the action reaches already; with a mask, masked. */
export function withField(grants: readonly Grant[], place: Place, mask: Mask | null): Grant[] {
  const put = narrowingsAt(grants, place).map((each) => grantAt(place, { ...narrowing(each), mask }));
  return replaced(grants, ownAt(grants, place), put);
}

/** A grant more, or fewer, of the role on the tenant itself. */
export function withTenantAction(grants: readonly Grant[], action: string, on: boolean): Grant[] {
  const place = { object: ANY, action, field: ANY };
  return on ? withScope(grants, place, EVERYTHING) : withNothing(grants, place);
}

/** The grants of a place in the place of those before. */
export function withOwn(grants: readonly Grant[], place: Place, own: readonly Grant[]): Grant[] {
  return replaced(grants, ownAt(grants, place), own);
}

function sameGrant(one: Grant, other: Grant): boolean {
  return JSON.stringify(inputOf(one)) === JSON.stringify(inputOf(other));
}

/** Whether two lists of grants say the same, in whichever order. */
export function sameGrants(one: readonly Grant[], other: readonly Grant[]): boolean {
  const texts = (all: readonly Grant[]) =>
    all
      .map((each) => JSON.stringify(inputOf(each)))
      .sort()
      .join();
  return texts(one) === texts(other);
}

/** A grant as the API takes it: what says nothing is left out. */
export function inputOf(grant: Grant): NewGrant {
  const { object, action, field, effect, mask } = grant;
  const { rows, rule, moves, leaving, entering } = narrowingOf(grant);
  return {
    object,
    action,
    ...(field === ANY ? {} : { field }),
    ...(effect === "allow" ? {} : { effect: effect satisfies Effect }),
    ...(rows === "all" ? {} : { rows }),
    ...(rule === null ? {} : { rule }),
    ...(moves === null ? {} : { moves: [...moves] }),
    ...(leaving === null ? {} : { leaving }),
    ...(entering === null ? {} : { entering }),
    ...(mask == null ? {} : { mask: maskInput(mask) }),
  } as NewGrant;
}

function maskInput({ kind, first, last, step }: Mask) {
  if (kind === "keep") return { kind, first, last };
  return kind === "round" ? { kind, step: step ?? null } : { kind };
}

/** Kinds of masks, and the types of fields that can have them (all but relations, references, members and files: any). */
export const MASKS: Readonly<Record<MaskKind, readonly string[]>> = {
  all: [],
  keep: ["autoNumber", "email", "longText", "phone", "text", "url"],
  email: ["email"],
  year: ["date", "datetime"],
  round: ["decimal", "integer", "money", "percent"],
  city: ["address"],
};
const NEVER_MASKED = ["relation", "relations", "reference", "member", "file"];

/** The masks that fit a type of field. */
export function masksOf(type: string): readonly MaskKind[] {
  if (NEVER_MASKED.includes(type)) return [];
  return (Object.keys(MASKS) as MaskKind[]).filter((kind) => kind === "all" || MASKS[kind].includes(type));
}

/** A mask of a kind, as one begins with it. */
export function maskOf(kind: MaskKind): Mask {
  if (kind === "keep") return { kind, first: 3, last: 4, step: null };
  return { kind, first: 0, last: 0, step: kind === "round" ? "1000" : null };
}
