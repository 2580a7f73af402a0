/** Lines of diagrams as SVG draws them. */

export interface Point {
  x: number;
  y: number;
}

/** A line through points with round corners; each corner is rounded no more than its sides allow. */
export function pathOf(points: readonly Point[], round: number): string {
  const [start, ...rest] = points;
  if (start === undefined) return "";
  const parts = rest.map((point, index) => {
    const [before, after] = [points[index] ?? start, rest[index + 1]];
    if (after === undefined) return `L ${point.x} ${point.y}`;
    const radius = Math.min(round, distance(before, point) / 2, distance(point, after) / 2);
    const [into, out] = [towards(point, before, radius), towards(point, after, radius)];
    return `L ${into.x} ${into.y} Q ${point.x} ${point.y} ${out.x} ${out.y}`;
  });
  return `M ${start.x} ${start.y} ${parts.join(" ")}`;
}

const distance = (one: Point, other: Point) => Math.hypot(other.x - one.x, other.y - one.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
