import { Paper, Typography } from "@mui/material";
import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  children: ReactNode;
}

/** A part of a record's page, with its heading. */
export function Section({ title, children }: SectionProps) {
  const heading = useId();
  return (
    <Paper component="section" variant="outlined" aria-labelledby={heading} sx={{ p: 2 }}>
      <Typography id={heading} variant="h2" gutterBottom>
        {title}
      </Typography>
      {children}
    </Paper>
  );
}
