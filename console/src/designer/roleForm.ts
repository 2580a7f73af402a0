/** What a role is called and what it inherits, as a form holds it, and the changes that make the catalog say so. */

import type { CatalogChange } from "../client/generated/graphql";
import { differs } from "../shared/differs";
import { ADMIN, type DesignedRole, type Grant, inputOf, sameGrants } from "./grants";
import { type Labels, labelInputs, labelsOf, nameIn } from "./names";

interface RoleForm {
  /** Empty for a new one: made of the English label. */
  name: string;
  labels: Labels;
  inherits: readonly string[];
}

export const NEW_ROLE: RoleForm = { name: "", labels: { en: "", "zh-CN": "" }, inherits: [] };

/** A role of the catalog as a form holds it. */
export function formOfRole(role: DesignedRole): RoleForm {
  return { name: role.name, labels: labelsOf(role.labels), inherits: role.inherits };
}

/** The change that makes it. */
export function newRole(form: RoleForm): CatalogChange {
  return {
    addRole: { name: nameIn(form), labels: labelInputs(form.labels), inherits: [...form.inherits] },
  };
}

/** What a form says otherwise than the catalog; the new name last, for the others call the role by its old one. */
export function changesOfRole(role: DesignedRole, form: RoleForm): CatalogChange[] {
  const changes: CatalogChange[] = [];
  const before = formOfRole(role);
  if (differs(form.labels, before.labels))
    changes.push({ setRoleLabels: { role: role.name, labels: labelInputs(form.labels, role.labels) } });
  if ([...form.inherits].sort().join() !== [...before.inherits].sort().join())
    changes.push({ setInherits: { role: role.name, inherits: [...form.inherits] } });
  if (form.name !== role.name) changes.push({ renameRole: { role: role.name, name: form.name } });
  return changes;
}

/** What makes the grants of a role these; nothing where they say the same. */
export function changesOfGrants(role: DesignedRole, grants: readonly Grant[]): CatalogChange[] {
  if (sameGrants(role.grants, grants)) return [];
  return [{ setGrants: { role: role.name, grants: grants.map(inputOf) } }];
}

/** The roles that one can inherit: not the built-in one, not itself, and none that inherits it. */
export function inheritable(roles: readonly DesignedRole[], name: string): readonly DesignedRole[] {
  const leadsTo = (each: DesignedRole, seen: readonly string[]): boolean =>
    each.name === name ||
    each.inherits.some((next) => {
      const found = roles.find((one) => one.name === next);
      return found !== undefined && !seen.includes(next) && leadsTo(found, [...seen, next]);
    });
  return roles.filter((each) => each.name !== ADMIN && !leadsTo(each, [each.name]));
}
