import { Button, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DesignedObject, DesignedPipeline } from "../drafting";
import { AlsoAsked } from "./AlsoAsked";
import { type DesignedMove, endsOf, gateAddress, gateAt } from "./parts";
import { SidePanel } from "./SidePanel";
import "./texts";

interface MovePanelProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  move: DesignedMove;
  onRemove: (move: DesignedMove) => void;
  onClose: () => void;
}

/** One move: what it means, all that is asked of it, and the ways to its gate and its end. */
export function MovePanel({ of, pipeline, move, onRemove, onClose }: MovePanelProps) {
  const { t } = useTranslation("pipelines");
  const { source, target } = move;
  const place = gateAt(pipeline, { source, target });
  const ends = endsOf(of, { source, target });
  return (
    <SidePanel title={t("move", ends)} form={null} onClose={onClose}>
      <Stack sx={{ gap: 2 }}>
        <Typography>
          {t(`moveKinds.${move.kind}`)} · {t(move.gate == null ? "noGate" : "hasGate")}
        </Typography>
        <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
          <Button component={Link} to={gateAddress(of, { source, target })} variant="contained">
            {t("gateOfThisMove")}
          </Button>
          <Button color="error" onClick={() => onRemove(move)}>
            {t("removeMove")}
          </Button>
        </Stack>
        {place !== null && <AlsoAsked of={of} place={place} />}
      </Stack>
    </SidePanel>
  );
}
