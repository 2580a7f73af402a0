/** How arrow keys carry a card: from column to column. */

import type { KeyboardCoordinateGetter } from "@dnd-kit/core";

/** Left and right lead to the middle of the column beside the one that the card is over. */
export const byColumns: KeyboardCoordinateGetter = (event, { context, currentCoordinates }) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.code];
  const carried = context.collisionRect;
  if (step === undefined || carried === null) return undefined;
  event.preventDefault();
  const columns = [...context.droppableRects.values()].sort((one, other) => one.left - other.left);
  const middle = carried.left + carried.width / 2;
  const here = columns.findIndex((each) => each.left <= middle && middle <= each.left + each.width);
  const there = columns[Math.min(Math.max(here + step, 0), columns.length - 1)];
  if (there === undefined) return undefined;
  return {
    x: there.left + (there.width - carried.width) / 2,
    y: Math.max(currentCoordinates.y, there.top + 60),
  };
};
