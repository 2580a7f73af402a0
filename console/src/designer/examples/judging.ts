/** Whether the gates of a draft still say what its examples say. */

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Fault } from "../../client/faults";
import type { CatalogChange } from "../../client/generated/graphql";
import { useSettled } from "../../shared/useSettled";
import {
  changesOf,
  DESIGN_KEY,
  type Design,
  type DesignedObject,
  EXAMPLE_FAILED,
  refusalsOf,
} from "../drafting";

/** Of examples that are judged otherwise, by name, what would refuse them; null where the draft cannot be judged. */
export type Judged = ReadonlyMap<string, readonly string[]> | null;

/** @param changed - What is edited at the moment, and not in the draft yet. */
export function useJudged(
  design: Design,
  of: DesignedObject,
  changed: CatalogChange | null,
  isAsked: boolean,
) {
  const { i18n } = useTranslation();
  const draft = design.broken ? null : design.draft;
  const changes = [...changesOf(draft), ...(changed === null ? [] : [changed])];
  const settled = useSettled(JSON.stringify(changes), 300);
  return useQuery({
    queryKey: [DESIGN_KEY, "judged", i18n.language, of.name, draft?.id, settled],
    queryFn: async ({ signal }): Promise<Judged> => {
      const tried = JSON.parse(settled) as CatalogChange[];
      // What is in force was judged when it was published.
      if (tried.length === 0) return new Map();
      return judgedBy(of, await refusalsOf(tried, draft?.baseVersion ?? null, signal));
    },
    enabled: isAsked,
    placeholderData: (earlier) => earlier,
  });
}

/** Changes that come to nothing leave what is in force. */
export function judgedBy(of: DesignedObject, refusals: readonly Fault[]): Judged {
  if (refusals.some((each) => each.code !== EXAMPLE_FAILED && each.code !== "CATALOG_UNCHANGED")) return null;
  const failed = refusals.filter((each) => each.code === EXAMPLE_FAILED && each.path[1] === of.name);
  return new Map(failed.map((each) => [String(each.path.at(-1)), sentencesOf(each.details)]));
}

function sentencesOf(details: unknown): readonly string[] {
  const known = typeof details === "object" && details !== null && "sentences" in details;
  return known && Array.isArray(details.sentences) ? details.sentences.map(String) : [];
}
