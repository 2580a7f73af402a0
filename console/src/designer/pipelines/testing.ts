/** A pipeline as the catalog has it, made of few words for tests. */

import type { StageKind } from "../../client/generated/graphql";
import type { DesignedObject, DesignedPipeline, DesignedStage } from "../drafting";
import { object } from "../testing/objects";
import type { DesignedMove } from "./parts";

/** `lead`, `won:won`, `asked@renewal`: a name, its kind and its pipeline. */
export function stage(words: string): DesignedStage {
  const [, name = "", kind, pipeline] = /^(\w+)(?::(\w+))?(?:@(\w+))?$/.exec(words) ?? [];
  return {
    id: `stg_${name}`,
    name,
    kind: (kind ?? "open") as StageKind,
    probability: 10,
    label: name,
    labels: [{ language: "en", text: name }],
    objective: [],
    required: [],
    pipeline: pipeline ?? "sales",
    gate: null,
    tasks: [],
  };
}

/** `lead>won`: a move. */
export function move(words: string): DesignedMove {
  const [source = "", target = ""] = words.split(">");
  return { source, target, kind: "forward", gate: null };
}

export function pipeline(stages: string, moves: string): DesignedPipeline {
  const made = stages.split(" ").map(stage);
  const names = [...new Set(made.map((each) => each.pipeline))].filter((each) => each !== "sales");
  return {
    id: "pip_1",
    name: "sales",
    label: "Sales",
    labels: [],
    approvalHours: null,
    stages: made,
    transitions: moves === "" ? [] : moves.split(" ").map(move),
    criteria: [],
    examples: [],
    further: names.map((name) => ({ id: `pip_${name}`, name, label: name, labels: [] })),
  };
}

export function deal(of: DesignedPipeline): DesignedObject {
  return { ...object("deal"), pipeline: of };
}
