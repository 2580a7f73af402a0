import { Box, type SxProps } from "@mui/material";
import { Controls, type Edge, MarkerType, type Node, ReactFlow, type ReactFlowProps } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { FRAMED } from "../../shared/framed";
import "./texts";

/** Opaque, so that lines that join look like one. */
const LINE = "var(--mui-palette-grey-600)";
const COLOURS = {
  "--xy-edge-stroke": LINE,
  "--xy-connectionline-stroke": "var(--mui-palette-primary-main)",
  "--xy-handle-background-color": "var(--mui-palette-primary-main)",
  "--xy-handle-border-color": "var(--mui-palette-background-paper)",
  "--xy-attribution-background-color": "transparent",
} as const;
const LOOK: SxProps = {
  ...COLOURS,
  ...FRAMED,
  // Larger than they look, for fingers.
  "& .react-flow__handle::after": { content: '""', position: "absolute", inset: -9 },
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
};

/** The end of a line, where it leads. */
export const ARROW = { type: MarkerType.ArrowClosed, color: LINE };

interface DiagramProps<Drawn extends Node, Line extends Edge>
  extends Omit<ReactFlowProps<Drawn, Line>, "height"> {
  height: number | { xs: number; md: number };
  frame?: Ref<HTMLDivElement>;
  /** Something that was done in it is under way. */
  busy?: boolean;
}

/**
 * What the diagrams of the designer have in common. What is drawn has buttons of its own, so that the keyboard reaches
 * it, and the page is scrolled across the diagram as anywhere.
 */
export function Diagram<Drawn extends Node, Line extends Edge>(props: DiagramProps<Drawn, Line>) {
  const { height, frame, busy, ...flow } = props;
  const { t } = useTranslation("diagram");
  return (
    <Box ref={frame} aria-busy={busy === true} sx={{ ...LOOK, height }}>
      <ReactFlow
        ariaLabelConfig={{
          "controls.ariaLabel": t("controls"),
          "controls.zoomIn.ariaLabel": t("zoomIn"),
          "controls.zoomOut.ariaLabel": t("zoomOut"),
          "controls.fitView.ariaLabel": t("fitView"),
        }}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        minZoom={0.2}
        maxZoom={1.5}
        zoomOnScroll={false}
        preventScrolling={false}
        {...flow}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </Box>
  );
}
