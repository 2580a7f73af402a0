/**
 * The ways of moves in the diagram: lines of right angles that pass no stage. One to the next column is straight, one
 * over other stages runs above the row, one back or to the foot of a last column below it.
 */

import type { Point } from "../diagram/lines";
import { BUTTON, GAP, HEIGHT, KNOB, type PlacedStage, WIDTH } from "./measures";
import type { DesignedMove } from "./parts";

/** Between two ways beside each other, and between the stages and the first of them. */
const LANE = 28;
const CLEAR = 36;
const GUTTER = 9;

export interface PlacedMove {
  move: DesignedMove;
  /** From the stage that is left to the one that is entered. */
  points: readonly Point[];
  /** Where its button stands: on a part of the way that no other has. */
  label: Point;
}

/** `below` is right under the row, `deep` under all there is, `beside` between two of the last columns. */
type Shape = "straight" | "above" | "below" | "deep" | "beside";

interface Way {
  move: DesignedMove;
  from: PlacedStage;
  to: PlacedStage;
  shape: Shape;
  /** Ways into one stage of a last column join in one line. */
  lane: string;
}

const inRow = ({ stage, foreign }: PlacedStage) => stage.kind === "open" && !foreign;

function shapeOf(from: PlacedStage, to: PlacedStage): Shape {
  if (from.y === to.y && to.column === from.column + 1) return "straight";
  if (inRow(from) && inRow(to)) return to.column > from.column ? "above" : "below";
  if (!inRow(from) && !inRow(to)) return "beside";
  if (from.y === 0 && to.y === 0) return "above";
  return from.foreign || to.foreign ? "deep" : "below";
}

export function routed(stages: readonly PlacedStage[], moves: readonly DesignedMove[]): PlacedMove[] {
  const named = new Map(stages.map((each) => [each.stage.name, each]));
  const ways = moves.flatMap((move) => {
    const [from, to] = [named.get(move.source), named.get(move.target)];
    if (from === undefined || to === undefined) return [];
    const shape = shapeOf(from, to);
    const joins = (shape === "below" || shape === "deep") && !inRow(to);
    return [{ move, from, to, shape, lane: joins ? `> ${move.target}` : `${move.source} > ${move.target}` }];
  });
  const port = portsOf(ways);
  const lane = lanesOf(ways, Math.max(0, ...stages.map((each) => each.y)) + HEIGHT);
  const gutter = guttersOf(ways);
  const labels: Point[] = [];
  return ways.map((way) => {
    const points = pointsOf(way, port, lane(way), gutter(way));
    const label = labelOn(ownPart(way, points), labels);
    labels.push(label);
    return { move: way.move, points, label };
  });
}

type Port = (way: Way, end: "from" | "to") => number;

function pointsOf(way: Way, port: Port, lane: number, gutter: number): Point[] {
  const { from, to } = way;
  const right = (at: PlacedStage) => at.x + WIDTH;
  const out = from.y + HEIGHT * 0.75;
  switch (way.shape) {
    case "straight":
      return [
        { x: right(from), y: from.y + HEIGHT / 2 },
        { x: to.x - KNOB / 2, y: to.y + HEIGHT / 2 },
      ];
    case "above": {
      const [start, end] = [port(way, "from"), port(way, "to")];
      return [
        { x: start, y: from.y },
        { x: start, y: lane },
        { x: end, y: lane },
        { x: end, y: to.y },
      ];
    }
    case "beside": {
      const into = to.y + HEIGHT * 0.25;
      return [
        { x: from.column > to.column ? from.x : right(from), y: out },
        { x: gutter, y: out },
        { x: gutter, y: into },
        { x: to.column > from.column ? to.x : right(to), y: into },
      ];
    }
    case "below":
    case "deep": {
      const [start, end] = [port(way, "from"), port(way, "to")];
      const leaving = inRow(from)
        ? [
            { x: start, y: from.y + HEIGHT },
            { x: start, y: lane },
          ]
        : [
            { x: from.x, y: out },
            { x: gutter, y: out },
            { x: gutter, y: lane },
          ];
      const entering = inRow(to)
        ? [
            { x: end, y: lane },
            { x: end, y: to.y + HEIGHT },
          ]
        : [
            { x: gutter, y: lane },
            { x: gutter, y: to.y + HEIGHT / 2 },
            { x: to.x - KNOB / 2, y: to.y + HEIGHT / 2 },
          ];
      return [...leaving, ...entering];
    }
  }
}

