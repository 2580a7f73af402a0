import { Alert, Checkbox, FormControlLabel, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { PartProps } from "./parts";
import "./texts";

/** What becomes of the values that there are where a field gets another type. */
export function Conversion({ field, form, onChange }: PartProps) {
  const { t } = useTranslation("field");
  if (field === null || field.type === form.type) return null;
  const type = t(`types.${form.type}`, { ns: "designer" });
  return (
    <Stack sx={{ gap: 1 }}>
      <Alert severity="info">{t("converts", { type })}</Alert>
      {form.type === "money" && (
        <TextField
          label={t("currency")}
          value={form.currency}
          onChange={(event) => onChange({ currency: event.target.value.trim().toUpperCase() })}
        />
      )}
      <FormControlLabel
        control={
          <Checkbox
            checked={form.emptyUnfit}
            onChange={(event) => onChange({ emptyUnfit: event.target.checked })}
          />
        }
        label={t("emptyUnfit")}
      />
    </Stack>
  );
}
