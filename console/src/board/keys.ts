/** Under what the answers of a board are kept. */

import type { CatalogObject } from "../client/catalog";

export const boardKey = (of: CatalogObject) => ["board", of.name] as const;
export const cardsKey = (of: CatalogObject, stage: string, version: number) =>
  [...boardKey(of), "cards", stage, version] as const;
export const totalsKey = (of: CatalogObject, pipeline: string) =>
  [...boardKey(of), "totals", pipeline] as const;
export const stuckKey = (of: CatalogObject, pipeline: string) =>
  [...boardKey(of), "stuck", pipeline] as const;
