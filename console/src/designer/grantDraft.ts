/** A grant as its form holds it, with a rule as the builder has it. */

import type { RuleGroupType } from "react-querybuilder";
import type { Grant } from "./grants";
import { groupOf, type Json, ruleIn } from "./ruleTree";

export interface GrantDraft {
  /** Told apart in the list. */
  id: string;
  grant: Grant;
  /** Null where it is narrowed by no rule. */
  rule: RuleGroupType | null;
}

export function draftedGrant(grant: Grant): GrantDraft {
  const rule = grant.rule == null ? null : groupOf(grant.rule as Json);
  return { id: crypto.randomUUID(), grant, rule };
}

/** The grant; null as long as its rule says nothing, or is none: it would reach all records. */
export function takenGrant({ grant, rule }: GrantDraft): Grant | null {
  if (rule === null) return { ...grant, rule: null };
  const said = ruleIn(rule);
  return said == null ? null : { ...grant, rows: "all", rule: said };
}
