import { ANY } from "../access/actions";
import {
  type DesignedRole,
  EVERYTHING,
  type Grant,
  grantAt,
  heldBy,
  inputOf,
  maskOf,
  masksOf,
  sameGrants,
  summaryOf,
  withDenied,
  withField,
  withNothing,
  withScope,
} from "./grants";

const role = (name: string, grants: readonly Grant[], inherits: readonly string[] = []): DesignedRole => ({
  name,
  label: name,
  labels: [],
  inherits: [...inherits],
  grants: [...grants],
});
const at = (action: string, field = ANY, object = "deal") => ({ object, action, field });
const OWN = { ...EVERYTHING, rows: "own" } as const;

function told(roles: readonly DesignedRole[], place = at("read")) {
  const self = roles[0] as DesignedRole;
  return summaryOf(heldBy(roles, self), place, self);
}

it("tells nothing, all, some and what is denied apart", () => {
  expect(told([role("a", [])])).toMatchObject({ standing: "none", here: false });
  expect(told([role("a", [grantAt(at("read"))])])).toMatchObject({ standing: "all", here: true });
  expect(told([role("a", [grantAt(at("read"), { rows: "own" })])])).toMatchObject({
    standing: "some",
    scopes: ["own"],
  });
  const denied = grantAt(at("read"), { effect: "deny" });
  expect(told([role("a", [grantAt(at("read")), denied])]).standing).toBe("denied");
  const won = grantAt(at("read"), { effect: "deny", rule: { "==": [{ var: "stage" }, "won"] } });
  expect(told([role("a", [grantAt(at("read")), won])])).toMatchObject({ standing: "some", except: true });
});

it("finds what is granted elsewhere: on every object, for every action, in a role that is inherited twice", () => {
  const base = role("base", [grantAt(at(ANY, ANY, ANY))]);
  const roles = [role("a", [], ["b", "c"]), role("b", [], ["base"]), role("c", [], ["base", "a"]), base];
  expect(told(roles)).toMatchObject({ standing: "all", here: false });
  expect(heldBy(roles, roles[0] as DesignedRole)).toHaveLength(1);
  expect(told([role("a", [grantAt(at("read"))])], at("read", ANY, ANY)).standing).toBe("none");
});

it("gives a field on all records that the action reaches, or not at all", () => {
  const grants = [grantAt(at("read", "name")), grantAt(at("read"), { rows: "own" })];
  expect(told([role("a", grants)], at("read", "name")).standing).toBe("all");
  expect(told([role("a", grants)], at("read", "amount")).standing).toBe("none");
  const wider = [grantAt(at("read", "name"), { rows: "own" }), grantAt(at("read"), { rows: "team" })];
  expect(told([role("a", wider)], at("read", "amount")).standing).toBe("some");
});

it("leaves a masked field out of what its own role grants of every field, and not of another's", () => {
  const masked = role("a", [grantAt(at("read")), grantAt(at("read", "phone"), { mask: maskOf("keep") })]);
  expect(told([masked], at("read", "phone")).standing).toBe("masked");
  expect(told([masked], at("update", "phone")).standing).toBe("none");
  const lead = role("lead", [], ["a", "reader"]);
  expect(told([lead, masked, role("reader", [grantAt(at("read"))])], at("read", "phone")).standing).toBe(
    "all",
  );
});

it("counts no fields of an action that has none", () => {
  const named = role("a", [grantAt(at(ANY, "amount"))]);
  expect(told([named], at("delete")).standing).toBe("none");
  expect(told([named], at("update"))).toMatchObject({ standing: "some", fields: ["amount"] });
});

it("puts a scope on what is named and masked as well, so that no record is shown by a field", () => {
  const mask = maskOf("all");
  const grants = [grantAt(at("read")), grantAt(at("read", "phone"), { mask }), grantAt(at("delete"))];
  const after = withScope(grants, at("read"), OWN);
  expect(after).toEqual([
    grantAt(at("read"), { rows: "own" }),
    grantAt(at("read", "phone"), { rows: "own", mask }),
    grantAt(at("delete")),
  ]);
  const some = withScope([grantAt(at("read", "name"))], at("read"), OWN);
  expect(some).toEqual([grantAt(at("read", "name"), { rows: "own" })]);
});

it("names a field on the records that the action reaches", () => {
  const grants = withScope([], at("read"), OWN);
  expect(withField(grants, at("read", "name"), null)).toEqual([
    ...grants,
    grantAt(at("read", "name"), { rows: "own" }),
  ]);
  expect(withField([], at("read", "name"), null)).toEqual([grantAt(at("read", "name"))]);
  const denied = withDenied(grants, at("read", "name"));
  expect(told([role("a", denied)], at("read", "name")).standing).toBe("denied");
  expect(withNothing(denied, at("read", "name"))).toEqual(grants);
  expect(withNothing(denied, at("read"))).toEqual([]);
});

it("sends what a grant says and no more", () => {
  expect(inputOf(grantAt(at("read")))).toEqual({ object: "deal", action: "read" });
  const whole = grantAt(at("promote"), {
    effect: "deny",
    moves: ["back"],
    entering: "won",
    rule: { var: "x" },
  });
  expect(inputOf(whole)).toEqual({
    object: "deal",
    action: "promote",
    effect: "deny",
    moves: ["back"],
    entering: "won",
    rule: { var: "x" },
  });
  expect(inputOf(grantAt(at("read", "amount"), { mask: maskOf("round") })).mask).toEqual({
    kind: "round",
    step: "1000",
  });
});

it("finds lists of grants alike in whichever order", () => {
  const [one, other] = [grantAt(at("read")), grantAt(at("update"))];
  expect(sameGrants([one, other], [other, one])).toBe(true);
  expect(sameGrants([one], [one, one])).toBe(false);
});

it.each([
  ["phone", ["all", "keep"]],
  ["money", ["all", "round"]],
  ["relation", []],
])("offers for %s the masks that it has", (type, masks) => expect(masksOf(type)).toEqual(masks));

it("tells of scopes by owner the widest, and beside it what owners do not say", () => {
  const rule = { "==": [{ var: "stage" }, "won"] };
  const grants = ["team", "own"].map((rows) => grantAt(at("read"), { rows: rows as "team" }));
  expect(told([role("a", [...grants, grantAt(at("read"), { rule })])]).scopes).toEqual(["team", "rule"]);
});
