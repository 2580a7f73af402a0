import { Accordion, AccordionDetails, AccordionSummary, Stack } from "@mui/material";
import { type ReactNode, useState } from "react";

interface FoldProps {
  title: string;
  /** Something is said in it, so it is shown. */
  open: boolean;
  children: ReactNode;
}

/** A part of a form that is mostly left as it is. */
export function Fold({ title, open, children }: FoldProps) {
  const [shown, setShown] = useState(open);
  return (
    <Accordion
      variant="outlined"
      disableGutters
      expanded={shown}
      onChange={(_, next) => setShown(next)}
      slotProps={{ heading: { component: "h3" } }}
    >
      <AccordionSummary expandIcon="▾" sx={{ typography: "body1" }}>
        {title}
      </AccordionSummary>
      <AccordionDetails>
        <Stack sx={{ gap: 2 }}>{children}</Stack>
      </AccordionDetails>
    </Accordion>
  );
}
