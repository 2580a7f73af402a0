import { Button, Stack } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Choice } from "../../shared/Choice";
import { FaultNotice } from "../../shared/FaultNotice";
import { type DesignedObject, type DesignedPipeline, type DesignedStage, useAppend } from "../drafting";
import { gateAddress, type Part, stagesAlong } from "./parts";
import { SidePanel } from "./SidePanel";
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
    <SidePanel title={title} form={{ form, before }} onClose={onClose}>
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          append.mutate(changes, { onSuccess: onClose });
        }}
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
        {append.isError && <FaultNotice error={append.error} />}
        <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
          <Button
            type="submit"
            variant="contained"
            disabled={!isComplete(form) || changes.length === 0}
            loading={append.isPending}
          >
            {t("intoDraft", { ns: "designer" })}
          </Button>
          {stage !== null && (
            <>
              <Button component={Link} to={gateAddress(of, { stage: stage.name })} variant="outlined">
                {t("openGate", { stage: stage.label })}
              </Button>
              <Button color="error" onClick={() => onRemove(stage)}>
                {t("removeThisStage")}
              </Button>
            </>
          )}
        </Stack>
      </Stack>
    </SidePanel>
  );
}
