import { ButtonBase, Typography } from "@mui/material";
import { Handle, type Node, type NodeProps, Position, useConnection } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import type { DesignedObject } from "../drafting";
import { HEIGHT, WIDTH } from "./layout";
import "./texts";

export type ObjectData = { of: DesignedObject; onOpen: (object: string) => void };

/** All of an object takes a line that is drawn to it, as long as one is drawn. */
const WHOLE = {
  width: "100%",
  height: "100%",
  transform: "none",
  top: 0,
  left: 0,
  opacity: 0,
  borderRadius: 8,
};
const KNOB = { width: 16, height: 16, borderRadius: "50%" };

/** An object in the diagram: what it is called and how many fields it has. */
export function RelationNode({ data, isConnectable }: NodeProps<Node<ObjectData>>) {
  const { t } = useTranslation("relations");
  const drawing = useConnection((connection) => connection.inProgress);
  const { of, onOpen } = data;
  return (
    <>
      <ButtonBase
        onClick={() => onOpen(of.name)}
        sx={{
          width: WIDTH,
          height: HEIGHT,
          px: 1.5,
          borderRadius: 2,
          border: 1,
          borderColor: "divider",
          bgcolor: "background.default",
          flexDirection: "column",
          alignItems: "stretch",
          justifyContent: "center",
          textAlign: "start",
          "&:focus-visible": { outline: 2, outlineColor: "primary.main", outlineOffset: 2 },
        }}
      >
        <Typography noWrap sx={{ fontWeight: 600 }}>
          {of.label}
        </Typography>
        <Typography noWrap variant="body2" color="textSecondary">
          {of.name} · {t("fields", { count: of.fields.length })}
        </Typography>
      </ButtonBase>
      <Handle
        type="target"
        position={Position.Left}
        isConnectable={isConnectable}
        style={{ ...WHOLE, pointerEvents: drawing ? "auto" : "none" }}
      />
      <Handle type="source" position={Position.Right} isConnectable={isConnectable} style={KNOB} />
    </>
  );
}
