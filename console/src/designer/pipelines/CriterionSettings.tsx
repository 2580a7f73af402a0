import { MenuItem, Stack, TextField, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { CriterionMode } from "../../client/generated/graphql";
import { Choice } from "../../shared/Choice";
import type { DesignedObject } from "../drafting";
import { LabelsInput } from "../LabelsInput";
import type { CriterionForm } from "./criterionForm";
import { partsOf } from "./parts";
import "./texts";

const MODES: readonly CriterionMode[] = ["enforce", "warn", "shadow"];

interface CriterionSettingsProps {
  of: DesignedObject;
  form: CriterionForm;
  /** Where one is asked is said once, when it is added. */
  isNew: boolean;
  onChange: (part: Partial<CriterionForm>) => void;
}

/** What a criterion is called, where it is asked, and what becomes of moves that do not satisfy it. */
export function CriterionSettings({ of, form, isNew, onChange }: CriterionSettingsProps) {
  const { t } = useTranslation("pipelines");
  if (of.pipeline == null) return null;
  const parts = partsOf(of.pipeline);
  const where = (
    name: "leaving" | "entering" | "pipeline",
    options: readonly { name: string; label: string }[],
  ) => (
    <Choice
      fullWidth
      label={t(`criterion.${name}`)}
      value={form[name]}
      disabled={!isNew}
      none={t("criterion.any")}
      choices={options}
      onChange={(chosen) => onChange({ [name]: chosen })}
    />
  );
  const date = (name: "enforcedFrom" | "graceUntil") => (
    <TextField
      fullWidth
      type="date"
      label={t(`criterion.${name}`)}
      value={form[name]}
      helperText={t(`criterion.${name}Hint`)}
      onChange={(event) => onChange({ [name]: event.target.value })}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
  const row = { direction: { xs: "column", sm: "row" }, sx: { gap: { xs: 2, sm: 1 } } } as const;
  return (
    <Stack sx={{ gap: 2 }}>
      <TextField
        required
        label={t("criterion.name")}
        value={form.name}
        helperText={t("criterion.nameHint")}
        onChange={(event) => onChange({ name: event.target.value.trim() })}
      />
      <Stack {...row}>
        {where("leaving", of.pipeline.stages)}
        {where("entering", of.pipeline.stages)}
        {parts.length > 1 && where("pipeline", parts)}
      </Stack>
      <LabelsInput
        label={t("criterion.message")}
        value={form.messages}
        onChange={(messages) => onChange({ messages })}
      />
      <Typography color="textSecondary">{t("criterion.messageHint")}</Typography>
      <TextField
        select
        label={t("criterion.mode")}
        value={form.mode}
        helperText={t(`criterion.does.${form.mode}`)}
        onChange={(event) => onChange({ mode: event.target.value as CriterionMode })}
      >
        {MODES.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`modes.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <Stack {...row}>
        {date("enforcedFrom")}
        {date("graceUntil")}
      </Stack>
    </Stack>
  );
}
