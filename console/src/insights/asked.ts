import type { CatalogObject, CatalogStage } from "../client/catalog";
import type { Filters } from "./filters";

/** What each section answers for. */
export interface Asked {
  of: CatalogObject;
  pipeline: string;
  stages: readonly CatalogStage[];
  filters: Filters;
  version: number;
}

/** Numbers as a language writes them. */
export function formats(language: string) {
  const count = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const days = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const orNone = (format: Intl.NumberFormat) => (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format.format(value);
  return { count: orNone(count), share: orNone(share), days: orNone(days) };
}
