import { MenuItem, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DesignedObject, type DesignedPipeline, useAppend } from "../drafting";
import { PanelForm } from "./PanelForm";
import { type Part, partsOf, stagesAlong } from "./parts";
import "./texts";

interface AddMovePanelProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
  onClose: () => void;
}

/** A move by the names of its ends, which may stand in other pipelines of the object. */
export function AddMovePanel({ of, pipeline, part, onClose }: AddMovePanelProps) {
  const { t } = useTranslation("pipelines");
  const append = useAppend();
  const own = stagesAlong(pipeline, part.name);
  const others = pipeline.stages.filter((each) => each.pipeline !== part.name);
  const parts = partsOf(pipeline);
  const [source, setSource] = useState("");
  const [target, setTarget] = useState("");
  const end = (label: string, value: string, other: string, choose: (stage: string) => void) => (
    <TextField select required label={label} value={value} onChange={(event) => choose(event.target.value)}>
      {[...own, ...others].map((each) => (
        <MenuItem key={each.id} value={each.name} disabled={each.name === other}>
          {each.pipeline === part.name
            ? each.label
            : `${each.label} (${parts.find((one) => one.name === each.pipeline)?.label ?? each.pipeline})`}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <PanelForm
      title={t("addMove")}
      form={{ source, target }}
      ready={source !== "" && target !== ""}
      adding={append}
      onSubmit={() =>
        append.mutate([{ addTransition: { object: of.name, transition: { source, target } } }], {
          onSuccess: onClose,
        })
      }
      onClose={onClose}
    >
      {end(t("from"), source, target, setSource)}
      {end(t("to"), target, source, setTarget)}
    </PanelForm>
  );
}
