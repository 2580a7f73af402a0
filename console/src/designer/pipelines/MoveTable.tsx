import { Button, Link as MuiLink, Table, TableBody, TableCell, TableRow, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ColumnHeads } from "../../shared/ColumnHeads";
import type { DesignedObject, DesignedPipeline } from "../drafting";
import { Listing } from "./Listing";
import { type DesignedMove, endsOf, gateAddress, movesAlong, type Part } from "./parts";
import "./texts";

interface MoveTableProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
  onOpen: (move: DesignedMove) => void;
  onAdd: () => void;
  onRemove: (move: DesignedMove) => void;
}

/** The moves of the diagram as a table, with all that can be done there. */
export function MoveTable({ of, pipeline, part, onOpen, onAdd, onRemove }: MoveTableProps) {
  const { t } = useTranslation("pipelines");
  const moves = movesAlong(pipeline, part.name);
  return (
    <Listing title={t("moves")} add={t("addMove")} onAdd={onAdd}>
      {moves.length === 0 ? (
        <Typography sx={{ p: 2 }}>{t("noMoves")}</Typography>
      ) : (
        <Table size="small" aria-label={t("moves")} sx={{ minWidth: 520 }}>
          <ColumnHeads titles={[t("moves"), t("kind"), t("gate"), t("actions", { ns: "designer" })]} />
          <TableBody>
            {moves.map((each) => {
              const { source, target } = each;
              const ends = endsOf(of, { source, target });
              return (
                <TableRow key={`${source} ${target}`} hover>
                  <TableCell component="th" scope="row">
                    <MuiLink component="button" onClick={() => onOpen(each)}>
                      {t("move", ends)}
                    </MuiLink>
                  </TableCell>
                  <TableCell>{t(`moveKinds.${each.kind}`)}</TableCell>
                  <TableCell>
                    <MuiLink
                      component={Link}
                      to={gateAddress(of, { source, target })}
                      aria-label={t("gateNamed", {
                        gate: t(each.gate == null ? "noGate" : "hasGate"),
                        name: t("move", ends),
                      })}
                    >
                      {t(each.gate == null ? "noGate" : "hasGate")}
                    </MuiLink>
                  </TableCell>
                  <TableCell>
                    <Button
                      size="small"
                      color="error"
                      aria-label={t("removeMoveNamed", ends)}
                      onClick={() => onRemove(each)}
                    >
                      {t("action.remove", { ns: "app" })}
                    </Button>
                  </TableCell>
                </TableRow>
              );
            })}
          </TableBody>
        </Table>
      )}
    </Listing>
  );
}
