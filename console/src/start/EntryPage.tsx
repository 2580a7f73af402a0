import { Paper, Stack, Typography } from "@mui/material";
import type { ReactNode } from "react";

/** A page for who is not signed in: one card in the middle. */
export function EntryPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack
      component="main"
      sx={{ minHeight: "100dvh", placeItems: "center", justifyContent: "center", p: 2 }}
    >
      <Paper variant="outlined" sx={{ p: 4, width: "100%", maxWidth: 400 }}>
        <Typography variant="h1" sx={{ mb: 3 }}>
          {title}
        </Typography>
        {children}
      </Paper>
    </Stack>
  );
}
