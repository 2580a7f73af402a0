import { Checkbox, FormControlLabel, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DesignedObject, useAppend } from "../drafting";
import { FormDialog } from "../FormDialog";
import { LabelsInput } from "../LabelsInput";
import { FieldsChoice } from "./FieldsChoice";
import { type DesignedKey, type KeyForm, keyChanges, keyForm } from "./rulesForm";
import "./texts";

interface UniqueKeyDialogProps {
  of: DesignedObject;
  /** Null for a new one. */
  uniqueKey: DesignedKey | null;
  onClose: () => void;
}

/** Fields that no two records share all of. */
export function UniqueKeyDialog({ of, uniqueKey, onClose }: UniqueKeyDialogProps) {
  const { t } = useTranslation("object");
  const append = useAppend();
  const [form, setForm] = useState<KeyForm>(() => keyForm(uniqueKey));
  const change = (part: Partial<KeyForm>) => setForm((earlier) => ({ ...earlier, ...part }));
  const name =
    form.name ||
    form.fields
      .map(capital)
      .join("")
      .replace(/^./, (first) => first.toLowerCase());
  const changes = keyChanges(of.name, uniqueKey, { ...form, name });
  return (
    <FormDialog
      title={
        uniqueKey === null ? t("addUniqueKey") : t("editNamed", { ns: "designer", name: uniqueKey.name })
      }
      form={form}
      ready={form.fields.length > 0 && changes.length > 0}
      sending={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
    >
      <FieldsChoice
        label={t("keyFields")}
        of={of}
        value={form.fields}
        onChange={(fields) => change({ fields })}
      />
      <FormControlLabel
        control={
          <Checkbox
            checked={form.ignoreCase}
            onChange={(event) => change({ ignoreCase: event.target.checked })}
          />
        }
        label={t("ignoreCase")}
      />
      <LabelsInput
        label={t("keyMessages")}
        value={form.messages}
        onChange={(messages) => change({ messages })}
      />
      <TextField
        label={t("name")}
        value={form.name}
        placeholder={name}
        helperText={t("needsName")}
        onChange={(event) => change({ name: event.target.value.trim() })}
      />
    </FormDialog>
  );
}

const capital = (name: string) => name.replace(/^./, (first) => first.toUpperCase());
