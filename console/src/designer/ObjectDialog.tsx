import { TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { CatalogChange } from "../client/generated/graphql";
import { Choice } from "../shared/Choice";
import { differs } from "../shared/differs";
import { type DesignedObject, useAppend } from "./drafting";
import { FormDialog } from "./FormDialog";
import { LabelsInput } from "./LabelsInput";
import { labelInputs, labelsOf } from "./names";

/** What an object is called, and which of its fields names its records. */
export function ObjectDialog({ of, onClose }: { of: DesignedObject; onClose: () => void }) {
  const { t } = useTranslation("designer");
  const navigate = useNavigate();
  const append = useAppend();
  const [labels, setLabels] = useState(labelsOf(of.labels));
  const [pluralLabels, setPluralLabels] = useState(labelsOf(of.pluralLabels));
  const [display, setDisplay] = useState(of.display ?? "");
  const [name, setName] = useState(of.name);
  const [plural, setPlural] = useState(of.plural);
  const changes: CatalogChange[] = [];
  if (differs(labels, labelsOf(of.labels)))
    changes.push({ setLabels: { object: of.name, labels: labelInputs(labels, of.labels) } });
  if (differs(pluralLabels, labelsOf(of.pluralLabels)))
    changes.push({
      setLabels: { object: of.name, plural: true, labels: labelInputs(pluralLabels, of.pluralLabels) },
    });
  if (display !== (of.display ?? ""))
    changes.push({ setDisplay: { object: of.name, field: display === "" ? null : display } });
  if (name !== of.name || plural !== of.plural)
    changes.push({ renameObject: { object: of.name, name, plural } });
  const save = () =>
    append.mutate(changes, {
      onSuccess: () => {
        onClose();
        if (name !== of.name) void navigate(`/designer/objects/${name}`);
      },
    });
  return (
    <FormDialog
      title={t("editNamed", { name: of.label })}
      form={{ labels, pluralLabels, display, name, plural }}
      ready={changes.length > 0}
      sending={append}
      onSubmit={save}
      onClose={onClose}
    >
      <LabelsInput label={t("label")} value={labels} onChange={setLabels} autoFocus />
      <LabelsInput label={t("pluralLabel")} value={pluralLabels} onChange={setPluralLabels} />
      <Choice
        label={t("display")}
        value={display}
        none={t("nothing")}
        choices={of.fields}
        onChange={setDisplay}
      />
      <TextField
        label={t("apiName")}
        value={name}
        helperText={t("renameHint")}
        onChange={(event) => setName(event.target.value.trim())}
      />
      <TextField
        label={t("apiPlural")}
        value={plural}
        onChange={(event) => setPlural(event.target.value.trim())}
      />
    </FormDialog>
  );
}
