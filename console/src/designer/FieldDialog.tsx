import { MenuItem, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Designed, type DesignedField, type DesignedObject, useAppend } from "./drafting";
import { FieldSettings } from "./FieldSettings";
import { FormDialog } from "./FormDialog";
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
    <FormDialog
      title={field === null ? t("addField") : t("editNamed", { name: field.label })}
      ready={name !== "" && changes.length > 0}
      sending={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
