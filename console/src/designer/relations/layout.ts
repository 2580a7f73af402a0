/** Where objects stand in the diagram of their relations, and the ways of the lines between them. */

import { Graph, layout } from "@dagrejs/dagre";
import type { Point } from "../diagram/lines";
import type { DesignedObject } from "../drafting";
import { cardinality, type Relation } from "./relations";

export const WIDTH = 180;
export const HEIGHT = 64;
/** Of what is written at a line. */
export const LINE = 32;
/** What a line back to the same object takes below it. */
const LOOP = 44;

/** What a line goes through, and the middle of what is written at it. */
export interface Way {
  points: readonly Point[];
  label: Point;
}

export interface Placed {
  /** Upper left corners, by the name of the object. */
  objects: ReadonlyMap<string, Point>;
  /** By the id of the relation. */
  lines: ReadonlyMap<string, Way>;
  height: number;
}

/** What is written at a line. */
export function lineLabel({ field, kind }: Relation): string {
  return `${field.label} · ${cardinality(kind)}`;
}

/** About how wide a text is: a Chinese character is twice a letter. */
function widthOf(text: string): number {
  return [...text].reduce((sum, each) => sum + (each > "\u2e80" ? 13 : 7), 16);
}

/** Columns from left to right, or rows from top to bottom, which fit a phone. */
type Direction = "LR" | "TB";

const isOwn = ({ source, target }: Relation) => source.name === target.name;

const GAP = 36;
/** How many objects without relations stand side by side at least. */
const ABREAST = { LR: 5, TB: 2 } as const;

/**
 * Objects stand in columns or rows, each before most of what it points to, and below them those without relations side
 * by side; no two of them overlap.
 */
export function placed(
  objects: readonly DesignedObject[],
  relations: readonly Relation[],
  direction: Direction = "LR",
): Placed {
  const graph = new Graph({ multigraph: true, directed: true });
  graph.setGraph({ rankdir: direction, nodesep: GAP, edgesep: 20, ranksep: 40 });
  const own = (name: string) => relations.filter((each) => isOwn(each) && each.source.name === name);
  const height = (name: string) => HEIGHT + own(name).length * LOOP;
  const between = relations.filter((each) => !isOwn(each));
  const linked = new Set(between.flatMap((each) => [each.source.name, each.target.name]));
  for (const name of linked) graph.setNode(name, { width: WIDTH, height: height(name) });
  for (const each of between)
    graph.setEdge(
      each.source.name,
      each.target.name,
      { width: widthOf(lineLabel(each)), height: LINE, labelpos: "c" },
      each.id,
    );
  if (linked.size > 0) layout(graph);
  const { width = 0, height: tall = 0 } = linked.size > 0 ? graph.graph() : {};
  const alone = objects.filter(({ name }) => !linked.has(name)).map(({ name }) => name);
  const abreast = Math.max(ABREAST[direction], Math.floor((width + GAP) / (WIDTH + GAP)));
  const below = inRows(alone, height, abreast, tall === 0 ? 0 : tall + GAP);
  const corners = new Map([
    ...[...linked].map((name): [string, Point] => {
      const { x = 0, y = 0 }: Partial<Point> = graph.node(name);
      return [name, { x: x - WIDTH / 2, y: y - height(name) / 2 }];
    }),
    ...below.corners,
  ]);
  const lines = between.map((each): [string, Way] => {
    const line = graph.edge(each.source.name, each.target.name, each.id);
    return [each.id, { points: line.points ?? [], label: { x: line.x ?? 0, y: line.y ?? 0 } }];
  });
  const loops = [...corners].flatMap(([name, corner]) =>
    own(name).map((each, index): [string, Way] => [each.id, loopBelow(corner, index)]),
  );
  return { objects: corners, lines: new Map([...lines, ...loops]), height: Math.max(tall, below.bottom) };
}

/** Side by side from `top` on, and where the last row ends. */
function inRows(
  names: readonly string[],
  height: (name: string) => number,
  abreast: number,
  top: number,
): { corners: [string, Point][]; bottom: number } {
  const corners: [string, Point][] = [];
  let y = top;
  for (let start = 0; start < names.length; start += abreast) {
    const row = names.slice(start, start + abreast);
    corners.push(...row.map((name, index): [string, Point] => [name, { x: index * (WIDTH + GAP), y }]));
    y += Math.max(...row.map(height)) + GAP;
  }
  return { corners, bottom: y - GAP };
}

/** The way from an object back to itself, below it. */
function loopBelow({ x, y }: Point, index: number): Way {
  const [left, right] = [x + 20 - index * 6, x + WIDTH - 20 + index * 6];
  const [top, bottom] = [y + HEIGHT, y + HEIGHT + (index + 1) * LOOP - 8];
  const points = [
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
    { x: left, y: top },
  ];
  return { points, label: { x: x + WIDTH / 2, y: bottom } };
}
