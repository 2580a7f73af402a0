/** The order of stages in their pipeline, and the changes that give one another place. */

import type { CatalogChange } from "../../client/generated/graphql";
import type { DesignedObject } from "../drafting";
import { stagesAlong } from "./parts";

/** Puts a stage at a place among the open ones, as the diagram shows them; null where it stands there. */
export function placedIn(
  of: DesignedObject,
  pipeline: string,
  stage: string,
  place: number,
): CatalogChange | null {
  if (of.pipeline == null) return null;
  const along = stagesAlong(of.pipeline, pipeline);
  const open = along.filter((each) => each.kind === "open");
  if (open.findIndex((each) => each.name === stage) === place) return null;
  const others = open.filter((each) => each.name !== stage);
  const next = others[place] ?? along[along.findIndex((each) => each.name === others.at(-1)?.name) + 1];
  return { moveStage: { object: of.name, stage, before: next?.name ?? null } };
}

/** Moves a stage by one in its list; null where it stands at that end. */
export function shiftedBy(
  of: DesignedObject,
  pipeline: string,
  stage: string,
  by: -1 | 1,
): CatalogChange | null {
  if (of.pipeline == null) return null;
  const along = stagesAlong(of.pipeline, pipeline).map((each) => each.name);
  const place = along.indexOf(stage) + by;
  if (place < 0 || place >= along.length) return null;
  const others = along.filter((each) => each !== stage);
  return { moveStage: { object: of.name, stage, before: others[place] ?? null } };
}
