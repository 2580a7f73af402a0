import { Checkbox, FormControlLabel, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppend } from "../drafting";
import { FormDialog } from "../FormDialog";
import { AS_IT_WAS, type RemovedPart, type RestoreForm, restoring } from "./restoring";
import "./texts";

/** Brings a removed part back, under another name where its own is taken. */
export function RestoreDialog({ part, onClose }: { part: RemovedPart; onClose: () => void }) {
  const { t } = useTranslation("removed");
  const append = useAppend();
  const [form, setForm] = useState<RestoreForm>(AS_IT_WAS);
  const text = (name: "name" | "plural" | "reverse", placeholder = "") => (
    <TextField
      key={name}
      label={t(name)}
      value={form[name]}
      placeholder={placeholder}
      helperText={t("asItWas")}
      onChange={(event) => setForm({ ...form, [name]: event.target.value.trim() })}
    />
  );
  const flag = (name: "optional" | "notUnique") => (
    <FormControlLabel
      key={name}
      control={
        <Checkbox
          checked={form[name]}
          onChange={(event) => setForm({ ...form, [name]: event.target.checked })}
        />
      }
      label={t(name)}
    />
  );
  return (
    <FormDialog
      title={t("restoreNamed", { name: part.label })}
      form={form}
      ready
      sending={append}
      onSubmit={() => append.mutate([restoring(part, form)], { onSuccess: onClose })}
      onClose={onClose}
    >
      {part.kind !== "pipeline" && text("name", part.name)}
      {part.kind === "object" && text("plural")}
      {part.kind === "field" && (
        <>
          {text("reverse")}
          <Typography color="textSecondary">{t("optionalHint")}</Typography>
          {flag("optional")}
          {flag("notUnique")}
        </>
      )}
    </FormDialog>
  );
}
