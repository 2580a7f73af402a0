import { Alert, Box, Typography } from "@mui/material";
import {
  type Connection,
  ConnectionMode,
  type Edge,
  type Node,
  type ReactFlowInstance,
  useNodesState,
} from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../../shared/FaultNotice";
import { ARROW, Diagram } from "../diagram/Diagram";
import { type DesignedObject, type DesignedPipeline, useAppend } from "../drafting";
import { beginning, type Layout, layoutOf, MARGIN, placeAt, upright } from "./layout";
import { type MoveData, MoveEdge } from "./MoveEdge";
import { HEIGHT, WIDTH } from "./measures";
import { type DesignedMove, endsOf, type Part, partsOf, stagesAlong } from "./parts";
import { placedIn } from "./places";
import { type StageData, StageNode } from "./StageNode";
import "./texts";

const NODES = { stage: StageNode };
const EDGES = { move: MoveEdge };
type DrawnStage = Node<StageData>;
type DrawnMove = Edge<MoveData>;

interface FlowDiagramProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
  onStage: (stage: string) => void;
  onMove: (move: DesignedMove) => void;
}

/** A pipeline as stages and the moves between them: drawn, put in order and opened by mouse or finger. */
export function FlowDiagram({ of, pipeline, part, onStage, onMove }: FlowDiagramProps) {
  const { t } = useTranslation("pipelines");
  const append = useAppend();
  const [told, setTold] = useState<string | null>(null);
  const layout = useMemo(() => layoutOf(pipeline, part.name), [pipeline, part.name]);
  const placed = useMemo(() => drawnStages(layout, pipeline, onStage), [layout, pipeline, onStage]);
  const moves = useMemo(() => drawnMoves(layout, of, onMove), [layout, of, onMove]);
  const sight = useSight(layout);
  // While one is dragged it stands where the pointer is; whatever comes of it, stages then stand in their order.
  const [nodes, setNodes, onNodesChange] = useNodesState(placed);
  useEffect(() => setNodes(placed), [placed, setNodes]);
  const connect = ({ source, target }: Connection) => {
    if (source === target) return;
    const known = pipeline.transitions.some((each) => each.source === source && each.target === target);
    setTold(known ? t("dropped") : null);
    if (known) append.reset();
    else append.mutate([{ addTransition: { object: of.name, transition: { source, target } } }]);
  };
  const drop = (node: DrawnStage) => {
    const open = stagesAlong(pipeline, part.name).filter((each) => each.kind === "open").length;
    const change = placedIn(of, part.name, node.id, placeAt(node.position.x, open));
    setTold(null);
    setNodes(placed);
    if (change !== null) append.mutate([change]);
  };
  const wanted = layout.bounds.bottom - layout.bounds.top + 2 * MARGIN;
  return (
    <Box component="section" aria-label={t("diagram", { pipeline: part.label })}>
      <Diagram<DrawnStage, DrawnMove>
        frame={sight.frame}
        busy={append.isPending}
        height={{ xs: Math.min(360, wanted), md: Math.min(560, wanted) }}
        nodes={nodes}
        edges={moves}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onInit={sight.begin}
        onNodesChange={onNodesChange}
        onNodeDragStop={(_, node) => drop(node)}
        onConnect={connect}
        onEdgeClick={(_, edge) => edge.data && onMove(edge.data.move)}
        nodesConnectable={!append.isPending}
        nodesDraggable={!append.isPending}
        nodeDragThreshold={5}
        connectionMode={ConnectionMode.Loose}
        connectionRadius={40}
      />
      <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
        {t("diagramHint")}
      </Typography>
      {told !== null && <Alert severity="info">{told}</Alert>}
      {append.isError && <FaultNotice error={append.error} />}
    </Box>
  );
}

/** What of the diagram is in sight: to begin with, and once ways are added above or below. */
function useSight({ bounds }: Layout) {
  const frame = useRef<HTMLDivElement>(null);
  const [flow, setFlow] = useState<ReactFlowInstance<DrawnStage, DrawnMove> | null>(null);
  useEffect(() => {
    if (flow === null || frame.current === null) return;
    void flow.setViewport(upright(flow.getViewport(), frame.current.offsetHeight, bounds));
  }, [flow, bounds]);
  const begin = (started: ReactFlowInstance<DrawnStage, DrawnMove>) => {
    const { offsetWidth, offsetHeight } = frame.current ?? { offsetWidth: 0, offsetHeight: 0 };
    void started.setViewport(beginning(offsetWidth, offsetHeight, bounds));
    setFlow(started);
  };
  return { frame, begin };
}

function drawnStages(
  layout: Layout,
  pipeline: DesignedPipeline,
  onOpen: (stage: string) => void,
): DrawnStage[] {
  const labels = new Map(partsOf(pipeline).map((each) => [each.name, each.label]));
  return layout.stages.map(({ stage, x, y, foreign }) => ({
    id: stage.name,
    type: "stage",
    position: { x, y },
    width: WIDTH,
    height: HEIGHT,
    draggable: !foreign && stage.kind === "open",
    data: { stage, belongsTo: foreign ? (labels.get(stage.pipeline) ?? stage.pipeline) : null, onOpen },
  }));
}

function drawnMoves(layout: Layout, of: DesignedObject, onOpen: (move: DesignedMove) => void): DrawnMove[] {
  return layout.moves.map(({ move, points, label }) => {
    const ends = endsOf(of, move);
    return {
      id: `${move.source} ${move.target}`,
      type: "move",
      source: move.source,
      target: move.target,
      ariaLabel: `${ends.source} → ${ends.target}`,
      markerEnd: ARROW,
      data: { move, points, label, ends, onOpen },
    };
  });
}
