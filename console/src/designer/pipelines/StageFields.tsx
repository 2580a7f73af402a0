import { Autocomplete, MenuItem, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { StageKind } from "../../client/generated/graphql";
import type { DesignedObject } from "../drafting";
import { LabelsInput } from "../LabelsInput";
import { NamesInput } from "../NamesInput";
import type { StageForm } from "./stageForm";
import { TasksInput } from "./TasksInput";
import "./texts";

const KINDS: readonly StageKind[] = ["open", "won", "lost"];

interface StageFieldsProps {
  of: DesignedObject;
  form: StageForm;
  isNew: boolean;
  onChange: (part: Partial<StageForm>) => void;
}

/** What a stage is called, what it means to be in it, and what must be there to enter. */
export function StageFields({ of, form, isNew, onChange }: StageFieldsProps) {
  const { t } = useTranslation("pipelines");
  return (
    <>
      <NamesInput value={form} isNew={isNew} onChange={onChange} />
      <TextField
        select
        label={t("kind")}
        value={form.kind}
        onChange={(event) => onChange({ kind: event.target.value as StageKind })}
      >
        {KINDS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`kinds.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label={t("probability")}
        value={form.kind === "open" ? form.probability : form.kind === "won" ? "100" : "0"}
        disabled={form.kind !== "open"}
        helperText={t("probabilityHint")}
        onChange={(event) => onChange({ probability: event.target.value })}
        slotProps={{ htmlInput: { inputMode: "numeric" } }}
      />
      <LabelsInput
        label={t("objective")}
        value={form.objective}
        onChange={(objective) => onChange({ objective })}
      />
      <Autocomplete
        multiple
        size="small"
        disableCloseOnSelect
        options={of.fields.map((each) => each.name)}
        getOptionLabel={(name) => of.fields.find((each) => each.name === name)?.label ?? name}
        value={[...form.required]}
        onChange={(_, required) => onChange({ required })}
        renderInput={(input) => <TextField {...input} label={t("required")} />}
      />
      <TasksInput tasks={form.tasks} onChange={(tasks) => onChange({ tasks })} />
    </>
  );
}
