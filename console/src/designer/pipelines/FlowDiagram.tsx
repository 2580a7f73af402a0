import { Alert, Box, Typography } from "@mui/material";
import {
  type Connection,
  ConnectionMode,
  Controls,
  type Edge,
  MarkerType,
  type Node,
  ReactFlow,
  type ReactFlowInstance,
  useNodesState,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../../shared/FaultNotice";
import { type DesignedObject, type DesignedPipeline, useAppend } from "../drafting";
import { beginning, layoutOf, MARGIN, placeAt, upright } from "./layout";
import { type MoveData, MoveEdge } from "./MoveEdge";
import { HEIGHT, WIDTH } from "./measures";
import { type DesignedMove, endsOf, type Part, partsOf, stagesAlong } from "./parts";
import { placedIn } from "./places";
import { type StageData, StageNode } from "./StageNode";
import "./texts";

const NODES = { stage: StageNode };
const EDGES = { move: MoveEdge };
/** Opaque, so that ways that join look like one. */
const WAY = "var(--mui-palette-grey-600)";
const COLOURS = {
  "--xy-node-border-radius": "8px",
  "--xy-edge-stroke": WAY,
  "--xy-connectionline-stroke": "var(--mui-palette-primary-main)",
  "--xy-handle-background-color": "var(--mui-palette-primary-main)",
  "--xy-handle-border-color": "var(--mui-palette-background-paper)",
  "--xy-attribution-background-color": "transparent",
} as const;

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
  const frame = useRef<HTMLDivElement>(null);
  const [flow, setFlow] = useState<ReactFlowInstance<Node<StageData>, Edge<MoveData>> | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const layout = useMemo(() => layoutOf(pipeline, part.name), [pipeline, part.name]);
  const placed = useMemo<Node<StageData>[]>(() => {
    const parts = partsOf(pipeline);
    return layout.stages.map(({ stage, x, y, foreign }) => ({
      id: stage.name,
      type: "stage",
      position: { x, y },
      width: WIDTH,
      height: HEIGHT,
      draggable: !foreign && stage.kind === "open",
      data: {
        stage,
        belongsTo: foreign
          ? (parts.find((each) => each.name === stage.pipeline)?.label ?? stage.pipeline)
          : null,
        onOpen: onStage,
      },
    }));
  }, [layout, pipeline, onStage]);
  const edges = useMemo<Edge<MoveData>[]>(
    () =>
      layout.moves.map(({ move, points, label }) => {
        const ends = endsOf(of, move);
        const called = t(move.gate == null ? "moveWithoutGate" : "moveWithGate", ends);
        return {
          id: `${move.source} ${move.target}`,
          type: "move",
          source: move.source,
          target: move.target,
          ariaLabel: called,
          markerEnd: { type: MarkerType.ArrowClosed, color: WAY },
          data: { move, points, label, called, onOpen: onMove },
        };
      }),
    [layout, of, onMove, t],
  );
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
  const drop = (node: Node) => {
    const open = stagesAlong(pipeline, part.name).filter((each) => each.kind === "open").length;
    const change = placedIn(of, part.name, node.id, placeAt(node.position.x, open));
    setTold(null);
    setNodes(placed);
    if (change !== null) append.mutate([change]);
  };
  const { bounds } = layout;
  useEffect(() => {
    if (flow === null || frame.current === null) return;
    void flow.setViewport(upright(flow.getViewport(), frame.current.offsetHeight, bounds));
  }, [flow, bounds]);
  const wanted = bounds.bottom - bounds.top + 2 * MARGIN;
  return (
    <Box component="section" aria-label={t("diagram", { pipeline: part.label })}>
      <Box
        ref={frame}
        aria-busy={append.isPending}
        sx={{
          ...COLOURS,
          height: { xs: Math.min(360, wanted), md: Math.min(560, wanted) },
          bgcolor: "background.paper",
          border: 1,
          borderColor: "divider",
          borderRadius: 2,
          "& .react-flow__attribution a": { color: "text.secondary" },
          // Larger than they look, for fingers.
          "& .react-flow__handle::after": { content: '""', position: "absolute", inset: -9 },
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
          nodes={nodes}
          edges={edges}
          nodeTypes={NODES}
          edgeTypes={EDGES}
          onNodesChange={onNodesChange}
          onNodeDragStop={(_, node) => drop(node)}
          onConnect={connect}
          onEdgeClick={(_, edge) => edge.data && onMove(edge.data.move)}
          onInit={(started) => {
            const { offsetWidth, offsetHeight } = frame.current ?? { offsetWidth: 0, offsetHeight: 0 };
            void started.setViewport(beginning(offsetWidth, offsetHeight, bounds));
            setFlow(started);
          }}
          ariaLabelConfig={{
            "controls.ariaLabel": t("controls"),
            "controls.zoomIn.ariaLabel": t("zoomIn"),
            "controls.zoomOut.ariaLabel": t("zoomOut"),
            "controls.fitView.ariaLabel": t("fitView"),
          }}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          nodesConnectable={!append.isPending}
          nodesDraggable={!append.isPending}
          deleteKeyCode={null}
          nodeDragThreshold={5}
          minZoom={0.3}
          maxZoom={1.5}
          zoomOnScroll={false}
          preventScrolling={false}
          connectionMode={ConnectionMode.Loose}
          connectionRadius={40}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      </Box>
      <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
        {t("diagramHint")}
      </Typography>
      {told !== null && <Alert severity="info">{told}</Alert>}
      {append.isError && <FaultNotice error={append.error} />}
    </Box>
  );
}
