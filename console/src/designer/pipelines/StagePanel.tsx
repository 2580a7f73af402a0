import { Button } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Choice } from "../../shared/Choice";
import { type DesignedObject, type DesignedPipeline, type DesignedStage, useAppend } from "../drafting";
import { PanelForm } from "./PanelForm";
import { gateAddress, type Part, stagesAlong } from "./parts";
import { StageFields } from "./StageFields";
import { addedStage, changesOfStage, formOfStage, isComplete, NEW_STAGE } from "./stageForm";
import "./texts";

interface StagePanelProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
  /** Null for a new one. */
  stage: DesignedStage | null;
  onRemove: (stage: DesignedStage) => void;
  onClose: () => void;
}

/** One stage, to look at and change, or a new one with its place. */
export function StagePanel({ of, pipeline, part, stage, onRemove, onClose }: StagePanelProps) {
  const { t } = useTranslation("pipelines");
  const append = useAppend();
  const along = stagesAlong(pipeline, part.name);
  const [form, setForm] = useState(stage === null ? NEW_STAGE : formOfStage(stage));
  const [before, setBefore] = useState(along.find((each) => each.kind !== "open")?.name ?? "");
  const place = before === "" ? null : before;
  const changes = stage === null ? addedStage(of, part.name, form, place) : changesOfStage(of, stage, form);
  const title = stage === null ? t("addStage") : t("editStage", { stage: stage.label });
  return (
    <PanelForm
      title={title}
      form={{ form, before }}
      ready={isComplete(form) && changes.length > 0}
      adding={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
      further={
        stage !== null && (
          <>
            <Button component={Link} to={gateAddress(of, { stage: stage.name })} variant="outlined">
              {t("openGate", { stage: stage.label })}
            </Button>
            <Button color="error" onClick={() => onRemove(stage)}>
              {t("removeThisStage")}
            </Button>
          </>
        )
      }
    >
      <StageFields
        of={of}
        form={form}
        isNew={stage === null}
        onChange={(changed) => setForm((earlier) => ({ ...earlier, ...changed }))}
      />
      {stage === null && (
        <Choice
          label={t("standsBefore")}
          value={before}
          choices={[...along, { name: "", label: t("last") }]}
          onChange={setBefore}
        />
      )}
    </PanelForm>
  );
}
