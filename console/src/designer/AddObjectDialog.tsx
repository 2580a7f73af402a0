import { TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAppend } from "./drafting";
import { FormDialog } from "./FormDialog";
import { newField } from "./fieldChanges";
import { NEW_FIELD } from "./fieldForm";
import { LabelsInput } from "./LabelsInput";
import { labelInputs, labelsOf, nameFrom, pluralOf } from "./names";

/** A new object with a name as its first field. */
export function AddObjectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("designer");
  const navigate = useNavigate();
  const append = useAppend();
  const [labels, setLabels] = useState(labelsOf([]));
  const [pluralLabels, setPluralLabels] = useState(labelsOf([]));
  const [typed, setTyped] = useState("");
  const name = typed === "" ? nameFrom(labels.en) : typed;
  const plural = nameFrom(pluralLabels.en) || pluralOf(name);
  const display = {
    ...NEW_FIELD,
    name: "name",
    labels: { en: "Name", "zh-CN": "名称" },
    required: true,
    searchable: true,
  };
  const add = () =>
    append.mutate(
      [
        {
          addObject: {
            name,
            plural: plural === name ? `${name}s` : plural,
            labels: labelInputs(labels),
            pluralLabels: labelInputs(pluralLabels),
            display: "name",
            fields: [newField(display)],
          },
        },
      ],
      { onSuccess: () => void navigate(`/designer/objects/${name}`) },
    );
  return (
    <FormDialog
      title={t("addObject")}
      form={{ labels, pluralLabels, typed }}
      ready={name !== ""}
      sending={append}
      onSubmit={add}
      onClose={onClose}
    >
      <LabelsInput label={t("label")} value={labels} onChange={setLabels} autoFocus />
      <LabelsInput label={t("pluralLabel")} value={pluralLabels} onChange={setPluralLabels} />
      <TextField
        label={t("apiName")}
        value={typed}
        placeholder={name}
        helperText={t("apiNameHint", { name: name || "…" })}
        onChange={(event) => setTyped(event.target.value.trim())}
      />
      <Typography color="textSecondary">{t("firstField")}</Typography>
    </FormDialog>
  );
}
