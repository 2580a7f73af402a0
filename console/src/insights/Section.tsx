import { Box, Paper, Stack, Typography } from "@mui/material";
import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  means?: string;
  choice?: ReactNode;
  children: ReactNode;
}

/** One question and its answer: what the numbers mean stands above them. */
export function Section({ title, means, choice, children }: SectionProps) {
  const heading = useId();
  return (
    <Paper variant="outlined" component="section" aria-labelledby={heading} sx={{ p: 2, minWidth: 0 }}>
      <Stack direction="row" sx={{ gap: 2, flexWrap: "wrap", alignItems: "flex-start", mb: 1 }}>
        <Box sx={{ flexGrow: 1, flexBasis: 280 }}>
          <Typography id={heading} variant="h2">
            {title}
          </Typography>
          {means !== undefined && (
            <Typography variant="body2" color="textSecondary">
              {means}
            </Typography>
          )}
        </Box>
        {choice}
      </Stack>
      {children}
    </Paper>
  );
}

/** A chart and its table: side by side where there is room. */
export function Beside({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" },
      }}
    >
      {children}
    </Box>
  );
}
