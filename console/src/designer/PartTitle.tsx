import { Typography } from "@mui/material";

/** What a page is of: as people call it, and as the API does. */
export function PartTitle({ label, name }: { label: string; name: string }) {
  return (
    <Typography variant="h1" sx={{ flexGrow: 1 }}>
      {label}{" "}
      <Typography component="span" color="textSecondary">
        {name}
      </Typography>
    </Typography>
  );
}
