import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
} from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import { type Designed, type DesignedField, type DesignedObject, useAppend } from "./drafting";
import { FieldSettings } from "./FieldSettings";
import { changesOfField, type FieldForm, formOf, NEW_FIELD, nameOfForm, newField } from "./fieldForm";
import { FIELD_TYPES, type FieldType } from "./fieldTypes";
import { LabelsInput } from "./LabelsInput";

interface FieldDialogProps {
  catalog: Designed;
  of: DesignedObject;
  /** Null for a new one. */
  field: DesignedField | null;
  onClose: () => void;
}

/** A field: what it is called, of which type, and what is asked of its values. */
export function FieldDialog({ catalog, of, field, onClose }: FieldDialogProps) {
  const { t } = useTranslation("designer");
  const append = useAppend();
  const [form, setForm] = useState<FieldForm>(field === null ? NEW_FIELD : formOf(field));
  const change = (part: Partial<FieldForm>) => setForm((earlier) => ({ ...earlier, ...part }));
  const name = nameOfForm(form);
  const changes =
    field === null
      ? [{ addField: { object: of.name, field: newField(form) } }]
      : changesOfField(of.name, field, form);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="field-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          append.mutate(changes, { onSuccess: onClose });
        }}
      >
        <DialogTitle id="field-dialog">
          {field === null ? t("addField") : t("editNamed", { name: field.label })}
        </DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            <LabelsInput
              label={t("label")}
              value={form.labels}
              onChange={(labels) => change({ labels })}
              autoFocus
            />
            <TextField
              label={t("apiName")}
              value={form.name}
              placeholder={name}
              helperText={field === null ? t("apiNameHint", { name: name || "…" }) : t("renameHint")}
              onChange={(event) => change({ name: event.target.value.trim() })}
            />
            <TextField
              select
              label={t("type")}
              value={form.type}
              disabled={field !== null}
              onChange={(event) => change({ type: event.target.value as FieldType, default: null })}
            >
              {FIELD_TYPES.map((each) => (
                <MenuItem key={each} value={each}>
                  {t(`types.${each}`)}
                </MenuItem>
              ))}
            </TextField>
            <FieldSettings catalog={catalog} form={form} onChange={change} isNew={field === null} />
            {append.isError && <FaultNotice error={append.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          <Button
            type="submit"
            variant="contained"
            disabled={name === "" || changes.length === 0}
            loading={append.isPending}
          >
            {t("intoDraft")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
