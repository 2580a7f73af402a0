import { Box, Typography, useMediaQuery } from "@mui/material";
import { type Connection, Controls, type Edge, MarkerType, type Node, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DesignedObject } from "../drafting";
import { HEIGHT, placed, WIDTH } from "./layout";
import { type LineData, RelationLine } from "./RelationLine";
import { type ObjectData, RelationNode } from "./RelationNode";
import type { Relation } from "./relations";
import "./texts";

const NODES = { object: RelationNode };
const EDGES = { relation: RelationLine };
const LINE = "var(--mui-palette-grey-600)";
const COLOURS = {
  "--xy-edge-stroke": LINE,
  "--xy-connectionline-stroke": "var(--mui-palette-primary-main)",
  "--xy-handle-background-color": "var(--mui-palette-primary-main)",
  "--xy-handle-border-color": "var(--mui-palette-background-paper)",
  "--xy-attribution-background-color": "transparent",
} as const;
/** How small all of it is drawn at most to begin with; what is beyond is dragged into sight. */
const LEGIBLE = 0.75;
const ARROW = { type: MarkerType.ArrowClosed, color: LINE };

interface RelationsDiagramProps {
  objects: readonly DesignedObject[];
  relations: readonly Relation[];
  onObject: (object: string) => void;
  onRelation: (relation: Relation) => void;
  onConnect: (source: string, target: string) => void;
}

/** Objects and what points from one to another; a new relation is drawn by mouse or finger. */
export function RelationsDiagram(props: RelationsDiagramProps) {
  const { objects, relations, onObject, onRelation, onConnect } = props;
  const { t } = useTranslation("relations");
  const narrow = useMediaQuery((theme) => theme.breakpoints.down("md"));
  const direction = narrow ? "TB" : "LR";
  const places = useMemo(() => placed(objects, relations, direction), [objects, relations, direction]);
  const nodes: Node<ObjectData>[] = objects.map((each) => ({
    id: each.name,
    type: "object",
    position: places.objects.get(each.name) ?? { x: 0, y: 0 },
    width: WIDTH,
    height: HEIGHT,
    data: { of: each, onOpen: onObject },
  }));
  const edges: Edge<LineData>[] = relations.flatMap((each) => {
    const way = places.lines.get(each.id);
    if (way === undefined) return [];
    return [
      {
        id: each.id,
        type: "relation",
        source: each.source.name,
        target: each.target.name,
        markerEnd: ARROW,
        ...(each.kind === "relations" ? { markerStart: ARROW } : {}),
        data: { relation: each, way, onOpen: onRelation },
      },
    ];
  });
  const connect = ({ source, target }: Connection) => onConnect(source, target);
  return (
    <Box component="section" aria-label={t("diagram")}>
      <Box
        sx={{
          ...COLOURS,
          height: Math.min(narrow ? 600 : 560, Math.max(280, places.height + 80)),
          bgcolor: "background.paper",
          border: 1,
          borderColor: "divider",
          borderRadius: 2,
          "& .react-flow__attribution a": {
            display: "inline-block",
            px: 1,
            lineHeight: "24px",
            bgcolor: "background.paper",
            color: "text.secondary",
          },
          "& .react-flow__controls-button": {
            width: 28,
            height: 28,
            p: 0.75,
            color: "text.primary",
            bgcolor: "background.paper",
            border: 1,
            borderColor: "divider",
            "&:hover": { bgcolor: "action.selected" },
            "& svg": { fill: "currentColor", width: "100%", height: "100%" },
          },
        }}
      >
        <ReactFlow
          key={[direction, ...objects.map((each) => each.name)].join(" ")}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODES}
          edgeTypes={EDGES}
          onConnect={connect}
          ariaLabelConfig={{
            "controls.ariaLabel": t("controls"),
            "controls.zoomIn.ariaLabel": t("zoomIn"),
            "controls.zoomOut.ariaLabel": t("zoomOut"),
            "controls.fitView.ariaLabel": t("fitView"),
          }}
          fitView
          fitViewOptions={{ padding: 0.05, minZoom: LEGIBLE, maxZoom: 1 }}
          nodesDraggable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          deleteKeyCode={null}
          minZoom={0.2}
          maxZoom={1.5}
          zoomOnScroll={false}
          preventScrolling={false}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      </Box>
      <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
        {t("hint")}
      </Typography>
    </Box>
  );
}
