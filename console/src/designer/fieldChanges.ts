/** What makes of the catalog what the form of a field says. */

import type {
  CatalogChange,
  NewField,
  NewNumbering,
  NewRollUp,
  SetFieldType,
} from "../client/generated/graphql";
import { inputValue } from "../fields/values";
import { differs } from "../shared/differs";
import type { DesignedField } from "./drafting";
import { type FieldForm, fieldOfForm, formOf } from "./fieldForm";
import { offered, type Setting } from "./fieldTypes";
import { labelInputs, nameIn } from "./names";
import { keyOf, newOption, optionChanges } from "./optionForm";

type At = { object: string; field: string };

const whole = (value: string) => (value.trim() === "" ? null : Number(value));
const exact = (value: string) => (value.trim() === "" ? null : value.trim());
const mediaTypesOf = (value: string) => value.split(/[\s,，]+/).filter((each) => each !== "");
const has = (form: FieldForm, setting: Setting) => offered(form.type, form.source, setting);

function defaultOf(form: FieldForm): unknown {
  if (!has(form, "default") || defaultFormulaOf(form) !== null) return null;
  return inputValue(fieldOfForm(form, ""), form.default);
}

function defaultFormulaOf(form: FieldForm): unknown {
  return has(form, "defaultFormula") ? form.defaultFormula : null;
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
  return {
    minimum: has(form, "minimum") ? exact(form.minimum) : null,
    maximum: has(form, "maximum") ? exact(form.maximum) : null,
    minLength: has(form, "lengths") ? whole(form.minLength) : null,
    maxLength: has(form, "lengths") ? whole(form.maxLength) : null,
    pattern: has(form, "pattern") ? exact(form.pattern) : null,
    mediaTypes: has(form, "mediaTypes") ? mediaTypesOf(form.mediaTypes) : [],
  };
}

const messagesOf = (form: FieldForm, before: DesignedField["patternMessage"] = []) =>
  has(form, "pattern") && form.pattern.trim() !== "" ? labelInputs(form.patternMessage, before) : [];

function digitsOf(form: FieldForm) {
  return has(form, "digits") ? { precision: whole(form.precision), scale: whole(form.scale) } : {};
}

function regionOf(form: FieldForm) {
  return has(form, "region") && form.region !== "" ? { region: form.region.toUpperCase() } : {};
}

function numberingOf(form: FieldForm): NewNumbering {
  return { format: form.format, restart: form.restart, start: Number(form.start || 1) };
}

function rollUpOf({ rollUp }: FieldForm): NewRollUp {
  return {
    relation: rollUp.relation,
    function: rollUp.function,
    ...(rollUp.function === "count" ? {} : { field: rollUp.field }),
    ...(rollUp.where === null ? {} : { where: rollUp.where }),
  };
}

/** A new field, as `addField` and `addObject` take it. */
export function newField(form: FieldForm): NewField {
  const value = defaultOf(form);
  const formula = defaultFormulaOf(form);
  return {
    name: nameIn(form),
    type: form.type,
    labels: labelInputs(form.labels),
    required: has(form, "required") && form.required,
    unique: has(form, "unique") && form.unique,
    searchable: has(form, "searchable") && form.searchable,
    options: has(form, "options") ? form.options.map((each) => newOption(each, form.dependsOn !== "")) : [],
    targets: has(form, "targets") ? [...form.targets] : [],
    patternMessage: messagesOf(form),
    writable: has(form, "writable") ? form.writable : "always",
    trackHistory: has(form, "trackHistory") && form.trackHistory,
    ...(value === null ? {} : { default: value }),
    ...(formula === null ? {} : { defaultFormula: formula }),
    ...(has(form, "requiredWhen") && !form.required && form.requiredWhen !== null
      ? { requiredWhen: form.requiredWhen }
      : {}),
    ...(has(form, "personal") && form.personal !== "" ? { personal: form.personal } : {}),
    ...(has(form, "dependsOn") && form.dependsOn !== "" ? { dependsOn: form.dependsOn } : {}),
    ...(has(form, "formula") ? { formula: form.formula } : {}),
    ...(has(form, "rollUp") ? { rollUp: rollUpOf(form) } : {}),
    ...(has(form, "target") ? { target: form.target } : {}),
    ...(has(form, "reverse") && form.reverse !== "" ? { reverse: form.reverse } : {}),
    ...regionOf(form),
    ...(has(form, "numbering") ? { numbering: numberingOf(form) } : {}),
    ...digitsOf(form),
    ...boundsOf(form),
  };
}

/** What leads from a field to what the form says; empty where nothing differs. The name is changed last. */
export function changesOfField(object: string, before: DesignedField, form: FieldForm): CatalogChange[] {
  const at = { object, field: before.name };
  const earlier = formOf(before);
  const { changes, settled } = converted(at, earlier, form);
  const keepsOptions = settled.type === earlier.type && has(form, "options");
  return [
    ...(differs(earlier.labels, form.labels)
      ? [{ setLabels: { ...at, labels: labelInputs(form.labels, before.labels) } }]
      : []),
    ...changes,
    ...(keepsOptions ? optionChanges(at, before.options, form.options, form.replacements) : []),
    ...valueChanges(at, before, settled, form),
    ...linkChanges(at, settled, form),
    ...handlingChanges(at, before, settled, form),
    ...(form.name !== "" && form.name !== before.name ? [{ renameField: { ...at, name: form.name } }] : []),
  ];
}

