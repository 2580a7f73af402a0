import { type DesignedRole, grantAt } from "./grants";
import { changesOfGrants, changesOfRole, formOfRole, inheritable, NEW_ROLE, newRole } from "./roleForm";

const role = (name: string, ...inherits: string[]): DesignedRole => ({
  name,
  label: name,
  labels: [
    { language: "en", text: name },
    { language: "de", text: "Rolle" },
  ],
  inherits,
  grants: [grantAt({ object: "deal", action: "read", field: "*" })],
});

it("makes a role with a name of its English label", () => {
  const form = { ...NEW_ROLE, labels: { en: "Sales lead", "zh-CN": "销售主管" }, inherits: ["rep"] };
  expect(newRole(form)).toMatchObject({ addRole: { name: "salesLead", inherits: ["rep"] } });
});

it("changes nothing that is only looked at, and keeps labels of other languages", () => {
  const rep = role("rep", "reader");
  expect(changesOfRole(rep, formOfRole(rep))).toEqual([]);
  expect(changesOfGrants(rep, [...rep.grants])).toEqual([]);
  const form = { name: "seller", labels: { en: "Seller", "zh-CN": "" }, inherits: [] };
  const changes = changesOfRole(rep, form);
  expect(changes.map((each) => Object.keys(each)[0])).toEqual(["setRoleLabels", "setInherits", "renameRole"]);
  expect(changes[0]).toEqual({
    setRoleLabels: {
      role: "rep",
      labels: [
        { language: "en", text: "Seller" },
        { language: "de", text: "Rolle" },
      ],
    },
  });
});

it("sets all grants of a role of which one is another", () => {
  const rep = role("rep");
  const grants = [...rep.grants, grantAt({ object: "deal", action: "update", field: "*" })];
  expect(changesOfGrants(rep, grants)).toEqual([
    {
      setGrants: {
        role: "rep",
        grants: [
          { object: "deal", action: "read" },
          { object: "deal", action: "update" },
        ],
      },
    },
  ]);
});

it("offers no role that would come to inherit itself", () => {
  const roles = [role("admin"), role("a", "b"), role("b"), role("c"), role("loop", "loop")];
  expect(inheritable(roles, "b").map((each) => each.name)).toEqual(["c", "loop"]);
});
