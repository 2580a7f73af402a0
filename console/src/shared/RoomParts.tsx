import { Button, Stack } from "@mui/material";
import { NavLink } from "react-router";
import { SCROLL_SIGN } from "./scrollSign";

interface RoomPartsProps {
  /** The first part of the addresses. */
  room: string;
  label: string;
  parts: readonly { name: string; label: string }[];
}

/** The parts of a room, each a page. */
export function RoomParts({ room, label, parts }: RoomPartsProps) {
  return (
    <Stack
      component="nav"
      direction="row"
      aria-label={label}
      sx={{ gap: 0.5, px: 2, py: 1, borderBottom: 1, borderColor: "divider", ...SCROLL_SIGN }}
    >
      {parts.map((each) => (
        <Button
          key={each.name}
          component={NavLink}
          to={`/${room}/${each.name}`}
          color="inherit"
          sx={{
            whiteSpace: "nowrap",
            flexShrink: 0,
            "&.active": { bgcolor: "action.selected", fontWeight: 600 },
          }}
        >
          {each.label}
        </Button>
      ))}
    </Stack>
  );
}
