import { Box, ButtonBase, Typography } from "@mui/material";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import type { DesignedStage } from "../drafting";
import { GateIcon } from "./icons";
import { HEIGHT, KNOB, WIDTH } from "./measures";
import "./texts";

export type StageData = {
  stage: DesignedStage;
  /** Of a stage of another pipeline: what that is called. */
  belongsTo: string | null;
  onOpen: (stage: string) => void;
};

const COLOURS = { open: "primary.main", won: "success.main", lost: "error.main" } as const;
const ROUND = { width: KNOB, height: KNOB, borderRadius: "50%" };

/** A stage in the diagram: what it is called, its kind and chance, and what it asks for. */
export function StageNode({ data, isConnectable }: NodeProps<Node<StageData>>) {
  const { t } = useTranslation("pipelines");
  const { stage, belongsTo, onOpen } = data;
  const facts = [
    t(`kinds.${stage.kind}`),
    ...(stage.kind === "open" ? [t("percent", { probability: stage.probability })] : []),
  ];
  const asked = [
    ...(stage.required.length > 0 ? [t("requiredCount", { count: stage.required.length })] : []),
    ...(stage.tasks.length > 0 ? [t("taskCount", { count: stage.tasks.length })] : []),
  ];
  return (
    <>
      <ButtonBase
        onClick={() => onOpen(stage.name)}
        title={t("editStage", { stage: stage.label })}
        sx={{
          width: WIDTH,
          height: HEIGHT,
          px: 1.5,
          borderRadius: 2,
          border: 1,
          borderLeft: 5,
          borderStyle: belongsTo === null ? "solid" : "dashed",
          borderColor: "divider",
          borderLeftColor: COLOURS[stage.kind],
          bgcolor: "background.default",
          flexDirection: "column",
          alignItems: "stretch",
          justifyContent: "center",
          textAlign: "start",
          "&:focus-visible": { outline: 2, outlineColor: "primary.main", outlineOffset: 2 },
        }}
      >
        <Box sx={{ display: "flex", alignItems: "center", gap: 0.5 }}>
          <Typography noWrap sx={{ fontWeight: 600, flexGrow: 1 }}>
            {stage.label}
          </Typography>
          {stage.gate != null && (
            <Box role="img" aria-label={t("hasGate")} sx={{ display: "flex" }}>
              <GateIcon />
            </Box>
          )}
        </Box>
        <Typography noWrap variant="body2" color="textSecondary">
          {belongsTo === null ? facts.join(" · ") : t("ofPipeline", { pipeline: belongsTo })}
        </Typography>
        {asked.length > 0 && (
          <Typography noWrap variant="caption" color="textSecondary">
            {asked.join(" · ")}
          </Typography>
        )}
      </ButtonBase>
      <Handle type="target" position={Position.Left} isConnectable={isConnectable} style={ROUND} />
      <Handle type="source" position={Position.Right} isConnectable={isConnectable} style={ROUND} />
    </>
  );
}
