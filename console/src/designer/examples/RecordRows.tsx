import { Box, Button, IconButton, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { KeptValueInput } from "../../fields/KeptValueInput";
import type { Designed, DesignedObject } from "../drafting";
import { ChoiceInput } from "../expressions/ChoiceInput";
import { JsonInput } from "../expressions/JsonInput";
import { isOfUnits, type RulePath } from "../paths";
import { editedField } from "../ruleValues";
import { UnitCodesInput } from "../UnitCodesInput";
import { KnownFurther, usePaths } from "../usePaths";
import { newRecord, type Row, rowAt, type SaidRecord } from "./said";
import "./texts";

interface RecordRowsProps {
  catalog: Designed;
  of: DesignedObject;
  rows: readonly Row[];
  onChange: (rows: readonly Row[]) => void;
}

/** What a record is like: a row for each path, with the editor of its type, and the records of lists within theirs. */
export function RecordRows({ catalog, of, rows, onChange }: RecordRowsProps) {
  const { t } = useTranslation("examples");
  const paths = usePaths(catalog, of);
  const put = (row: Row) => onChange(rows.map((each) => (each.id === row.id ? row : each)));
  return (
    <Stack sx={{ gap: 2 }}>
      {rows.map((row) => (
        <Stack key={row.id} direction="row" sx={{ gap: 1, alignItems: "start" }}>
          <Stack
            direction={{ xs: "column", sm: "row" }}
            sx={{ gap: { xs: 2, sm: 1 }, flexWrap: "wrap", flexGrow: 1, minWidth: 0 }}
          >
            <ChoiceInput
              label={t("path")}
              value={row.path}
              choices={choicesOf(paths, rows, row, t("noPath"))}
              onChange={(path) => put(rowAt(paths, path, row.id))}
            />
            {row.path !== "" && <RowValue catalog={catalog} of={of} row={row} onChange={put} />}
          </Stack>
          <IconButton
            aria-label={t("removeRow", { name: row.label || t("path") })}
            onClick={() => onChange(rows.filter((each) => each.id !== row.id))}
          >
            ×
          </IconButton>
        </Stack>
      ))}
      <Button
        sx={{ alignSelf: "start" }}
        onClick={() => onChange([...rows, rowAt(paths, "", crypto.randomUUID())])}
      >
        {t("addRow")}
      </Button>
    </Stack>
  );
}

/** Those of which nothing is said yet, and its own. */
function choicesOf(paths: readonly RulePath[], rows: readonly Row[], row: Row, unset: string) {
  const free = paths.filter(
    (each) => each.path === row.path || !rows.some((other) => other.path === each.path),
  );
  const known = free.some((each) => each.path === row.path);
  const own = known ? [] : [{ value: row.path, label: row.path === "" ? unset : row.path }];
  return [...own, ...free.map((each) => ({ value: each.path, label: each.label }))];
}

interface RowValueProps {
  catalog: Designed;
  of: DesignedObject;
  row: Row;
  onChange: (row: Row) => void;
}

function RowValue({ catalog, of, row, onChange }: RowValueProps) {
  switch (row.kind) {
    case "json":
      return <JsonInput label={row.label} value={row.json} onChange={(json) => onChange({ ...row, json })} />;
    case "value":
      if (isOfUnits(row.path))
        return (
          <UnitCodesInput
            label={row.label}
            value={(row.draft ?? []) as readonly string[]}
            onChange={(draft) => onChange({ ...row, draft })}
          />
        );
      return (
        <Box sx={{ flexGrow: 1, minWidth: 200 }}>
          <KeptValueInput
            catalog={catalog}
            // Members who have left are looked for among the records whose own field it is.
            of={row.path === row.field.name ? of : null}
            field={editedField(row.field, row.label)}
            value={row.draft}
            onChange={(draft) => onChange({ ...row, draft })}
          />
        </Box>
      );
    case "records": {
      const listed = catalog.objects.find((each) => each.name === row.list);
      if (listed === undefined) return null;
      return (
        <ListRecords
          catalog={catalog}
          of={listed}
          label={row.label}
          records={row.records}
          onChange={(records) => onChange({ ...row, records })}
        />
      );
    }
  }
}

interface ListRecordsProps {
  catalog: Designed;
  of: DesignedObject;
  label: string;
  records: readonly SaidRecord[];
  onChange: (records: readonly SaidRecord[]) => void;
}

const NOTHING_FURTHER = [] as const;

function ListRecords({ catalog, of, label, records, onChange }: ListRecordsProps) {
  const { t } = useTranslation("examples");
  return (
    <Stack sx={{ gap: 1, flexBasis: "100%", minWidth: 0 }}>
      <KnownFurther value={NOTHING_FURTHER}>
        {records.map((each, index) => {
          const place = { number: index + 1, list: label };
          return (
            <Box
              key={each.id}
              role="group"
              aria-label={t("recordNumber", place)}
              sx={{ border: 1, borderColor: "divider", borderRadius: 1, p: 1.5 }}
            >
              <Stack direction="row" sx={{ alignItems: "center", mb: 1 }}>
                <Typography variant="body2" color="textSecondary" sx={{ flexGrow: 1 }}>
                  {t("recordNumber", place)}
                </Typography>
                <IconButton
                  aria-label={t("removeRecord", place)}
                  onClick={() => onChange(records.filter((other) => other.id !== each.id))}
                >
                  ×
                </IconButton>
              </Stack>
              <RecordRows
                catalog={catalog}
                of={of}
                rows={each.rows}
                onChange={(rows) =>
                  onChange(records.map((other) => (other.id === each.id ? { ...other, rows } : other)))
                }
              />
            </Box>
          );
        })}
      </KnownFurther>
      <Button sx={{ alignSelf: "start" }} onClick={() => onChange([...records, newRecord()])}>
        {t("addRecord", { list: label })}
      </Button>
    </Stack>
  );
}
