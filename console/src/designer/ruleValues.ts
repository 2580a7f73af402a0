/** Values as rules and examples have them, and as the editors of fields do. */

import { type Draft, draftOf, inputValue, isNaming, type Named } from "../fields/values";
import type { DesignedField } from "./drafting";
import type { Json } from "./ruleTree";

const WHOLE = ["integer", "rating"];
const NUMBERS = [...WHOLE, "decimal", "percent", "money", "duration"];

/** Whether rules have it as a number: of an amount that alone, of a duration its seconds. */
export const isNumber = (field: DesignedField) => NUMBERS.includes(field.type);

/** The field as the editor of a value of it has it. */
export function editedField(field: DesignedField, label: string): DesignedField {
  const number = WHOLE.includes(field.type) ? "integer" : "decimal";
  const type = isNumber(field) ? number : field.type;
  return { ...field, type, label, required: false, dependsOn: null };
}

export function draftOfValue(field: DesignedField, value: Json): Draft {
  if (value === null) return null;
  if (isNaming(field)) return { id: String(value) };
  if (isNumber(field)) return String(value);
  return field.type === "datetime" ? draftOf(field, inUtc(String(value))) : (value as Draft);
}

/** Without an offset a rule means UTC, and a browser its own zone. */
const inUtc = (moment: string) => (/(Z|[+-]\d\d:?\d\d)$/i.test(moment) ? moment : `${moment}Z`);

export function valueOfDraft(field: DesignedField, draft: Draft): Json {
  if (draft === null || draft === "") return null;
  if (isNaming(field)) return (draft as Named).id;
  if (field.type === "multiChoice") return draft as readonly string[];
  if (!isNumber(field)) return inputValue(field, draft) as Json;
  // What is no number is given as it was typed: the API says that it is none.
  const number = Number(draft);
  return Number.isNaN(number) ? String(draft) : number;
}
