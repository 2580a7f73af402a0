import { Button, MenuItem, Stack, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../../shared/FaultNotice";
import { type DesignedObject, type DesignedPipeline, useAppend } from "../drafting";
import { type Part, partsOf, stagesAlong } from "./parts";
import { SidePanel } from "./SidePanel";
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
    <SidePanel title={t("addMove")} form={{ source, target }} onClose={onClose}>
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          const transition = { source, target };
          append.mutate([{ addTransition: { object: of.name, transition } }], { onSuccess: onClose });
        }}
      >
        {end(t("from"), source, target, setSource)}
        {end(t("to"), target, source, setTarget)}
        {append.isError && <FaultNotice error={append.error} />}
        <Button
          type="submit"
          variant="contained"
          sx={{ alignSelf: "start" }}
          disabled={source === "" || target === ""}
          loading={append.isPending}
        >
          {t("intoDraft", { ns: "designer" })}
        </Button>
      </Stack>
    </SidePanel>
  );
}
