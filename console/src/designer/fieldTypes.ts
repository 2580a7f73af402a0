/** The types of fields and which settings each has, as the reference of field types tells. */

import type { PersonalData } from "../client/generated/graphql";

export const FIELD_TYPES = [
  "text",
  "longText",
  "richText",
  "integer",
  "decimal",
  "percent",
  "money",
  "rating",
  "boolean",
  "choice",
  "multiChoice",
  "date",
  "datetime",
  "time",
  "duration",
  "email",
  "phone",
  "url",
  "address",
  "relation",
  "relations",
  "reference",
  "member",
  "file",
  "autoNumber",
  "json",
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export const SETTINGS = [
  "required",
  "unique",
  "default",
  "options",
  "target",
  "targets",
  "reverse",
  "digits",
  "minimum",
  "maximum",
  "lengths",
  "pattern",
  "region",
  "mediaTypes",
  "numbering",
  "searchable",
  "formula",
  "rollUp",
  "defaultFormula",
  "dependsOn",
  "requiredWhen",
  "writable",
  "trackHistory",
  "personal",
] as const;
export type Setting = (typeof SETTINGS)[number];

const NOT_UNIQUE: readonly FieldType[] = [
  "longText",
  "richText",
  "json",
  "boolean",
  "multiChoice",
  "file",
  "relations",
  "autoNumber",
];
const NO_DEFAULT: readonly FieldType[] = [
  "relation",
  "relations",
  "reference",
  "member",
  "file",
  "autoNumber",
];
const NOT_CONVERTED: readonly FieldType[] = [
  "relation",
  "relations",
  "reference",
  "member",
  "file",
  "address",
];
const OF_RECORDS: readonly FieldType[] = ["relation", "relations", "reference"];
const OF: Readonly<Partial<Record<Setting, readonly FieldType[]>>> = {
  options: ["choice", "multiChoice"],
  target: ["relation", "relations"],
  targets: ["reference"],
  reverse: ["relation", "relations", "reference"],
  digits: ["decimal", "percent", "money"],
  minimum: ["integer", "decimal", "percent", "money"],
  maximum: ["integer", "decimal", "percent", "money", "rating", "file"],
  lengths: ["text", "longText"],
  pattern: ["text"],
  region: ["phone", "address"],
  mediaTypes: ["file"],
  numbering: ["autoNumber"],
  searchable: ["text", "longText", "richText", "email", "phone", "url", "address", "file"],
  formula: ["decimal", "percent", "text", "boolean", "date", "datetime"],
  rollUp: ["integer", "decimal", "percent", "money", "date", "datetime", "duration"],
  defaultFormula: [
    "text",
    "longText",
    "integer",
    "decimal",
    "percent",
    "rating",
    "boolean",
    "date",
    "datetime",
    "time",
    "choice",
  ],
  dependsOn: ["choice", "multiChoice"],
};

/** Whether fields of a type have a setting. */
export function has(type: FieldType, setting: Setting): boolean {
  switch (setting) {
    case "required":
    case "requiredWhen":
      return type !== "relations" && type !== "autoNumber";
    case "writable":
      return type !== "autoNumber";
    case "trackHistory":
      return type !== "relations" && type !== "autoNumber";
    case "personal":
      return type !== "member";
    case "unique":
      return !NOT_UNIQUE.includes(type);
    case "default":
      return !NO_DEFAULT.includes(type);
    default:
      return OF[setting]?.includes(type) ?? false;
  }
}

/** What gives a field its values: writers, or what is worked out whenever it is read. */
export type Source = "given" | "formula" | "rollUp";

/** Whether a field has a setting, which one that is computed mostly has not. */
export function offered(type: FieldType, source: Source, setting: Setting): boolean {
  if (source === "given") return setting !== "formula" && setting !== "rollUp" && has(type, setting);
  return (setting === source || setting === "digits") && has(type, setting);
}

/** Where the values of a field can come from. */
export function sourcesOf(type: FieldType): readonly Source[] {
  return (["given", "formula", "rollUp"] as const).filter((each) => each === "given" || has(type, each));
}

/** The types that values of a type can become, itself among them. */
export function typesFrom(type: FieldType): readonly FieldType[] {
  if (NOT_CONVERTED.includes(type)) return [type];
  return FIELD_TYPES.filter(
    (each) => each === type || (each !== "autoNumber" && !NOT_CONVERTED.includes(each)),
  );
}

/** Why values of a type can be a person's data. */
export function personalKinds(type: FieldType): readonly PersonalData[] {
  return OF_RECORDS.includes(type) ? ["subject"] : ["identity", "contact", "sensitive", "other"];
}
