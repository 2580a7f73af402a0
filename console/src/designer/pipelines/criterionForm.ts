/** A criterion as a form holds it, and the changes that its edits are. */

import type { CatalogChange, CriterionMode } from "../../client/generated/graphql";
import { differs } from "../../shared/differs";
import type { DesignedObject } from "../drafting";
import { type Labels, labelInputs, labelsOf } from "../names";
import type { Json } from "../ruleTree";
import type { DesignedCriterion } from "./parts";

export interface CriterionForm {
  name: string;
  /** Names of stages and of a pipeline; empty for any. */
  leaving: string;
  entering: string;
  pipeline: string;
  messages: Labels;
  mode: CriterionMode;
  /** Dates; empty where there is none. */
  enforcedFrom: string;
  graceUntil: string;
}

export function formOfCriterion(criterion: DesignedCriterion): CriterionForm {
  return {
    name: criterion.name,
    leaving: criterion.leaving ?? "",
    entering: criterion.entering ?? "",
    pipeline: criterion.pipeline ?? "",
    messages: labelsOf(criterion.messages),
    mode: criterion.mode,
    enforcedFrom: criterion.enforcedFrom ?? "",
    graceUntil: criterion.graceUntil ?? "",
  };
}

/** A new one that is asked where an address says. */
export function newCriterionForm(asked: URLSearchParams): CriterionForm {
  return {
    name: "",
    leaving: asked.get("leaving") ?? "",
    entering: asked.get("entering") ?? "",
    pipeline: asked.get("pipeline") ?? "",
    messages: labelsOf([]),
    mode: "enforce",
    enforcedFrom: "",
    graceUntil: "",
  };
}

const given = (text: string) => (text === "" ? null : text);

export function addedCriterion(of: DesignedObject, form: CriterionForm, rule: Json): CatalogChange {
  return {
    addCriterion: {
      object: of.name,
      name: form.name,
      rule,
      leaving: given(form.leaving),
      entering: given(form.entering),
      pipeline: given(form.pipeline),
      messages: labelInputs(form.messages),
      mode: form.mode,
      enforcedFrom: given(form.enforcedFrom),
      graceUntil: given(form.graceUntil),
    },
  };
}

/** Null where nothing is changed. Mode and dates go together, as the API takes them. */
export function changedCriterion(
  of: DesignedObject,
  earlier: DesignedCriterion,
  form: CriterionForm,
  rule: Json,
): CatalogChange | null {
  const before = formOfCriterion(earlier);
  const changes = {
    ...(form.name !== earlier.name && { name: form.name }),
    ...(differs(rule, earlier.rule) && { rule }),
    ...(differs(form.messages, before.messages) && {
      messages: labelInputs(form.messages, earlier.messages),
    }),
    ...(differs(
      [form.mode, form.enforcedFrom, form.graceUntil],
      [before.mode, before.enforcedFrom, before.graceUntil],
    ) && {
      mode: form.mode,
      enforcedFrom: given(form.enforcedFrom),
      graceUntil: given(form.graceUntil),
    }),
  };
  if (Object.keys(changes).length === 0) return null;
  return { setCriterion: { object: of.name, criterion: earlier.name, ...changes } };
}
