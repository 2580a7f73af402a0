/** What a list can show: the fields of the object, and what every record has besides, as fields like others. */

import type { TFunction } from "i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { isSeen, objectNamed } from "../client/catalog";
import { fieldSelection, nameSelection } from "../client/selections";
import { ownerField, systemField } from "../fields/system";
import { nameOf } from "../fields/values";

export const STAGE = "stage";
const SHOWN_AT_FIRST = 6;
const LINKS = 5;
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

/** The fields of an object of which the caller sees anything and that a list can show, the system's last. */
export function listFields(of: CatalogObject, t: TFunction<"records">): readonly CatalogField[] {
  const own = of.fields.filter(isSeen);
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
          systemField(STAGE, "choice", t("stage"), { options: stages }),
          systemField("stageEnteredAt", "datetime", t("stageEnteredAt")),
        ];
  const always = [
    ownerField(of, t("ownerId")),
    systemField("createdAt", "datetime", t("createdAt")),
    systemField("updatedAt", "datetime", t("updatedAt")),
  ];
  return [...own, ...staged, ...always];
}

/** What a list shows that nobody has chosen columns for. */
export function firstColumns(of: CatalogObject): readonly string[] {
  const own = of.fields.filter((each) => isSeen(each) && !LARGE.includes(each.type));
  const title = own.filter((each) => each.name === of.display);
  const rest = own.filter((each) => each.name !== of.display).slice(0, SHOWN_AT_FIRST);
  const stage = of.pipeline == null ? [] : [STAGE];
  return [...title.map((each) => each.name), ...stage, ...rest.map((each) => each.name)];
}

/** What is selected of the records of a list. */
export function listSelection(catalog: Catalog, of: CatalogObject, shown: readonly CatalogField[]): string {
  const values = shown.map((each) => fieldSelection(catalog, each, LINKS));
  return [...new Set([nameSelection(catalog, of), "version", ...values])]
    .filter((each) => each !== null)
    .join(" ");
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
  if (field.mask != null) return null;
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
  return field.mask == null && GROUPED.includes(field.type);
}
