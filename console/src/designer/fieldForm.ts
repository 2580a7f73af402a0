/** A field as a form holds it, and the changes that make of the catalog what the form says. */

import type {
  CatalogChange,
  NewField,
  NewNumbering,
  NewOption,
  NumberingRestart,
} from "../client/generated/graphql";
import { type Draft, draftOf, inputValue } from "../fields/values";
import type { DesignedField } from "./drafting";
import { type FieldType, has } from "./fieldTypes";
import { type Labels, labelInputs, labelsOf, nameFrom } from "./names";

export interface OptionForm {
  /** Told apart in the list while keys are typed. */
  id: string;
  key: string;
  labels: Labels;
  /** It is in the catalog already, so its key stays. */
  kept: boolean;
}

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
}

export const NEW_FIELD: FieldForm = {
  name: "",
  type: "text",
  labels: { en: "", "zh-CN": "" },
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
    options: field.options.map((each) => ({
      id: each.key,
      key: each.key,
      labels: labelsOf(each.labels),
      kept: true,
    })),
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
  };
}

/** The name that the field gets. */
export function nameOfForm(form: FieldForm): string {
  return form.name === "" ? nameFrom(form.labels.en) : form.name;
}

/** The form as a field of the catalog, as far as editors of values need one. */
export function fieldOfForm(form: FieldForm, label: string): DesignedField {
  return {
    id: "",
    name: nameOfForm(form),
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
    canRead: true,
    mask: null,
    canCreate: true,
    canUpdate: true,
  };
}

/** The key that an option gets. */
export function keyOf(option: OptionForm): string {
  return option.key === "" ? nameFrom(option.labels.en) : option.key;
}

const whole = (value: string) => (value.trim() === "" ? null : Number(value));
const exact = (value: string) => (value.trim() === "" ? null : value.trim());
const mediaTypesOf = (value: string) => value.split(/[\s,，]+/).filter((each) => each !== "");

function defaultOf(form: FieldForm): unknown {
  return has(form.type, "default") ? inputValue(fieldOfForm(form, ""), form.default) : null;
}

function newOption(option: OptionForm): NewOption {
  return { key: keyOf(option), labels: labelInputs(option.labels), active: true, onlyWith: [] };
}

interface Bounds {
  minimum: string | null;
  maximum: string | null;
  minLength: number | null;
  maxLength: number | null;
  pattern: string | null;
  mediaTypes: string[];
}

function boundsOf(form: FieldForm): Bounds {
  const { type } = form;
  return {
    minimum: has(type, "minimum") ? exact(form.minimum) : null,
    maximum: has(type, "maximum") ? exact(form.maximum) : null,
    minLength: has(type, "lengths") ? whole(form.minLength) : null,
    maxLength: has(type, "lengths") ? whole(form.maxLength) : null,
    pattern: has(type, "pattern") ? exact(form.pattern) : null,
    mediaTypes: has(type, "mediaTypes") ? mediaTypesOf(form.mediaTypes) : [],
  };
}

/** A new field, as `addField` and `addObject` take it. */
export function newField(form: FieldForm): NewField {
  const { type } = form;
  const digits = has(type, "digits") ? { precision: whole(form.precision), scale: whole(form.scale) } : {};
  const value = defaultOf(form);
  return {
    name: nameOfForm(form),
    type,
    labels: labelInputs(form.labels),
    required: has(type, "required") && form.required,
    unique: has(type, "unique") && form.unique,
    searchable: has(type, "searchable") && form.searchable,
    options: has(type, "options") ? form.options.map(newOption) : [],
    targets: has(type, "targets") ? [...form.targets] : [],
    patternMessage: [],
    writable: "always",
    trackHistory: false,
    ...(value === null ? {} : { default: value }),
    ...(has(type, "target") ? { target: form.target } : {}),
    ...(has(type, "reverse") && form.reverse !== "" ? { reverse: form.reverse } : {}),
    ...(has(type, "region") && form.region !== "" ? { region: form.region.toUpperCase() } : {}),
    ...(has(type, "numbering") ? { numbering: numberingOf(form) } : {}),
    ...digits,
    ...boundsOf(form),
  };
}

function numberingOf(form: FieldForm): NewNumbering {
  return { format: form.format, restart: form.restart, start: Number(form.start || 1) };
}

/** What is said where the pattern does not match, which the form does not show, stays. */
const messagesOf = (field: DesignedField) =>
  field.patternMessage.map(({ language, text: said }) => ({ language, text: said }));

const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);

/** What leads from a field to what the form says; empty where nothing differs. The name is changed last. */
export function changesOfField(object: string, before: DesignedField, form: FieldForm): CatalogChange[] {
  const earlier = formOf(before);
  const at = { object, field: before.name };
  const changes: CatalogChange[] = [];
  if (differs(earlier.labels, form.labels))
    changes.push({ setLabels: { ...at, labels: labelInputs(form.labels, before.labels) } });
  changes.push(...optionChanges(at, before, form));
  if (differs(defaultOf(earlier), defaultOf(form)))
    changes.push({ setDefault: { ...at, default: defaultOf(form) } });
  if (earlier.required !== form.required) changes.push({ setRequired: { ...at, required: form.required } });
  if (earlier.unique !== form.unique) changes.push({ setUnique: { ...at, unique: form.unique } });
  if (earlier.searchable !== form.searchable)
    changes.push({ setSearchable: { ...at, searchable: form.searchable } });
  if (differs(boundsOf(earlier), boundsOf(form)))
    changes.push({ setBounds: { ...at, ...boundsOf(form), patternMessage: messagesOf(before) } });
  if (earlier.reverse !== form.reverse)
    changes.push({ setReverse: { ...at, reverse: form.reverse || null } });
  if (differs(earlier.targets, form.targets))
    changes.push({ setTargets: { ...at, targets: [...form.targets] } });
  if (has(form.type, "numbering") && differs(numberingOf(earlier), numberingOf(form)))
    changes.push({ setNumbering: { ...at, numbering: numberingOf(form) } });
  if (form.name !== "" && form.name !== before.name)
    changes.push({ renameField: { ...at, name: form.name } });
  return changes;
}

function optionChanges(
  at: { object: string; field: string },
  before: DesignedField,
  form: FieldForm,
): CatalogChange[] {
  const changes: CatalogChange[] = [];
  for (const option of form.options) {
    const earlier = before.options.find((each) => each.key === option.key);
    if (!option.kept || earlier === undefined)
      changes.push({ addOption: { ...at, option: newOption(option) } });
    else if (differs(labelsOf(earlier.labels), option.labels))
      changes.push({
        setLabels: { ...at, option: option.key, labels: labelInputs(option.labels, earlier.labels) },
      });
  }
  for (const gone of before.options.filter((each) => !form.options.some((kept) => kept.key === each.key)))
    changes.push({ removeOption: { ...at, option: gone.key } });
  return changes;
}
