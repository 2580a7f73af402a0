import {
  Button,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from "@mui/material";
import { useTranslation } from "react-i18next";
import { downloadText } from "../shared/download";
import { type Cell, csvOf } from "./csv";
import "./texts";

export interface Column<Row> {
  title: string;
  /** As the file has it. */
  value: (row: Row) => Cell;
  /** As the page has it, where that is another. */
  text?: (row: Row) => string;
  numeric?: boolean;
}

/** A column of numbers, as the page has them. */
export function numeric<Row, Value extends number | null>(
  title: string,
  value: (row: Row) => Value,
  shown: (value: Value) => string,
): Column<Row> {
  return { title, value, text: (row) => shown(value(row)), numeric: true };
}

interface NumbersTableProps<Row> {
  caption: string;
  file: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What is said where there are no rows. */
  none?: string;
}

/** Numbers in rows, which can be taken away as a file. */
export function NumbersTable<Row>({ caption, file, columns, rows, none }: NumbersTableProps<Row>) {
  const { t } = useTranslation("insights");
  const take = () => {
    const lines = rows.map((row) => columns.map((each) => each.value(row)));
    downloadText(
      `${file}.csv`,
      csvOf([columns.map((each) => each.title), ...lines]),
      "text/csv;charset=utf-8",
    );
  };
  if (rows.length === 0) return <Typography color="textSecondary">{none ?? t("nothing")}</Typography>;
  return (
    <Stack sx={{ gap: 1, alignItems: "flex-start", minWidth: 0 }}>
      {/* One that does not fit is scrolled, by the keyboard too. */}
      <TableContainer tabIndex={0} role="region" aria-label={caption} sx={{ maxHeight: 420 }}>
        <Table size="small" stickyHeader>
          <TableHead>
            <TableRow>
              {columns.map((each) => (
                <TableCell
                  key={each.title}
                  align={each.numeric ? "right" : "left"}
                  sx={{ whiteSpace: "nowrap" }}
                >
                  {each.title}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and keep no state
              <TableRow key={index}>
                {columns.map((each) => (
                  <TableCell
                    key={each.title}
                    align={each.numeric ? "right" : "left"}
                    sx={each.numeric ? { whiteSpace: "nowrap" } : { minWidth: 96 }}
                  >
                    {each.text?.(row) ?? each.value(row) ?? "–"}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      <Button onClick={take} aria-label={`${t("export")}: ${caption}`}>
        {t("export")}
      </Button>
    </Stack>
  );
}