/** The part of a way that no other has: its own lane, or, where it joins another, right behind the stage it leaves. */
function ownPart({ shape, lane, from }: Way, points: readonly Point[]): readonly [Point, Point] {
  const [start = { x: 0, y: 0 }] = points;
  if (lane.startsWith(">")) return [start, { x: start.x, y: start.y + CLEAR }];
  const around = !inRow(from) && (shape === "below" || shape === "deep");
  const first = shape === "straight" ? 0 : around ? 2 : 1;
  return [points[first] ?? start, points[first + 1] ?? start];
}

/** A place for the button of a way on its own part: in the middle, or where no other button stands. */
function labelOn([one, other]: readonly [Point, Point], taken: readonly Point[]): Point {
  const at = (part: number) => ({ x: one.x + (other.x - one.x) * part, y: one.y + (other.y - one.y) * part });
  const free = [0.5, 0.35, 0.65, 0.2, 0.8]
    .map(at)
    .find(({ x, y }) =>
      taken.every((each) => Math.abs(each.x - x) >= BUTTON || Math.abs(each.y - y) >= BUTTON),
    );
  return free ?? at(0.5);
}

/** Where a way meets the upper or lower side of a stage: side by side, in the order of where they lead. */
function portsOf(ways: readonly Way[]): Port {
  const key = (way: Way, end: "from" | "to") => `${way.shape === "above"} ${way[end].stage.name}`;
  const meeting = new Map<string, { way: Way; end: "from" | "to"; far: number }[]>();
  for (const way of ways)
    for (const end of ["from", "to"] as const) {
      const along =
        way.shape === "above" || ((way.shape === "below" || way.shape === "deep") && inRow(way[end]));
      if (!along) continue;
      const far = way[end === "from" ? "to" : "from"].column;
      meeting.set(key(way, end), [...(meeting.get(key(way, end)) ?? []), { way, end, far }]);
    }
  return (way, end) => {
    const all = (meeting.get(key(way, end)) ?? []).toSorted((one, other) => one.far - other.far);
    const index = all.findIndex((each) => each.way === way && each.end === end);
    return way[end].x + (WIDTH * (index + 1)) / (all.length + 1);
  };
}

/** How high or low a way runs: each as near to the stages as none is in its way, short ones first. */
function lanesOf(ways: readonly Way[], bottom: number): (way: Way) => number {
  const level = new Map<string, number>();
  for (const zone of ["above", "below", "deep"] as const) {
    const spans = new Map<string, [number, number]>();
    for (const each of ways.filter((way) => way.shape === zone)) {
      const [least, most] = spans.get(each.lane) ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const columns = [each.from.column, each.to.column];
      spans.set(each.lane, [Math.min(least, ...columns), Math.max(most, ...columns)]);
    }
    const taken: [number, number][][] = [];
    const shortFirst = [...spans].toSorted(([, one], [, other]) => one[1] - one[0] - (other[1] - other[0]));
    for (const [name, span] of shortFirst) {
      const free = taken.findIndex((lane) => lane.every(([from, to]) => to < span[0] || from > span[1]));
      const found = free === -1 ? taken.length : free;
      taken[found] = [...(taken[found] ?? []), span];
      level.set(name, found);
    }
  }
  const base = { above: -CLEAR, below: HEIGHT + CLEAR, deep: bottom + CLEAR };
  // What runs right under the row may reach below the stages of the last columns.
  const lanes = ways.filter((each) => each.shape === "below").map((each) => (level.get(each.lane) ?? 0) + 1);
  const deepest = HEIGHT + CLEAR + Math.max(0, ...lanes) * LANE;
  return ({ shape, lane }) => {
    const steps = (level.get(lane) ?? 0) * LANE;
    if (shape === "above") return base.above - steps;
    if (shape === "deep") return Math.max(base.deep, deepest) + steps;
    return base.below + steps;
  };
}

/** The upright part of a way between two columns, each way that does not join another with one of its own. */
function guttersOf(ways: readonly Way[]): (way: Way) => number {
  const column = ({ from, to, shape }: Way) => {
    if (shape === "beside")
      return from.column === to.column ? from.column + 1 : Math.max(from.column, to.column);
    return inRow(to) ? from.column : to.column;
  };
  const known = new Map<number, string[]>();
  for (const each of ways) {
    if (each.shape === "straight" || each.shape === "above") continue;
    const names = known.get(column(each)) ?? [];
    if (!names.includes(each.lane)) known.set(column(each), [...names, each.lane]);
  }
  return (way) => {
    const index = Math.max(0, (known.get(column(way)) ?? []).indexOf(way.lane));
    return column(way) * (WIDTH + GAP) - 16 - (index % 5) * GUTTER;
  };
}
