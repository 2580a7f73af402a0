/** A field as a form holds it. */

import type {
  NumberingRestart,
  PersonalData,
  RollUpFunction,
  Writability,
} from "../client/generated/graphql";
import { type Draft, draftOf } from "../fields/values";
import type { DesignedField } from "./drafting";
import type { FieldType, Source } from "./fieldTypes";
import { type Labels, labelsOf, nameIn } from "./names";
import { keyOf, type OptionForm, optionFormOf } from "./optionForm";
import type { Json } from "./ruleTree";

export interface FieldForm {
  /** Empty: made of the English label. */
  name: string;
  type: FieldType;
  labels: Labels;
  required: boolean;
  unique: boolean;
  searchable: boolean;
  default: Draft;
  options: readonly OptionForm[];
  target: string;
  targets: readonly string[];
  reverse: string;
  precision: string;
  scale: string;
  minimum: string;
  maximum: string;
  minLength: string;
  maxLength: string;
  pattern: string;
  region: string;
  mediaTypes: string;
  format: string;
  restart: NumberingRestart;
  start: string;
  patternMessage: Labels;
  source: Source;
  formula: Json;
  rollUp: RollUpForm;
  defaultFormula: Json;
  requiredWhen: Json;
  writable: Writability;
  trackHistory: boolean;
  /** Empty: its values are nobody's data. */
  personal: PersonalData | "";
  deprecated: Labels;
  dependsOn: string;
  /** Options that go, and what the records that have one get instead; nothing where it is empty. */
  replacements: Readonly<Record<string, string>>;
  /** Of plain numbers that become amounts. */
  currency: string;
  /** What cannot be converted is lost. */
  emptyUnfit: boolean;
}

export interface RollUpForm {
  relation: string;
  function: RollUpFunction;
  field: string;
  where: Json;
}

const NO_LABELS: Labels = { en: "", "zh-CN": "" };

export const NEW_FIELD: FieldForm = {
  name: "",
  type: "text",
  labels: NO_LABELS,
  required: false,
  unique: false,
  searchable: false,
  default: null,
  options: [],
  target: "",
  targets: [],
  reverse: "",
  precision: "",
  scale: "",
  minimum: "",
  maximum: "",
  minLength: "",
  maxLength: "",
  pattern: "",
  region: "",
  mediaTypes: "",
  format: "{0000}",
  restart: "never",
  start: "1",
  patternMessage: NO_LABELS,
  source: "given",
  formula: null,
  rollUp: { relation: "", function: "count", field: "", where: null },
  defaultFormula: null,
  requiredWhen: null,
  writable: "always",
  trackHistory: false,
  personal: "",
  deprecated: NO_LABELS,
  dependsOn: "",
  replacements: {},
  currency: "",
  emptyUnfit: false,
};

const text = (value: number | string | null | undefined) => (value == null ? "" : String(value));

/** A field of the catalog as a form holds it. */
export function formOf(field: DesignedField): FieldForm {
  return {
    name: field.name,
    type: field.type as FieldType,
    labels: labelsOf(field.labels),
    required: field.required,
    unique: field.unique,
    searchable: field.searchable,
    default: draftOf(field, field.default),
    options: field.options.map(optionFormOf),
    target: field.target ?? "",
    targets: field.targets,
    reverse: field.reverse ?? "",
    precision: text(field.precision),
    scale: text(field.scale),
    minimum: text(field.minimum),
    maximum: text(field.maximum),
    minLength: text(field.minLength),
    maxLength: text(field.maxLength),
    pattern: field.pattern ?? "",
    region: field.region ?? "",
    mediaTypes: field.mediaTypes.join(", "),
    format: field.numbering?.format ?? NEW_FIELD.format,
    restart: field.numbering?.restart ?? "never",
    start: text(field.numbering?.start ?? 1),
    patternMessage: labelsOf(field.patternMessage),
    source: sourceOf(field),
    formula: (field.formula ?? null) as Json,
    rollUp: rollUpOf(field),
    defaultFormula: (field.defaultFormula ?? null) as Json,
    requiredWhen: (field.requiredWhen ?? null) as Json,
    writable: field.writable,
    trackHistory: field.trackHistory,
    personal: field.personal ?? "",
    deprecated: labelsOf(field.deprecated),
    dependsOn: field.dependsOn ?? "",
    replacements: {},
    currency: "",
    emptyUnfit: false,
  };
}

function sourceOf(field: DesignedField): Source {
  if (field.formula != null) return "formula";
  return field.rollUp == null ? "given" : "rollUp";
}

function rollUpOf({ rollUp }: DesignedField): RollUpForm {
  if (rollUp == null) return NEW_FIELD.rollUp;
  const { relation, field, where } = rollUp;
  return { relation, function: rollUp.function, field: field ?? "", where: (where ?? null) as Json };
}

/** The form as a field of the catalog, as far as editors of values need one. */
export function fieldOfForm(form: FieldForm, label: string): DesignedField {
  return {
    id: "",
    name: nameIn(form),
    type: form.type,
    label,
    labels: [],
    required: false,
    unique: false,
    searchable: false,
    default: null,
    options: form.options.map((each) => ({
      key: keyOf(each),
      label: each.labels.en || each.labels["zh-CN"] || keyOf(each),
      labels: [],
      color: null,
      active: true,
      onlyWith: [],
    })),
    target: null,
    targets: [],
    reverse: null,
    precision: null,
    scale: null,
    region: form.region || null,
    minimum: null,
    maximum: null,
    minLength: null,
    maxLength: null,
    pattern: null,
    patternMessage: [],
    mediaTypes: [],
    dependsOn: null,
    writable: "always",
    trackHistory: false,
    formula: null,
    numbering: null,
    rollUp: null,
    requiredWhen: null,
    defaultFormula: null,
    personal: null,
    deprecated: [],
    canRead: true,
    mask: null,
    canCreate: true,
    canUpdate: true,
  };
}
