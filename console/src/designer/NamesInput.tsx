import { TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import { LabelsInput } from "./LabelsInput";
import { type Labels, nameIn } from "./names";
import "./texts";

interface NamesInputProps {
  value: { name: string; labels: Labels };
  isNew: boolean;
  onChange: (part: { name: string } | { labels: Labels }) => void;
}

/** What people call a thing, and what the API does. */
export function NamesInput({ value, isNew, onChange }: NamesInputProps) {
  const { t } = useTranslation("designer");
  const name = nameIn(value);
  return (
    <>
      <LabelsInput
        label={t("label")}
        value={value.labels}
        onChange={(labels) => onChange({ labels })}
        autoFocus
      />
      <TextField
        label={t("apiName")}
        value={value.name}
        placeholder={name}
        helperText={isNew ? t("apiNameHint", { name: name || "…" }) : t("renameHint")}
        onChange={(event) => onChange({ name: event.target.value.trim() })}
      />
    </>
  );
}
