/** The pipelines of an object, taken apart: what belongs to which, and what is asked of a move. */

import type { DesignedObject, DesignedPipeline, DesignedStage } from "../drafting";

export type DesignedMove = DesignedPipeline["transitions"][number];
export type DesignedCriterion = DesignedPipeline["criteria"][number];
/** One of the pipelines of an object: the first, or a further one. */
export type Part = Pick<DesignedPipeline, "id" | "name" | "label" | "labels">;

/** All pipelines of an object, the first one first. */
export function partsOf(pipeline: DesignedPipeline): readonly Part[] {
  return [pipeline, ...pipeline.further];
}

/** The stages of one pipeline, in order. */
export function stagesAlong(pipeline: DesignedPipeline, name: string): readonly DesignedStage[] {
  return pipeline.stages.filter((each) => each.pipeline === name);
}

/** The moves that begin or end in one pipeline, in the order of the stages they leave. */
export function movesAlong(pipeline: DesignedPipeline, name: string): readonly DesignedMove[] {
  const own = new Set(stagesAlong(pipeline, name).map((each) => each.name));
  const place = new Map(pipeline.stages.map((each, index) => [each.name, index]));
  const at = (stage: string) => place.get(stage) ?? 0;
  return pipeline.transitions
    .filter((each) => own.has(each.source) || own.has(each.target))
    .toSorted((one, other) => at(one.source) - at(other.source) || at(one.target) - at(other.target));
}

export function stageNamed(pipeline: DesignedPipeline, name: string): DesignedStage | undefined {
  return pipeline.stages.find((each) => each.name === name);
}

/** What a stage is called to people; its name where it is gone. */
export function stageLabel(of: DesignedObject, name: string): string {
  return of.pipeline?.stages.find((each) => each.name === name)?.label ?? name;
}

/** What both ends of a move are called, with their pipelines where these differ. */
export function endsOf(
  of: DesignedObject,
  { source, target }: Pick<DesignedMove, "source" | "target">,
): { source: string; target: string } {
  const { pipeline } = of;
  const [from, to] = pipeline == null ? [] : [source, target].map((each) => stageNamed(pipeline, each));
  if (pipeline == null || from === undefined || to === undefined) return { source, target };
  if (from.pipeline === to.pipeline) return { source: from.label, target: to.label };
  const labels = new Map(partsOf(pipeline).map((each) => [each.name, each.label]));
  const called = (stage: DesignedStage) => `${stage.label} (${labels.get(stage.pipeline) ?? stage.pipeline})`;
  return { source: called(from), target: called(to) };
}

/** Where a gate stands: at the entry of a stage, whichever way leads there, or on one move. */
export interface GatePlace {
  /** How `setGate` names it. */
  named: { stage: string } | { source: string; target: string };
  /** Null at a stage. */
  from: DesignedStage | null;
  to: DesignedStage;
  gate: unknown;
}

/** Null where there is no such stage or move. */
export function gateAt(pipeline: DesignedPipeline, named: GatePlace["named"]): GatePlace | null {
  if ("stage" in named) {
    const to = stageNamed(pipeline, named.stage);
    return to === undefined ? null : { named, from: null, to, gate: to.gate };
  }
  const from = stageNamed(pipeline, named.source);
  const to = stageNamed(pipeline, named.target);
  const move = pipeline.transitions.find(
    (each) => each.source === named.source && each.target === named.target,
  );
  if (from === undefined || to === undefined || move === undefined) return null;
  return { named, from, to, gate: move.gate };
}

/** The criteria that are asked at a gate; at that of a stage those that are asked whichever way leads there. */
export function criteriaAt(
  pipeline: DesignedPipeline,
  { from, to }: GatePlace,
): readonly DesignedCriterion[] {
  return pipeline.criteria.filter(
    (each) =>
      (each.leaving == null || each.leaving === from?.name) &&
      (each.entering == null || each.entering === to.name) &&
      (each.pipeline == null || each.pipeline === to.pipeline),
  );
}

/** The criteria that are asked of moves within a pipeline, out of it or into it. */
export function criteriaAlong(pipeline: DesignedPipeline, name: string): readonly DesignedCriterion[] {
  const own = new Set(stagesAlong(pipeline, name).map((each) => each.name));
  return pipeline.criteria.filter((each) => {
    const ends = [each.leaving, each.entering].filter((end) => end != null);
    if (ends.length > 0) return ends.some((end) => own.has(end));
    return each.pipeline == null || each.pipeline === name;
  });
}

export const pipelineAddress = (of: DesignedObject, pipeline: string) =>
  `/designer/pipelines/${of.name}/${pipeline}`;

export function gateAddress(of: DesignedObject, named: GatePlace["named"]): string {
  const ends = "stage" in named ? named.stage : `${named.source}/${named.target}`;
  return `/designer/gates/${of.name}/${ends}`;
}

export const criterionAddress = (of: DesignedObject, criterion: string) =>
  `/designer/criteria/${of.name}/${criterion}`;

/** Where a criterion is added; `asked` is where it is asked to begin with. */
export function newCriterionAddress(
  of: DesignedObject,
  asked: { leaving?: string; entering?: string; pipeline?: string },
): string {
  return `/designer/criteria/${of.name}?${new URLSearchParams(asked)}`;
}
