import { Stack } from "@mui/material";
import type { ReactNode } from "react";

/** Parts within a part, set off from what stands around them. */
export function Within({ children }: { children: ReactNode }) {
  return (
    <Stack
      className="below"
      sx={{
        gap: 1,
        flexBasis: "100%",
        pl: { xs: 1, sm: 2 },
        borderLeft: 2,
        borderColor: "divider",
        minWidth: 0,
      }}
    >
      {children}
    </Stack>
  );
}
