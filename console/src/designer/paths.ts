/** What a rule of an object can name: its fields, those of records that it points to, and lists of related records. */

import i18next from "i18next";
import { OWNER } from "../fields/system";
import type { Designed, DesignedField, DesignedObject } from "./drafting";
import { fieldOfForm, NEW_FIELD } from "./fieldForm";
import type { FieldType } from "./fieldTypes";
import { ALONE, COMPARED, COUNTS, OF_LISTS, SUMMED } from "./ruleTree";
import "./ruleTexts";

export interface RulePath {
  path: string;
  label: string;
  /** Null for a list of records, and for a path that is known by a rule only. */
  field: DesignedField | null;
  /** Of a list: the object of its records. */
  list: string | null;
}

/** What some rules can name beside the record: what it was before, and who acts. */
export type Further = "before" | "actor";

const NOT_IN_RULES = ["json", "relations", "file", "address", "richText"];

/** Everything that a rule of the object can name within one relation. */
export function pathsOf(
  catalog: Designed,
  of: DesignedObject,
  further: readonly Further[] = [],
): readonly RulePath[] {
  const own = [...fieldsOf(of, "", ""), ...systemOf(of)];
  const near = [...own, ...listsOf(catalog, of, "", "")];
  const far = of.fields.flatMap((each) => {
    const target = each.type === "relation" ? catalog.objects.find((one) => one.name === each.target) : null;
    if (target == null) return [];
    const at = [`${each.name}.`, `${each.label} › `] as const;
    return [...fieldsOf(target, ...at), ...listsOf(catalog, target, ...at)];
  });
  const before = further.includes("before") ? own.map(beforeOf) : [];
  return [...near, ...far, ...before, ...(further.includes("actor") ? actorOf(catalog) : [])];
}

function beforeOf({ path, label, ...more }: RulePath): RulePath {
  return { ...more, path: `before.${path}`, label: `${i18next.t("rules:before")} › ${label}` };
}

/** Codes of units: of those that who acts is in, and with those above. */
export const OF_UNITS = ["actor.units", "actor.unitsAbove"];

/** Whether a path is of codes of units, of which the catalog knows none. */
export const isOfUnits = (path: string) => OF_UNITS.includes(path);

/** Who promotes, writes or asks. */
function actorOf(catalog: Designed): RulePath[] {
  const options = catalog.roles.map(({ name, label, labels }) => optionOf(name, label, labels));
  const made = (name: "id" | "email" | "roles" | "units" | "unitsAbove", type: FieldType) => {
    const label = i18next.t(name === "id" ? "rules:actor" : `rules:actors.${name}`);
    const field = fieldOfForm({ ...NEW_FIELD, name, type }, label);
    return {
      path: `actor.${name}`,
      label,
      field: name === "roles" ? { ...field, options } : field,
      list: null,
    };
  };
  return [
    made("id", "member"),
    made("roles", "multiChoice"),
    made("email", "email"),
    made("units", "multiChoice"),
    made("unitsAbove", "multiChoice"),
  ];
}

const optionOf = (key: string, label: string, labels: DesignedField["labels"]) => ({
  key,
  label,
  labels,
  color: null,
  active: true,
  onlyWith: [],
});

function fieldsOf(of: DesignedObject, path: string, label: string): RulePath[] {
  return of.fields
    .filter((each) => !NOT_IN_RULES.includes(each.type))
    .flatMap((field) => {
      const own = { path: path + field.name, label: label + field.label, field, list: null };
      return field.type === "money" ? [own, currencyOf(own)] : [own];
    });
}

/** An amount is a number in rules; what it is of stands beside it. */
function currencyOf({ path, label }: RulePath): RulePath {
  const said = `${label} › ${i18next.t("rules:currency")}`;
  const field = fieldOfForm({ ...NEW_FIELD, name: "currency", type: "text" }, said);
  return { path: `${path}.currency`, label: said, field, list: null };
}

/** What every record has: its owner, who made and changed it and when, and the stage of one that moves along a pipeline. */
function systemOf(of: DesignedObject): RulePath[] {
  const made = (name: SystemName, type: "member" | "choice" | "datetime") =>
    fieldOfForm({ ...NEW_FIELD, name, type }, i18next.t(`rules:system.${name}`));
  const stages = of.pipeline?.stages ?? [];
  const stage = {
    ...made("stage", "choice"),
    options: stages.map(({ name, label, labels }) => optionOf(name, label, labels)),
  };
  const fields = [
    ...(stages.length === 0 ? [] : [stage, made("stageEnteredAt", "datetime")]),
    made(OWNER, "member"),
    made("createdAt", "datetime"),
    made("createdBy", "member"),
    made("updatedAt", "datetime"),
    made("updatedBy", "member"),
  ];
  const free = fields.filter((each) => !of.fields.some((own) => own.name === each.name));
  return free.map((field) => ({ path: field.name, label: field.label, field, list: null }));
}

type SystemName =
  | "stage"
  | "stageEnteredAt"
  | typeof OWNER
  | "createdAt"
  | "createdBy"
  | "updatedAt"
  | "updatedBy";

/** Whether a field names records of an object. */
export function pointsTo(field: DesignedField, of: DesignedObject): boolean {
  return field.target === of.name || field.targets.includes(of.name);
}

function listsOf(catalog: Designed, of: DesignedObject, path: string, label: string): RulePath[] {
  const own = of.fields
    .filter((each) => each.type === "relations")
    .map((each) => ({
      path: path + each.name,
      label: label + each.label,
      field: null,
      list: each.target ?? null,
    }));
  const reverse = catalog.objects.flatMap((other) =>
    other.fields
      .filter((each) => each.reverse != null && pointsTo(each, of))
      .map((each) => ({
        path: `${path}${each.reverse ?? ""}`,
        label: `${label}${other.pluralLabel} (${each.label})`,
        field: null,
        list: other.name,
      })),
  );
  return [...own, ...reverse];
}

const ORDERED = ["==", "!=", ">", ">=", "<", "<=", "between", "filled", "missing"];
const TEXT = ["==", "!=", "contains", "starts_with", "ends_with", "filled", "missing"];

/** The conditions that fit what a path names; all of them where its type is not known. */
export function operatorsOf(path: RulePath): readonly string[] {
  if (path.list !== null) return [...OF_LISTS, ...COUNTS, ...SUMMED];
  if (path.path === "actor.roles" || isOfUnits(path.path)) return ["includes", "filled", "missing"];
  switch (path.field?.type) {
    case undefined:
      return [...ALONE, ...COMPARED, "between"];
    case "boolean":
      return ["holds", "notHolds", "==", "filled", "missing"];
    case "choice":
      return ["==", "!=", "in", "filled", "missing"];
    case "multiChoice":
      return ["has", "filled", "missing"];
    case "relation":
    case "reference":
    case "member":
      return ["filled", "missing", "==", "!="];
    case "text":
    case "longText":
    case "email":
    case "phone":
    case "url":
    case "autoNumber":
      return TEXT;
    default:
      return ORDERED;
  }
}
