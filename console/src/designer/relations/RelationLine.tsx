import { Box, ButtonBase } from "@mui/material";
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { pathOf } from "../diagram/lines";
import { LINE, lineLabel, type Way } from "./layout";
import type { Relation } from "./relations";
import "./texts";

export type LineData = {
  relation: Relation;
  way: Way;
  onOpen: (relation: Relation) => void;
};

/** A relation in the diagram, with its name and how many belong to how many. */
export function RelationLine({ id, data, markerEnd, markerStart }: EdgeProps<Edge<LineData>>) {
  const { t } = useTranslation("relations");
  if (data === undefined) return null;
  const { relation, way, onOpen } = data;
  const { points, label } = way;
  const ends = { source: relation.source.label, target: relation.target.label, field: relation.field.label };
  const markers = {
    ...(markerEnd === undefined ? {} : { markerEnd }),
    ...(markerStart === undefined ? {} : { markerStart }),
  };
  return (
    <>
      <BaseEdge id={id} path={pathOf(points, 40)} {...markers} />
      <EdgeLabelRenderer>
        <Box
          className="nodrag nopan"
          sx={{
            position: "absolute",
            pointerEvents: "all",
            transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)`,
          }}
        >
          <ButtonBase
            title={t("openRelation", ends)}
            onClick={() => onOpen(relation)}
            sx={{
              px: 1,
              minHeight: LINE,
              borderRadius: 1,
              bgcolor: "background.paper",
              color: "text.primary",
              typography: "caption",
              "&:focus-visible": { outline: 2, outlineColor: "primary.main" },
            }}
          >
            {lineLabel(relation)}
          </ButtonBase>
        </Box>
      </EdgeLabelRenderer>
    </>
  );
}
