import { Table, TableBody, TableCell, TableContainer, TableRow } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ColumnHeads } from "../shared/ColumnHeads";
import { FRAMED } from "../shared/framed";
import "./texts";

interface PeopleTableProps {
  label: string;
  columns: readonly string[];
  /** The first cell names the row. */
  rows: readonly { id: string; cells: readonly ReactNode[]; actions: ReactNode }[];
}

/** Rows of what is told in this room, each with what can be done with it. */
export function PeopleTable({ label, columns, rows }: PeopleTableProps) {
  const { t } = useTranslation("people");
  return (
    <TableContainer tabIndex={0} role="region" aria-label={label} sx={FRAMED}>
      <Table size="small">
        <ColumnHeads titles={[...columns, t("actions")]} />
        <TableBody>
          {rows.map(({ id, cells: [first, ...more], actions }) => (
            <TableRow key={id} hover>
              <TableCell component="th" scope="row">
                {first}
              </TableCell>
              {more.map((each, index) => (
                <TableCell key={columns[index + 1]}>{each}</TableCell>
              ))}
              <TableCell sx={{ whiteSpace: "nowrap" }}>{actions}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
