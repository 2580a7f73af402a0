/** Of a select: what stands for none of them is shown as the others are. */
export const SHOWN = { select: { displayEmpty: true }, inputLabel: { shrink: true } };
