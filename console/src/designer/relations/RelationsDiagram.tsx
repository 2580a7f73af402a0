import { Box, Typography, useMediaQuery } from "@mui/material";
import type { Connection, Edge, Node } from "@xyflow/react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ARROW, Diagram } from "../diagram/Diagram";
import type { DesignedObject } from "../drafting";
import { HEIGHT, placed, WIDTH } from "./layout";
import { type LineData, RelationLine } from "./RelationLine";
import { type ObjectData, RelationNode } from "./RelationNode";
import type { Relation } from "./relations";
import "./texts";

const NODES = { object: RelationNode };
const EDGES = { relation: RelationLine };
/** How small all of it is drawn at most to begin with; what is beyond is dragged into sight. */
const LEGIBLE = 0.75;

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
      <Diagram<Node<ObjectData>, Edge<LineData>>
        key={[direction, ...objects.map((each) => each.name)].join(" ")}
        height={Math.min(narrow ? 600 : 560, Math.max(280, places.height + 80))}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onConnect={connect}
        fitView
        fitViewOptions={{ padding: 0.05, minZoom: LEGIBLE, maxZoom: 1 }}
        nodesDraggable={false}
      />
      <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
        {t("hint")}
      </Typography>
    </Box>
  );
}