/** Another type, or other digits of the same, and what the field is like after it. */
function converted(at: At, earlier: FieldForm, form: FieldForm) {
  const digits = differs(digitsOf(earlier), digitsOf(form)) || differs(regionOf(earlier), regionOf(form));
  if (earlier.type === form.type && (!digits || form.source !== "given"))
    return { changes: [] as CatalogChange[], settled: earlier };
  const another = earlier.type !== form.type;
  const hadDefault = defaultOf(earlier) !== null || defaultFormulaOf(earlier) !== null;
  const maximum = form.type === "rating" ? exact(form.maximum) : null;
  const setFieldType: SetFieldType = {
    ...at,
    type: form.type,
    emptyUnfit: form.emptyUnfit,
    options: another && has(form, "options") ? form.options.map((each) => newOption(each, false)) : [],
    ...digitsOf(form),
    ...regionOf(form),
    ...(another && form.type === "money" && form.currency !== "" ? { currency: form.currency } : {}),
    ...(maximum === null ? {} : { maximum }),
  };
  const changes: CatalogChange[] = [
    ...(another && hadDefault ? [{ setDefault: { ...at, default: null } }] : []),
    { setFieldType },
  ];
  const settled = {
    ...earlier,
    type: form.type,
    maximum: maximum ?? earlier.maximum,
    ...(another ? { default: null, defaultFormula: null, dependsOn: "" } : {}),
  };
  return { changes, settled };
}

function valueChanges(at: At, before: DesignedField, earlier: FieldForm, form: FieldForm): CatalogChange[] {
  const changes: CatalogChange[] = [];
  const needed = (each: FieldForm) =>
    has(each, "requiredWhen") && !each.required ? each.requiredWhen : null;
  if (
    differs(defaultOf(earlier), defaultOf(form)) ||
    differs(defaultFormulaOf(earlier), defaultFormulaOf(form))
  )
    changes.push({ setDefault: { ...at, ...defaultGiven(form) } });
  if (differs(needed(earlier), needed(form)) && needed(form) === null)
    changes.push({ setRequiredWhen: { ...at, rule: null } });
  if (has(form, "required") && earlier.required !== form.required)
    changes.push({ setRequired: { ...at, required: form.required } });
  if (differs(needed(earlier), needed(form)) && needed(form) !== null)
    changes.push({ setRequiredWhen: { ...at, rule: needed(form) } });
  if (has(form, "unique") && earlier.unique !== form.unique)
    changes.push({ setUnique: { ...at, unique: form.unique } });
  if (has(form, "searchable") && earlier.searchable !== form.searchable)
    changes.push({ setSearchable: { ...at, searchable: form.searchable } });
  const patternMessage = messagesOf(form, before.patternMessage);
  const said = messagesOf(earlier, before.patternMessage);
  if (differs([boundsOf(earlier), said], [boundsOf(form), patternMessage]))
    changes.push({ setBounds: { ...at, ...boundsOf(form), patternMessage } });
  if (has(form, "numbering") && differs(numberingOf(earlier), numberingOf(form)))
    changes.push({ setNumbering: { ...at, numbering: numberingOf(form) } });
  if (has(form, "formula") && differs(earlier.formula, form.formula))
    changes.push({ setFormula: { ...at, formula: form.formula } });
  if (has(form, "rollUp") && differs(rollUpOf(earlier), rollUpOf(form)))
    changes.push({ setRollUp: { ...at, rollUp: rollUpOf(form) } });
  return changes;
}

function defaultGiven(form: FieldForm) {
  const formula = defaultFormulaOf(form);
  return formula === null ? { default: defaultOf(form) } : { formula };
}

function linkChanges(at: At, earlier: FieldForm, form: FieldForm): CatalogChange[] {
  const changes: CatalogChange[] = [];
  if (earlier.reverse !== form.reverse)
    changes.push({ setReverse: { ...at, reverse: form.reverse || null } });
  if (differs(earlier.targets, form.targets))
    changes.push({ setTargets: { ...at, targets: [...form.targets] } });
  const going = (each: FieldForm) =>
    has(each, "dependsOn")
      ? [each.dependsOn, form.options.map((one) => onlyWith(each, keyOf(one)))]
      : ["", form.options.map(() => [])];
  if (differs(going(earlier), going(form)))
    changes.push({
      setDependency: {
        ...at,
        ...(form.dependsOn === "" ? {} : { dependsOn: form.dependsOn }),
        options: form.options
          .map(keyOf)
          .map((option) => ({ option, onlyWith: onlyWith(form, option) }))
          .filter((each) => each.onlyWith.length > 0),
      },
    });
  return changes;
}

function onlyWith(form: FieldForm, key: string): string[] {
  const option = form.options.find((each) => keyOf(each) === key);
  return form.dependsOn === "" || option === undefined ? [] : [...option.onlyWith];
}

function handlingChanges(
  at: At,
  before: DesignedField,
  earlier: FieldForm,
  form: FieldForm,
): CatalogChange[] {
  const changes: CatalogChange[] = [];
  if (earlier.writable !== form.writable) changes.push({ setWritable: { ...at, writable: form.writable } });
  if (earlier.trackHistory !== form.trackHistory)
    changes.push({ setTrackHistory: { ...at, trackHistory: form.trackHistory } });
  if (earlier.personal !== form.personal)
    changes.push({ setPersonal: { ...at, personal: form.personal === "" ? null : form.personal } });
  if (differs(earlier.deprecated, form.deprecated))
    changes.push({ setDeprecation: { ...at, reason: labelInputs(form.deprecated, before.deprecated) } });
  return changes;
}

/** Whether a form says enough to be sent. */
export function isComplete(form: FieldForm): boolean {
  if (nameIn(form) === "") return false;
  if (form.source === "formula") return form.formula !== null;
  if (form.source === "rollUp")
    return form.rollUp.relation !== "" && (form.rollUp.function === "count" || form.rollUp.field !== "");
  if (has(form, "targets")) return form.targets.length > 0;
  return !has(form, "target") || form.target !== "";
}
