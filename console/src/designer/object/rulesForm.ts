/** Validations and unique keys of an object as forms hold them, and the changes that make of the catalog what a form says. */

import type { CatalogChange, Severity } from "../../client/generated/graphql";
import { differs } from "../../shared/differs";
import type { DesignedObject } from "../drafting";
import { type Labels, labelInputs, labelsOf } from "../names";
import type { Json } from "../ruleTree";

export type DesignedValidation = DesignedObject["validations"][number];
export type DesignedKey = DesignedObject["uniqueKeys"][number];

/** Those parts of a form that differ from what there is. */
function changed<Form extends object>(before: Form, form: Form): Partial<Form> {
  const entries = Object.entries(form).filter(([key, value]) => differs(before[key as keyof Form], value));
  return Object.fromEntries(entries) as Partial<Form>;
}

export interface ValidationForm {
  name: string;
  rule: Json;
  messages: Labels;
  fields: readonly string[];
  severity: Severity;
}

export function validationForm(of: DesignedValidation | null): ValidationForm {
  return {
    name: of?.name ?? "",
    rule: (of?.rule ?? null) as Json,
    messages: labelsOf(of?.messages ?? []),
    fields: of?.fields ?? [],
    severity: of?.severity ?? "block",
  };
}

/** Empty where nothing differs. */
export function validationChanges(
  object: string,
  before: DesignedValidation | null,
  form: ValidationForm,
): CatalogChange[] {
  const given = { ...form, fields: [...form.fields], messages: labelInputs(form.messages, before?.messages) };
  if (before === null) return [{ addValidation: { object, ...given } }];
  const earlier = validationForm(before);
  const was = {
    ...earlier,
    fields: [...earlier.fields],
    messages: labelInputs(earlier.messages, before.messages),
  };
  const parts = changed(was, given);
  if (Object.keys(parts).length === 0) return [];
  return [{ setValidation: { object, validation: before.name, ...parts } }];
}

export interface KeyForm {
  name: string;
  fields: readonly string[];
  ignoreCase: boolean;
  messages: Labels;
}

export function keyForm(of: DesignedKey | null): KeyForm {
  return {
    name: of?.name ?? "",
    fields: of?.fields ?? [],
    ignoreCase: of?.ignoreCase ?? false,
    messages: labelsOf(of?.messages ?? []),
  };
}

/** Empty where nothing differs. */
export function keyChanges(object: string, before: DesignedKey | null, form: KeyForm): CatalogChange[] {
  const given = { ...form, fields: [...form.fields], messages: labelInputs(form.messages, before?.messages) };
  if (before === null) return [{ addUniqueKey: { object, ...given } }];
  const earlier = keyForm(before);
  const was = {
    ...earlier,
    fields: [...earlier.fields],
    messages: labelInputs(earlier.messages, before.messages),
  };
  const parts = changed(was, given);
  return Object.keys(parts).length === 0
    ? []
    : [{ setUniqueKey: { object, uniqueKey: before.name, ...parts } }];
}
