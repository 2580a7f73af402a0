/** How a row that may be wider than the screen shows that it goes on. */

import type { SxProps, Theme } from "@mui/material/styles";

const paper = (theme: Theme) => (theme.vars ?? theme).palette.background.paper;

/** Scrolls sideways, on paper. A shadow stands at an edge beyond which there is more; at the end, paper covers it. */
export const SCROLL_SIGN = {
  overflowX: "auto",
  background: (theme: Theme) =>
    [
      `linear-gradient(to right, ${paper(theme)} 40%, transparent) left / 32px 110% no-repeat local`,
      `linear-gradient(to left, ${paper(theme)} 40%, transparent) right / 32px 110% no-repeat local`,
      "linear-gradient(to right, rgb(128 128 128 / 0.6), transparent) left / 12px 100% no-repeat scroll",
      "linear-gradient(to left, rgb(128 128 128 / 0.6), transparent) right / 12px 100% no-repeat scroll",
      paper(theme),
    ].join(", "),
} satisfies SxProps<Theme>;
