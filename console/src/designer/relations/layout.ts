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

/** Objects stand in columns or rows, each before most of what it points to; no two of them overlap. */
export function placed(
  objects: readonly DesignedObject[],
  relations: readonly Relation[],
  direction: Direction = "LR",
): Placed {
  const graph = new Graph({ multigraph: true, directed: true });
  graph.setGraph({ rankdir: direction, nodesep: 36, edgesep: 20, ranksep: 40 });
  const own = (name: string) => relations.filter((each) => isOwn(each) && each.source.name === name);
  const height = (name: string) => HEIGHT + own(name).length * LOOP;
  for (const { name } of objects) graph.setNode(name, { width: WIDTH, height: height(name) });
  const between = relations.filter((each) => !isOwn(each));
  for (const each of between)
    graph.setEdge(
      each.source.name,
      each.target.name,
      { width: widthOf(lineLabel(each)), height: LINE, labelpos: "c" },
      each.id,
    );
  layout(graph);
  const corners = new Map(
    objects.map(({ name }) => {
      const { x = 0, y = 0 }: Partial<Point> = graph.node(name);
      return [name, { x: x - WIDTH / 2, y: y - height(name) / 2 }];
    }),
  );
  const lines = between.map((each): [string, Way] => {
    const line = graph.edge(each.source.name, each.target.name, each.id);
    return [each.id, { points: line.points ?? [], label: { x: line.x ?? 0, y: line.y ?? 0 } }];
  });
  const loops = [...corners].flatMap(([name, corner]) =>
    own(name).map((each, index): [string, Way] => [each.id, loopBelow(corner, index)]),
  );
  return { objects: corners, lines: new Map([...lines, ...loops]), height: graph.graph().height ?? 0 };
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
