/** What a list can show: the fields of the object, and what every record has besides, as fields like others. */

import type { TFunction } from "i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { objectNamed } from "../client/catalog";
import { fieldSelection, nameSelection } from "../client/selections";
import { nameOf, type RecordData } from "../fields/values";

export const OWNER = "ownerId";
export const STAGE = "stage";
const SHOWN_AT_FIRST = 6;
const LARGE = ["longText", "richText", "json", "file", "address", "relations"];
const ORDERED = [
  "text",
  "email",
  "phone",
  "url",
  "autoNumber",
  "integer",
  "decimal",
  "percent",
  "rating",
  "money",
  "boolean",
  "date",
  "datetime",
  "time",
  "choice",
];
const GROUPED = ["choice", "boolean"];

function system(name: string, type: string, label: string, more: Partial<CatalogField> = {}): CatalogField {
  const blank = {
    id: name,
    name,
    type,
    label,
    required: false,
    unique: false,
    default: null,
    options: [],
    targets: [],
    mediaTypes: [],
    searchable: false,
    trackHistory: false,
    writable: "ALWAYS",
    canRead: true,
    canCreate: false,
    canUpdate: false,
  };
  return { ...blank, ...more } as unknown as CatalogField;
}

/** The fields of an object that the caller may read and a list can show, the system's last. */
export function listFields(of: CatalogObject, t: TFunction<"records">): readonly CatalogField[] {
  const own = of.fields.filter((each) => each.canRead && each.type !== "relations");
  const stages = (of.pipeline?.stages ?? []).map((each) => ({
    key: each.name,
    label: each.label,
    color: null,
    active: true,
    onlyWith: [],
  }));
  const staged =
    of.pipeline == null
      ? []
      : [
          system(STAGE, "choice", t("stage"), { options: stages }),
          system("stageEnteredAt", "datetime", t("stageEnteredAt")),
        ];
  const always = [
    system(OWNER, "member", t("ownerId")),
    system("createdAt", "datetime", t("createdAt")),
    system("updatedAt", "datetime", t("updatedAt")),
  ];
  return [...own, ...staged, ...always];
}

/** What a list shows that nobody has chosen columns for. */
export function firstColumns(of: CatalogObject): readonly string[] {
  const own = of.fields.filter((each) => each.canRead && !LARGE.includes(each.type));
  const title = own.filter((each) => each.name === of.display);
  const rest = own.filter((each) => each.name !== of.display).slice(0, SHOWN_AT_FIRST);
  const stage = of.pipeline == null ? [] : [STAGE];
  return [...title.map((each) => each.name), ...stage, ...rest.map((each) => each.name)];
}

/** What is selected of the records of a list. */
export function listSelection(catalog: Catalog, of: CatalogObject, shown: readonly CatalogField[]): string {
  const values = shown.map((each) =>
    each.name === OWNER ? "owner { id name }" : fieldSelection(catalog, each),
  );
  return [...new Set([nameSelection(catalog, of), "version", ...values])]
    .filter((each) => each !== null)
    .join(" ");
}

/** What a record has of a field of a list. */
export function valueIn(record: RecordData, field: CatalogField): unknown {
  return field.name === OWNER ? record.owner : record[field.name];
}

/** What people call a record. */
export function titleOf(of: CatalogObject, record: { id: string } & Record<string, unknown>): string {
  const value = of.display == null ? undefined : record[of.display];
  return value === null || value === undefined ? record.id : nameOf({ id: record.id, value });
}

/** The key of an order by a field; null where lists cannot be ordered by it. */
export function orderKey(
  catalog: Catalog,
  field: CatalogField,
  descending: boolean,
): Record<string, unknown> | null {
  const direction = descending ? "DESC" : "ASC";
  if (ORDERED.includes(field.type)) return { field: field.name, direction };
  if (field.type !== "relation") return null;
  const target = objectNamed(catalog, field.target ?? undefined);
  const display = target?.fields.find((each) => each.name === target.display && each.canRead);
  if (display === undefined || !ORDERED.includes(display.type)) return null;
  return { [field.name]: { field: display.name, direction } };
}

/** Whether records can be put together by a field. */
export function canGroup(field: CatalogField): boolean {
  return GROUPED.includes(field.type);
}
