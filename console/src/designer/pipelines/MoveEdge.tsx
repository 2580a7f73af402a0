import { ButtonBase } from "@mui/material";
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { type Point, pathOf } from "../diagram/lines";
import { GateIcon, MoreIcon } from "./icons";
import { BUTTON } from "./measures";
import type { DesignedMove } from "./parts";
import "./texts";

export type MoveData = {
  move: DesignedMove;
  points: readonly Point[];
  label: Point;
  ends: { source: string; target: string };
  onOpen: (move: DesignedMove) => void;
};

/** A move in the diagram: its way, and a button that says whether it has a gate. Ways back are dashed. */
export function MoveEdge({ data, markerEnd }: EdgeProps<Edge<MoveData>>) {
  const { t } = useTranslation("pipelines");
  if (data === undefined) return null;
  const { move, points, label, ends, onOpen } = data;
  const called = t(move.gate == null ? "moveWithoutGate" : "moveWithGate", ends);
  const dashed = move.kind === "back" || move.kind === "reopen";
  return (
    <>
      <BaseEdge
        path={pathOf(points, 8)}
        interactionWidth={12}
        {...(markerEnd !== undefined && { markerEnd })}
        style={{ strokeWidth: 1.5, ...(dashed && { strokeDasharray: "6 4" }) }}
      />
      <EdgeLabelRenderer>
        <ButtonBase
          className="nodrag nopan"
          aria-label={called}
          title={called}
          onClick={() => onOpen(move)}
          sx={{
            position: "absolute",
            transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)`,
            pointerEvents: "all",
            width: BUTTON,
            height: BUTTON,
            borderRadius: BUTTON / 2,
            border: 1,
            borderColor: "divider",
            color: move.gate == null ? "text.secondary" : "primary.main",
            bgcolor: "background.paper",
            "&:hover": { bgcolor: "action.selected" },
            "&:focus-visible": { outline: 2, outlineColor: "primary.main" },
          }}
        >
          {move.gate == null ? <MoreIcon /> : <GateIcon />}
        </ButtonBase>
      </EdgeLabelRenderer>
    </>
  );
}
