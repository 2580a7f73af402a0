/**
 * What a card is made of. There are hundreds of cards on a board: their styles are said once, and none has the ripple and
 * the states of the component library's buttons and chips, which take most of the time that a card takes to appear.
 */

import { styled, type Theme } from "@mui/material/styles";
import { Link } from "react-router";

const colours = (theme: Theme) => (theme.vars ?? theme).palette;
const FOCUSED = { outline: "2px solid currentColor", outlineOffset: 1 };

export const Face = styled("div")(({ theme }) => ({
  padding: theme.spacing(1),
  border: `1px solid ${colours(theme).divider}`,
  borderRadius: 8,
  backgroundColor: colours(theme).background.paper,
  color: colours(theme).text.primary,
}));

export const Row = styled("div")(({ theme }) => ({
  display: "flex",
  gap: theme.spacing(0.5),
  alignItems: "flex-start",
}));

export const Handle = styled("div")(({ theme }) => ({
  cursor: "grab",
  touchAction: "none",
  userSelect: "none",
  padding: theme.spacing(0, 0.5),
  minWidth: 24,
  minHeight: 24,
  borderRadius: 4,
  color: colours(theme).text.secondary,
  "&:focus-visible": FOCUSED,
}));

export const Title = styled(Link)(({ theme }) => ({
  ...theme.typography.body1,
  flexGrow: 1,
  fontWeight: 600,
  color: "inherit",
  textDecoration: "none",
  overflowWrap: "anywhere",
  "&:hover": { textDecoration: "underline" },
  "&:focus-visible": FOCUSED,
}));

export const Move = styled("button")(({ theme }) => ({
  ...theme.typography.button,
  minWidth: 28,
  minHeight: 24,
  border: 0,
  borderRadius: 4,
  background: "none",
  cursor: "pointer",
  color: colours(theme).primary.main,
  "&:hover": { backgroundColor: colours(theme).action.hover },
  "&:focus-visible": FOCUSED,
}));

export const Line = styled("div")(({ theme }) => ({
  ...theme.typography.body2,
  color: colours(theme).text.secondary,
  overflow: "hidden",
  textOverflow: "ellipsis",
  whiteSpace: "nowrap",
}));

export const Marks = styled("div")(({ theme }) => ({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: theme.spacing(0.5),
  marginTop: theme.spacing(0.5),
}));

export const Since = styled("span")(({ theme }) => ({
  ...theme.typography.caption,
  color: colours(theme).text.secondary,
}));

export const Mark = styled("span")(({ theme }) => ({
  ...theme.typography.caption,
  padding: theme.spacing(0.125, 1),
  border: `1px solid ${colours(theme).divider}`,
  borderRadius: 12,
  '&[data-kind="stale"]': { color: colours(theme).warning.main, borderColor: "currentColor" },
  '&[data-kind="overdue"]': {
    color: colours(theme).error.contrastText,
    backgroundColor: colours(theme).error.main,
    borderColor: "transparent",
  },
}));
