import type { CatalogObject, CatalogStage } from "../client/catalog";
import type { Filters } from "./filters";

/** What each section answers for. */
export interface Asked {
  of: CatalogObject;
  pipeline: string;
  stages: readonly CatalogStage[];
  filters: Filters;
  version: number;
  /** In which amounts are told; null where there are none. */
  currency: string | null;
  measure: Measure;
}

/** What charts show of records: how many there are, or what they are worth. */
export type Measure = "count" | "sum";

/** Numbers as a language writes them. */
export function formats(language: string) {
  const count = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const orNone = (format: Intl.NumberFormat) => (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format.format(value);
  return { count: orNone(count), share: orNone(share), decimal: orNone(decimal) };
}
