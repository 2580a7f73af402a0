import { MenuItem, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Designed, type DesignedField, type DesignedObject, useAppend } from "./drafting";
import { FieldSettings } from "./FieldSettings";
import { FormDialog } from "./FormDialog";
import { Computed } from "./field/Computed";
import { Conditions } from "./field/Conditions";
import { Conversion } from "./field/Conversion";
import { Handling } from "./field/Handling";
import { changesOfField, isComplete, newField } from "./fieldChanges";
import { type FieldForm, formOf, NEW_FIELD } from "./fieldForm";
import { FIELD_TYPES, type FieldType, typesFrom } from "./fieldTypes";
import { NamesInput } from "./NamesInput";

interface FieldDialogProps {
  catalog: Designed;
  of: DesignedObject;
  /** Null for a new one. */
  field: DesignedField | null;
  /** What a new one begins as. */
  begin?: Partial<FieldForm>;
  onClose: () => void;
}

/** A field: what it is called, of which type, and what is asked of its values. */
export function FieldDialog({ catalog, of, field, begin, onClose }: FieldDialogProps) {
  const { t } = useTranslation("designer");
  const append = useAppend();
  const [form, setForm] = useState<FieldForm>(field === null ? { ...NEW_FIELD, ...begin } : formOf(field));
  const change = (part: Partial<FieldForm>) => setForm((earlier) => ({ ...earlier, ...part }));
  const changes =
    field === null
      ? [{ addField: { object: of.name, field: newField(form) } }]
      : changesOfField(of.name, field, form);
  const parts = { catalog, of, field, form, onChange: change };
  const types =
    field === null
      ? FIELD_TYPES
      : field.formula != null || field.rollUp != null
        ? [form.type]
        : typesFrom(field.type as FieldType);
  const another = (type: FieldType) =>
    change({
      type,
      default: null,
      defaultFormula: null,
      personal: "",
      ...(field === null ? { source: "given" } : {}),
    });
  return (
    <FormDialog
      title={field === null ? t("addField") : t("editNamed", { name: field.label })}
      form={form}
      ready={isComplete(form) && changes.length > 0}
      sending={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
      maxWidth="md"
    >
      <NamesInput value={form} isNew={field === null} onChange={change} />
      <TextField
        select
        label={t("type")}
        value={form.type}
        disabled={types.length === 1}
        onChange={(event) => another(event.target.value as FieldType)}
      >
        {types.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`types.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <Conversion {...parts} />
      <Computed {...parts} />
      <FieldSettings {...parts} />
      <Conditions {...parts} />
      <Handling {...parts} />
    </FormDialog>
  );
}
