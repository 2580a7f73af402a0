/** Where the stages of a pipeline stand in its diagram, and the ways of the moves between them. */

import type { DesignedPipeline, DesignedStage } from "../drafting";
import { GAP, HEIGHT, type PlacedStage, ROW, WIDTH } from "./measures";
import { movesAlong, stageNamed, stagesAlong } from "./parts";
import { type PlacedMove, routed } from "./routes";

export interface Layout {
  stages: readonly PlacedStage[];
  moves: readonly PlacedMove[];
  bounds: Bounds;
}

/** All that is drawn is within. */
export interface Bounds {
  top: number;
  right: number;
  bottom: number;
}

/**
 * Open stages stand in one row, in order. The last columns are the won and lost stages, and then those stages of other
 * pipelines that moves come from or lead to.
 */
export function layoutOf(pipeline: DesignedPipeline, name: string): Layout {
  const along = stagesAlong(pipeline, name);
  const moves = movesAlong(pipeline, name);
  const own = new Set(along.map((each) => each.name));
  const ends = new Set(moves.flatMap((each) => [each.source, each.target]));
  const beyond = [...ends]
    .filter((each) => !own.has(each))
    .flatMap((each) => stageNamed(pipeline, each) ?? []);
  const open = along.filter((each) => each.kind === "open").map((each) => [each]);
  const closed = ["won", "lost"].flatMap((kind) => along.filter((each) => each.kind === kind));
  const columns = [...open, closed, beyond].filter((each) => each.length > 0);
  const stages = columns.flatMap((column, index) =>
    column.map((stage, row) => placed(stage, index, row, beyond.includes(stage))),
  );
  const ways = routed(stages, moves);
  const heights = ways.flatMap((each) => each.points.map((point) => point.y));
  const bounds = {
    top: Math.min(0, ...heights),
    right: Math.max(...stages.map((each) => each.x)) + WIDTH,
    bottom: Math.max(...stages.map((each) => each.y + HEIGHT), ...heights),
  };
  return { stages, moves: ways, bounds };
}

function placed(stage: DesignedStage, column: number, row: number, foreign: boolean): PlacedStage {
  return { stage, column, x: column * (WIDTH + GAP), y: row * ROW, foreign };
}

/** The place among the open stages that a stage has whose node is let go at `x`. */
export function placeAt(x: number, open: number): number {
  return Math.min(open - 1, Math.max(0, Math.round(x / (WIDTH + GAP))));
}

/** Around what is drawn. */
export const MARGIN = 24;

export interface View {
  x: number;
  y: number;
  zoom: number;
}

const centred = (space: number, drawn: number) => Math.max(MARGIN, (space - drawn) / 2);

/** What is in sight to begin with: all of it, or the first stages where all would be too small to read. */
export function beginning(width: number, height: number, bounds: Bounds): View {
  const { top, right, bottom } = bounds;
  const fitting = Math.min((width - 2 * MARGIN) / right, (height - 2 * MARGIN) / (bottom - top));
  const zoom = Math.min(1, Math.max(0.8, fitting));
  return upright({ x: centred(width, right * zoom), y: 0, zoom }, height, bounds);
}

/** The same columns in sight, with all ways above and below them where these fit. */
export function upright(view: View, height: number, { top, bottom }: Bounds): View {
  return { ...view, y: centred(height, (bottom - top) * view.zoom) - top * view.zoom };
}
