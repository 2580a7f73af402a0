import { Button, Stack, TableContainer, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { useId } from "react";
import { FRAMED } from "../../shared/framed";

interface ListingProps {
  title: string;
  add: ReactNode;
  onAdd?: () => void;
  /** What came of the last change. */
  told?: string;
  children: ReactNode;
}

/** A table under its heading, with the way to a further row. */
export function Listing({ title, add, onAdd, told, children }: ListingProps) {
  const heading = useId();
  return (
    <Stack component="section" aria-labelledby={heading} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1 }}>
        <Typography id={heading} variant="h2" sx={{ flexGrow: 1 }}>
          {title}
        </Typography>
        {onAdd === undefined ? (
          add
        ) : (
          <Button variant="outlined" onClick={onAdd}>
            {add}
          </Button>
        )}
      </Stack>
      <TableContainer tabIndex={0} sx={FRAMED}>
        {children}
      </TableContainer>
      <Typography role="status" variant="body2" color="textSecondary">
        {told}
      </Typography>
    </Stack>
  );
}
