import { Button, MenuItem, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { RollUpFunction } from "../../client/generated/graphql";
import { ExpressionInput } from "../expressions/ExpressionInput";
import type { RollUpForm } from "../fieldForm";
import { type Source, sourcesOf } from "../fieldTypes";
import { pathsOf } from "../paths";
import { RulePart } from "../RulePart";
import type { PartProps } from "./parts";
import "./texts";

/** Where the values come from, and what they are computed of. */
export function Computed(props: PartProps) {
  const { field, form, onChange } = props;
  const { t } = useTranslation("field");
  const sources = sourcesOf(form.type);
  if (sources.length === 1) return null;
  return (
    <>
      <TextField
        select
        label={t("source")}
        value={form.source}
        disabled={field !== null}
        helperText={field === null ? t("sourceHint") : undefined}
        onChange={(event) => onChange({ source: event.target.value as Source })}
      >
        {sources.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`sources.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {form.source === "formula" && <Formula {...props} />}
      {form.source === "rollUp" && <RollUp {...props} />}
    </>
  );
}

function Formula({ catalog, of, form, onChange }: PartProps) {
  const { t } = useTranslation("field");
  if (form.formula === null)
    return (
      <Button
        variant="outlined"
        sx={{ alignSelf: "start" }}
        onClick={() => onChange({ formula: { var: "" } })}
      >
        {t("formula")}: {t("begin")}
      </Button>
    );
  return (
    <ExpressionInput
      label={t("formula")}
      catalog={catalog}
      of={of}
      value={form.formula}
      onChange={(formula) => onChange({ formula })}
    />
  );
}

const FUNCTIONS = ["count", "sum", "avg", "min", "max"] as const;
const NUMBERS = ["integer", "rating", "decimal", "percent", "money", "duration"];
const ORDERED = [...NUMBERS, "date", "datetime"];

function RollUp({ catalog, of, form, onChange }: PartProps) {
  const { t } = useTranslation("field");
  const { rollUp } = form;
  const lists = pathsOf(catalog, of).filter((each) => each.list !== null && !each.path.includes("."));
  const listed = lists.find((each) => each.path === rollUp.relation)?.list;
  const related = catalog.objects.find((each) => each.name === listed);
  const fitting = rollUp.function === "min" || rollUp.function === "max" ? ORDERED : NUMBERS;
  const fields = related?.fields.filter((each) => fitting.includes(each.type)) ?? [];
  const give = (part: Partial<RollUpForm>) => onChange({ rollUp: { ...rollUp, ...part } });
  return (
    <Stack sx={{ gap: 2 }}>
      <TextField
        select
        label={t("relation")}
        value={rollUp.relation}
        onChange={(event) => give({ relation: event.target.value, field: "", where: null })}
      >
        {lists.map((each) => (
          <MenuItem key={each.path} value={each.path}>
            {each.label}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label={t("function")}
        value={rollUp.function}
        onChange={(event) => give({ function: event.target.value as RollUpFunction, field: "" })}
      >
        {FUNCTIONS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`functions.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {rollUp.function !== "count" && (
        <TextField
          select
          label={t("ofField")}
          value={rollUp.field}
          onChange={(event) => give({ field: event.target.value })}
        >
          {fields.map((each) => (
            <MenuItem key={each.name} value={each.name}>
              {each.label}
            </MenuItem>
          ))}
        </TextField>
      )}
      {related !== undefined && (
        <RulePart
          key={related.name}
          catalog={catalog}
          of={related}
          label={t("where")}
          value={rollUp.where}
          onChange={(where) => give({ where })}
        />
      )}
    </Stack>
  );
}
