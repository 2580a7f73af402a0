import {
  Button,
  IconButton,
  Link as MuiLink,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableRow,
} from "@mui/material";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ColumnHeads } from "../../shared/ColumnHeads";
import { FaultNotice } from "../../shared/FaultNotice";
import { type DesignedObject, type DesignedPipeline, type DesignedStage, useAppend } from "../drafting";
import { Listing } from "./Listing";
import { gateAddress, type Part, stagesAlong } from "./parts";
import { shiftedBy } from "./places";
import "./texts";

const ARROW = { width: 32, height: 32, fontSize: "1rem", "&[aria-disabled=true]": { opacity: 0.4 } };

interface StageTableProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
  onOpen: (stage: string) => void;
  onAdd: () => void;
  onRemove: (stage: DesignedStage) => void;
}

/** The stages of the diagram as a table, with all that can be done there. */
export function StageTable({ of, pipeline, part, onOpen, onAdd, onRemove }: StageTableProps) {
  const { t } = useTranslation("pipelines");
  const append = useAppend();
  const [told, setTold] = useState("");
  const table = useRef<HTMLTableElement>(null);
  const pressed = useRef<string | null>(null);
  const stages = stagesAlong(pipeline, part.name);
  const order = stages.map((each) => each.name).join(" ");
  // A row that moves in the page loses the focus of its button, and who uses the keyboard their place.
  useLayoutEffect(() => {
    if (pressed.current === null || order === "") return;
    table.current?.querySelector<HTMLElement>(`[data-shift="${pressed.current}"]`)?.focus();
    pressed.current = null;
  }, [order]);
  const shift = (stage: DesignedStage, index: number, by: -1 | 1) => {
    const change = shiftedBy(of, part.name, stage.name, by);
    if (change === null || append.isPending) return;
    pressed.current = `${stage.name} ${by}`;
    append.mutate([change], {
      onSuccess: () => setTold(t("shiftedTo", { name: stage.label, place: index + by + 1 })),
    });
  };
  const asked = (stage: DesignedStage) =>
    [
      ...(stage.required.length > 0 ? [t("requiredCount", { count: stage.required.length })] : []),
      ...(stage.tasks.length > 0 ? [t("taskCount", { count: stage.tasks.length })] : []),
    ].join(" · ");
  return (
    <Listing title={t("stages")} add={t("addStage")} onAdd={onAdd} told={told}>
      {append.isError && <FaultNotice error={append.error} />}
      <Table ref={table} size="small" aria-label={t("stages")} sx={{ minWidth: 620 }}>
        <ColumnHeads
          titles={[t("stage"), t("kind"), t("gate"), t("asked"), t("actions", { ns: "designer" })]}
        />
        <TableBody>
          {stages.map((each, index) => (
            <TableRow key={each.id} hover>
              <TableCell component="th" scope="row">
                <MuiLink
                  component="button"
                  onClick={() => onOpen(each.name)}
                  aria-label={t("editStage", { stage: each.label })}
                >
                  {each.label}
                </MuiLink>
              </TableCell>
              <TableCell>
                {t(`kinds.${each.kind}`)} · {t("percent", { probability: each.probability })}
              </TableCell>
              <TableCell>
                <MuiLink
                  component={Link}
                  to={gateAddress(of, { stage: each.name })}
                  aria-label={t("gateNamed", {
                    gate: t(each.gate == null ? "noGate" : "hasGate"),
                    name: each.label,
                  })}
                >
                  {t(each.gate == null ? "noGate" : "hasGate")}
                </MuiLink>
              </TableCell>
              <TableCell>{asked(each) || t("nothingAsked")}</TableCell>
              <TableCell>
                <Stack direction="row" sx={{ alignItems: "center" }}>
                  <IconButton
                    sx={ARROW}
                    aria-label={t("earlier", { name: each.label })}
                    aria-disabled={index === 0}
                    data-shift={`${each.name} -1`}
                    onClick={() => shift(each, index, -1)}
                  >
                    ↑
                  </IconButton>
                  <IconButton
                    sx={ARROW}
                    aria-label={t("later", { name: each.label })}
                    aria-disabled={index === stages.length - 1}
                    data-shift={`${each.name} 1`}
                    onClick={() => shift(each, index, 1)}
                  >
                    ↓
                  </IconButton>
                  <Button
                    size="small"
                    color="error"
                    aria-label={t("removeStage", { stage: each.label })}
                    onClick={() => onRemove(each)}
                  >
                    {t("action.remove", { ns: "app" })}
                  </Button>
                </Stack>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Listing>
  );
}
