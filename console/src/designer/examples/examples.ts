/** The examples of gates: which belong to a place, and the changes that make of the catalog what a form says. */

import type { CatalogChange } from "../../client/generated/graphql";
import { differs } from "../../shared/differs";
import type { DesignedObject, DesignedPipeline } from "../drafting";
import { type DesignedMove, stageNamed } from "../pipelines/parts";
import { type Row, type Said, saidOf } from "./said";

export type DesignedExample = DesignedPipeline["examples"][number];

/** Of which moves a gate or a criterion is asked; null is any. */
export interface Asked {
  leaving: string | null;
  entering: string | null;
  /** Of the stage that a move enters. */
  pipeline: string | null;
}

export interface ExampleForm {
  name: string;
  leaving: string;
  entering: string;
  open: boolean;
  /** As `<input type="datetime-local">` has it; empty for the clock of each publish. */
  now: string;
  rows: readonly Row[];
}

function isAskedOf(pipeline: DesignedPipeline, asked: Asked, from: string, to: string): boolean {
  return (
    (asked.leaving === null || asked.leaving === from) &&
    (asked.entering === null || asked.entering === to) &&
    (asked.pipeline === null || asked.pipeline === stageNamed(pipeline, to)?.pipeline)
  );
}

export function movesAt(pipeline: DesignedPipeline, asked: Asked): readonly DesignedMove[] {
  return pipeline.transitions.filter((each) => isAskedOf(pipeline, asked, each.source, each.target));
}

export function examplesAt(pipeline: DesignedPipeline, asked: Asked): readonly DesignedExample[] {
  return pipeline.examples.filter((each) => isAskedOf(pipeline, asked, each.leaving, each.entering));
}

const moment = (local: string) => (local === "" ? null : new Date(local).toISOString());

/** Empty where nothing differs. The record and its moment go together, as the API takes them. */
export function exampleChanges(
  of: DesignedObject,
  before: DesignedExample | null,
  form: ExampleForm,
): CatalogChange[] {
  const { name, leaving, entering, open } = form;
  const record: Said = saidOf(form.rows);
  const now = moment(form.now);
  if (before === null)
    return [{ addGateExample: { object: of.name, name, leaving, entering, open, record, now } }];
  const earlier = before.now == null ? null : new Date(before.now).toISOString();
  const changed = {
    ...(name !== before.name && { name }),
    ...(open !== before.open && { open }),
    ...(differs([record, now], [before.record, earlier]) && { record, now }),
  };
  if (Object.keys(changed).length === 0) return [];
  return [{ setGateExample: { object: of.name, example: before.name, ...changed } }];
}
