import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Stack,
  TextField,
  Typography,
} from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { FaultNotice } from "../shared/FaultNotice";
import { useAppend } from "./drafting";
import { NEW_FIELD, newField } from "./fieldForm";
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
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="add-object">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <DialogTitle id="add-object">{t("addObject")}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            <LabelsInput label={t("label")} value={labels} onChange={setLabels} autoFocus />
            <LabelsInput label={t("pluralLabel")} value={pluralLabels} onChange={setPluralLabels} />
            <TextField
              label={t("apiName")}
              value={typed}
              placeholder={name}
              helperText={t("apiNameHint", { name: name || "…" })}
              onChange={(event) => setTyped(event.target.value.trim())}
            />
            <Typography color="text.secondary">{t("firstField")}</Typography>
            {append.isError && <FaultNotice error={append.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="submit" variant="contained" disabled={name === ""} loading={append.isPending}>
            {t("intoDraft")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
