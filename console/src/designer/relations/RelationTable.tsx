import {
  Link as MuiLink,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableRow,
  Typography,
} from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ColumnHeads } from "../../shared/ColumnHeads";
import { FRAMED } from "../../shared/framed";
import type { DesignedObject } from "../drafting";
import type { Relation } from "./relations";
import "./texts";

interface RelationTableProps {
  relations: readonly Relation[];
  onRelation: (relation: Relation) => void;
}

/** The same as the diagram, to read and to open by the keyboard. */
export function RelationTable({ relations, onRelation }: RelationTableProps) {
  const { t } = useTranslation("relations");
  if (relations.length === 0) return <Typography color="textSecondary">{t("noRelations")}</Typography>;
  return (
    <TableContainer tabIndex={0} sx={FRAMED}>
      <Table size="small" aria-label={t("table")}>
        <ColumnHeads titles={[t("from"), t("relation"), t("to"), t("records"), t("list")]} />
        <TableBody>
          {relations.map((each) => (
            <TableRow key={each.id} hover>
              <ObjectCell of={each.source} />
              <TableCell>
                <MuiLink component="button" onClick={() => onRelation(each)}>
                  {each.field.label}
                </MuiLink>
              </TableCell>
              <ObjectCell of={each.target} />
              <TableCell>{t(`cardinalities.${each.kind}`)}</TableCell>
              <TableCell>{each.field.reverse ?? t("noList")}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function ObjectCell({ of }: { of: DesignedObject }) {
  return (
    <TableCell>
      <MuiLink component={Link} to={`/designer/objects/${of.name}`}>
        {of.label}
      </MuiLink>
    </TableCell>
  );
}
