import { LinearProgress } from "@mui/material";

interface ProgressProps {
  /** What it is that goes on, for who does not see the bar. */
  label: string;
  /** From 0 to 1. */
  share: number;
}

/** How far something has come. */
export function Progress({ label, share }: ProgressProps) {
  return (
    <LinearProgress
      variant="determinate"
      value={Math.round(share * 100)}
      aria-label={label}
      sx={{ height: 8, borderRadius: 1 }}
    />
  );
}
