/** What stands in a diagram, and how large it is there. */

import type { Point } from "../diagram/lines";
import type { DesignedStage } from "../drafting";

export const WIDTH = 168;
export const HEIGHT = 84;
/** Between columns. */
export const GAP = 72;
/** From the top of one stage to the top of the next one below it. */
export const ROW = HEIGHT + 36;
/** Buttons of moves are that large, as WCAG asks. */
export const BUTTON = 24;

/** What moves are drawn from and to, at the sides of a stage. */
export const KNOB = 14;

export interface PlacedStage extends Point {
  stage: DesignedStage;
  column: number;
  /** It belongs to another pipeline. */
  foreign: boolean;
}
