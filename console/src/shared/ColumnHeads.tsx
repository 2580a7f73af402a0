import { TableCell, TableHead, TableRow } from "@mui/material";

/** What the columns of a table are called. */
export function ColumnHeads({ titles }: { titles: readonly string[] }) {
  return (
    <TableHead>
      <TableRow>
        {titles.map((each) => (
          <TableCell key={each}>{each}</TableCell>
        ))}
      </TableRow>
    </TableHead>
  );
}
