import { Button, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Choice } from "../../shared/Choice";
import { type DesignedObject, useAppend } from "../drafting";
import { NamesInput } from "../NamesInput";
import { labelsOf, nameIn } from "../names";
import { PanelForm } from "./PanelForm";
import { type Part, pipelineAddress } from "./parts";
import { addedPipeline, changesOfPipeline, formOfPipeline, isCompletePipeline } from "./pipelineForm";
import "./texts";

const EMPTY = { name: "", labels: labelsOf([]), approvalHours: "", before: "" };

interface PipelinePanelProps {
  of: DesignedObject;
  /** Null for a new one. */
  part: Part | null;
  onClose: () => void;
  onRemove: () => void;
}

/** What a pipeline is called, where it stands, and whether overrides in it need a second person. */
export function PipelinePanel({ of, part, onClose, onRemove }: PipelinePanelProps) {
  const { t } = useTranslation("pipelines");
  const navigate = useNavigate();
  const append = useAppend();
  const { pipeline } = of;
  const [form, setForm] = useState(
    part === null || pipeline == null ? EMPTY : formOfPipeline(pipeline, part),
  );
  const change = (changed: Partial<typeof form>) => setForm((earlier) => ({ ...earlier, ...changed }));
  const named = nameIn(form);
  const changes =
    part === null || pipeline == null
      ? [addedPipeline(of, form)]
      : changesOfPipeline(of, pipeline, part, form);
  const others = pipeline?.further.filter((each) => each.id !== part?.id) ?? [];
  const ofFurther = part !== null && part.id !== pipeline?.id;
  const save = () =>
    append.mutate(changes, {
      onSuccess: () => {
        onClose();
        if (named !== part?.name) void navigate(pipelineAddress(of, named));
      },
    });
  return (
    <PanelForm
      title={part === null ? t("addPipeline") : part.label}
      form={form}
      ready={isCompletePipeline(form) && changes.length > 0}
      adding={append}
      onSubmit={save}
      onClose={onClose}
      further={
        part !== null && (
          <Button color="error" onClick={onRemove}>
            {t("removePipeline")}
          </Button>
        )
      }
    >
      <NamesInput value={form} isNew={part === null} onChange={change} />
      {part === null && (
        <Typography color="textSecondary">
          {t("addPipelineHint")} {pipeline == null && t("addPipelineFirst")}
        </Typography>
      )}
      {ofFurther && others.length > 0 && (
        <Choice
          label={t("standsBefore")}
          value={form.before}
          choices={[...others, { name: "", label: t("last") }]}
          onChange={(before) => change({ before })}
        />
      )}
      {part !== null && (
        <TextField
          label={t("approvalHours")}
          value={form.approvalHours}
          helperText={t("approvalHint", { object: of.pluralLabel })}
          onChange={(event) => change({ approvalHours: event.target.value })}
          slotProps={{ htmlInput: { inputMode: "numeric" } }}
        />
      )}
    </PanelForm>
  );
}
