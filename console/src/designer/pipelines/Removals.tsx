import { Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "../../shared/Choice";
import type { DesignedObject, DesignedPipeline, DesignedStage } from "../drafting";
import { RemoveDialog } from "../RemoveDialog";
import { type DesignedMove, endsOf, type Part, pipelineAddress, stagesAlong } from "./parts";
import "./texts";

interface ReplacementProps {
  stages: readonly DesignedStage[];
  value: string;
  onChange: (stage: string) => void;
}

/** Where the records of what is removed go. */
function Replacement({ stages, value, onChange }: ReplacementProps) {
  const { t } = useTranslation("pipelines");
  return (
    <Choice
      label={t("replacement")}
      value={value}
      helperText={t("replacementHint")}
      none={t("noReplacement")}
      choices={stages}
      onChange={onChange}
    />
  );
}

interface RemoveStageProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  stage: DesignedStage;
  onClose: () => void;
}

/** Asks where the records of a stage go before it is removed. */
export function RemoveStage({ of, pipeline, stage, onClose }: RemoveStageProps) {
  const [replacement, setReplacement] = useState("");
  const others = pipeline.stages.filter((each) => each.name !== stage.name);
  const at = { object: of.name, stage: stage.name };
  return (
    <RemoveDialog
      removal={{
        label: stage.label,
        part: { stage: at },
        changes: [{ removeStage: { ...at, replacement: replacement === "" ? null : replacement } }],
        forGood: true,
      }}
      onClose={onClose}
    >
      <Replacement stages={others} value={replacement} onChange={setReplacement} />
    </RemoveDialog>
  );
}

interface RemoveMoveProps {
  of: DesignedObject;
  move: DesignedMove;
  onClose: () => void;
}

export function RemoveMove({ of, move, onClose }: RemoveMoveProps) {
  const { t } = useTranslation("pipelines");
  const at = { object: of.name, source: move.source, target: move.target };
  const ends = endsOf(of, move);
  return (
    <RemoveDialog
      removal={{
        label: t("move", ends),
        part: { transition: at },
        changes: [{ removeTransition: at }],
        forGood: true,
      }}
      onClose={onClose}
    />
  );
}

interface RemovePipelineProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
  onClose: () => void;
}

/** The first pipeline goes with all others and can be restored; a further one ends with its last stage. */
export function RemovePipeline({ of, pipeline, part, onClose }: RemovePipelineProps) {
  const { t } = useTranslation("pipelines");
  const [replacement, setReplacement] = useState("");
  const own = stagesAlong(pipeline, part.name);
  if (part.id === pipeline.id)
    return (
      <RemoveDialog
        removal={{
          label: part.label,
          part: { pipeline: of.name },
          changes: [{ removePipeline: { object: of.name, days: 30 } }],
          back: `/designer/objects/${of.name}`,
        }}
        onClose={onClose}
      >
        <Typography>{t("removeAll", { object: of.pluralLabel })}</Typography>
      </RemoveDialog>
    );
  const others = pipeline.stages.filter((each) => each.pipeline !== part.name);
  return (
    <RemoveDialog
      removal={{
        label: part.label,
        part: own.map((each) => ({ stage: { object: of.name, stage: each.name } })),
        // The first one last: meanwhile it is where records of the pipeline start.
        changes: own.toReversed().map((each) => ({
          removeStage: {
            object: of.name,
            stage: each.name,
            replacement: replacement === "" ? null : replacement,
          },
        })),
        back: pipelineAddress(of, pipeline.name),
        forGood: true,
      }}
      onClose={onClose}
    >
      <Typography>{t("stagesGo", { count: own.length })}</Typography>
      <Replacement stages={others} value={replacement} onChange={setReplacement} />
    </RemoveDialog>
  );
}
