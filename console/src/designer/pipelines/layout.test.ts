import { type Point, pathOf } from "../diagram/lines";
import { beginning, type Layout, layoutOf, MARGIN, placeAt, upright } from "./layout";
import { BUTTON, HEIGHT, KNOB, type PlacedStage, WIDTH } from "./measures";
import { pipeline } from "./testing";

const SALES = "lead proposal talks won:won lost:lost";
const ALL = (stages: string) => {
  const names = stages.split(" ").map((each) => each.split(/[:@]/)[0]);
  return names
    .flatMap((one) => names.filter((other) => other !== one).map((other) => `${one}>${other}`))
    .join(" ");
};
const CASES: readonly (readonly [string, string])[] = [
  [SALES, "lead>proposal proposal>talks talks>won lead>lost proposal>lost talks>lost"],
  [SALES, "lead>talks talks>lead proposal>lead lost>lead won>proposal lead>won won>lost"],
  [SALES, ALL(SALES)],
  ["a b c d e f g h won:won part:won lost:lost", ALL("a b c d e f g h won:won part:won lost:lost")],
  [`${SALES} asked@renewal kept:won@renewal`, ALL(`${SALES} asked@renewal kept:won@renewal`)],
  ["lead talks asked@renewal kept@renewal", "lead>asked talks>kept kept>lead asked>talks"],
];

const crosses = ({ x, y }: PlacedStage, one: Point, other: Point) =>
  Math.min(one.x, other.x) < x + WIDTH - 0.5 &&
  Math.max(one.x, other.x) > x + 0.5 &&
  Math.min(one.y, other.y) < y + HEIGHT - 0.5 &&
  Math.max(one.y, other.y) > y + 0.5;

const segments = (points: readonly Point[]) =>
  points.slice(1).map((point, index) => [points[index] as Point, point] as const);

const meets = ({ x, y }: PlacedStage, point: Point | undefined) =>
  point !== undefined &&
  point.x >= x - KNOB / 2 &&
  point.x <= x + WIDTH &&
  point.y >= y &&
  point.y <= y + HEIGHT;

function laidOut(stages: string, moves: string): Layout {
  return layoutOf(pipeline(stages, moves), "sales");
}

it.each(CASES)("leads every move of %s from stage to stage and through none: %s", (stages, moves) => {
  const found = laidOut(stages, moves);
  const named = (name: string) => found.stages.find((each) => each.stage.name === name) as PlacedStage;
  for (const { move, points } of found.moves) {
    expect(meets(named(move.source), points[0])).toBe(true);
    expect(meets(named(move.target), points.at(-1))).toBe(true);
    for (const [one, other] of segments(points)) {
      expect(one.x === other.x || one.y === other.y).toBe(true);
      for (const each of found.stages)
        expect([each.stage.name, move, crosses(each, one, other)]).toEqual([each.stage.name, move, false]);
    }
  }
});

it.each([...CASES.slice(0, 2), ...CASES.slice(-1)])(
  "keeps the buttons of moves apart: %s, %s",
  (stages, moves) => {
    const labels = laidOut(stages, moves).moves.map((each) => each.label);
    for (const [index, one] of labels.entries())
      for (const other of labels.slice(index + 1))
        expect(Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y))).toBeGreaterThanOrEqual(BUTTON);
  },
);

it("puts open stages in a row, in order, then the ends, then stages of other pipelines", () => {
  const found = laidOut(`lead lost:lost talks won:won asked@renewal`, "lead>talks won>asked");
  const shown = found.stages.map(({ stage, column, y, foreign }) => [stage.name, column, y > 0, foreign]);
  expect(shown).toEqual([
    ["lead", 0, false, false],
    ["talks", 1, false, false],
    ["won", 2, false, false],
    ["lost", 2, true, false],
    ["asked", 3, false, true],
  ]);
});

it("shows a further pipeline without the moves of others", () => {
  const both = pipeline("lead won:won asked@renewal kept:won@renewal", "lead>won asked>kept");
  expect(layoutOf(both, "renewal").stages.map((each) => each.stage.name)).toEqual(["asked", "kept"]);
  expect(layoutOf(both, "renewal").moves.map((each) => each.move.target)).toEqual(["kept"]);
});

it.each([
  [-400, 0],
  [100, 0],
  [150, 1],
  [5000, 3],
])("takes a node let go at %d for place %d", (x, place) => expect(placeAt(x, 4)).toBe(place));

it("shows all of a small pipeline, and the first stages of a wide one at a size that can be read", () => {
  expect(beginning(1000, 400, { top: -100, right: 500, bottom: 100 })).toEqual({ x: 250, y: 200, zoom: 1 });
  expect(beginning(390, 340, { top: 0, right: 1800, bottom: 300 })).toMatchObject({ x: MARGIN, zoom: 0.8 });
});

it("keeps the columns in sight where ways are added above them", () =>
  expect(upright({ x: -300, y: 0, zoom: 0.5 }, 400, { top: -100, right: 900, bottom: 100 })).toEqual({
    x: -300,
    y: 200,
    zoom: 0.5,
  }));

it("rounds the corners of a way no more than its sides allow", () =>
  expect(
    pathOf(
      [
        { x: 0, y: 0 },
        { x: 0, y: 100 },
        { x: 6, y: 100 },
      ],
      8,
    ),
  ).toBe("M 0 0 L 0 97 Q 0 100 3 100 L 6 100"));
