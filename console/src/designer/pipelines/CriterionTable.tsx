import { Button, Link as MuiLink, Table, TableBody, TableCell, TableRow, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ColumnHeads } from "../../shared/ColumnHeads";
import type { DesignedObject, DesignedPipeline } from "../drafting";
import { Listing } from "./Listing";
import {
  criteriaAlong,
  criterionAddress,
  type DesignedCriterion,
  newCriterionAddress,
  type Part,
  partsOf,
  stageLabel,
} from "./parts";
import "./texts";

interface CriterionTableProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
}

/** What is asked of moves beside the gates: where, and what becomes of those that do not satisfy it. */
export function CriterionTable({ of, pipeline, part }: CriterionTableProps) {
  const { t } = useTranslation("pipelines");
  const criteria = criteriaAlong(pipeline, part.name);
  const where = (each: DesignedCriterion) =>
    [
      ...(each.leaving == null ? [] : [t("leavingOf", { stage: stageLabel(of, each.leaving) })]),
      ...(each.entering == null ? [] : [t("enteringOf", { stage: stageLabel(of, each.entering) })]),
      ...(each.pipeline == null
        ? []
        : [t("within", { pipeline: partsOf(pipeline).find((one) => one.name === each.pipeline)?.label })]),
    ].join(t("comma")) || t("everywhere");
  const further = newCriterionAddress(of, pipeline.further.length > 0 ? { pipeline: part.name } : {});
  return (
    <Listing
      title={t("criteria")}
      add={
        <Button component={Link} to={further} variant="outlined">
          {t("addCriterion")}
        </Button>
      }
    >
      {criteria.length === 0 ? (
        <Typography sx={{ p: 2 }}>{t("noCriteria")}</Typography>
      ) : (
        <Table size="small" aria-label={t("criteria")} sx={{ minWidth: 480 }}>
          <ColumnHeads titles={[t("criterion.name"), t("where"), t("mode")]} />
          <TableBody>
            {criteria.map((each) => (
              <TableRow key={each.id} hover>
                <TableCell component="th" scope="row">
                  <MuiLink component={Link} to={criterionAddress(of, each.name)}>
                    {each.name}
                  </MuiLink>
                </TableCell>
                <TableCell>{where(each)}</TableCell>
                <TableCell>{t(`modes.${each.mode}`)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Listing>
  );
}
