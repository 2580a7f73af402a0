/** The types of fields and which settings each has, as the reference of field types tells. */

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
};

/** Whether fields of a type have a setting. */
export function has(type: FieldType, setting: Setting): boolean {
  switch (setting) {
    case "required":
      return type !== "relations" && type !== "autoNumber";
    case "unique":
      return !NOT_UNIQUE.includes(type);
    case "default":
      return !NO_DEFAULT.includes(type);
    default:
      return OF[setting]?.includes(type) ?? false;
  }
}
