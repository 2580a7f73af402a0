import { Paper, Stack, Typography } from "@mui/material";
import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  /** What is done with the whole of it, beside the heading. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a record's page, with its heading. */
export function Section({ title, action, children }: SectionProps) {
  const heading = useId();
  return (
    <Paper component="section" variant="outlined" aria-labelledby={heading} sx={{ p: 2 }}>
      <Stack direction="row" sx={{ gap: 1, mb: 0.75, alignItems: "center" }}>
        <Typography id={heading} variant="h2">
          {title}
        </Typography>
        {action}
      </Stack>
      {children}
    </Paper>
  );
}
