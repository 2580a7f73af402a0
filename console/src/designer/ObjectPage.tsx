import {
  Button,
  Chip,
  Link as MuiLink,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableRow,
} from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { ColumnHeads } from "../shared/ColumnHeads";
import { FRAMED } from "../shared/framed";
import { Loading } from "../shared/Loading";
import { Waiting } from "../shared/Waiting";
import { type DesignedField, type DesignedObject, useDesign } from "./drafting";
import { FieldDialog } from "./FieldDialog";
import { ObjectDialog } from "./ObjectDialog";
import { RulesOfObject } from "./object/RulesOfObject";
import { SectionsOfObject } from "./object/SectionsOfObject";
import { PartTitle } from "./PartTitle";
import { type Removal, RemoveDialog } from "./RemoveDialog";
import "./texts";

type Open =
  | { kind: "field"; field: DesignedField | null }
  | { kind: "object" }
  | { kind: "remove"; removal: Removal };

/** One object: its fields with what is asked of each, and what else can be done with it. */
export function Component() {
  const { t } = useTranslation("designer");
  const named = useParams();
  const design = useDesign();
  const [open, setOpen] = useState<Open | null>(null);
  if (design.data === undefined) return <Waiting query={design} />;
  const { catalog } = design.data;
  const of = catalog.objects.find((each) => each.name === named.object);
  if (of === undefined) return design.isFetching ? <Loading /> : <NotFound />;
  const close = () => setOpen(null);
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <PartTitle label={of.pluralLabel} name={of.name} />
        <Button component={Link} to={`/designer/pipelines/${of.name}`} variant="outlined">
          {t("pipeline")}
        </Button>
        <Button variant="outlined" onClick={() => setOpen({ kind: "object" })}>
          {t("editObject")}
        </Button>
        <Button
          color="error"
          onClick={() =>
            setOpen({
              kind: "remove",
              removal: {
                label: of.pluralLabel,
                part: { object: of.name },
                changes: [{ removeObject: { object: of.name, days: 30 } }],
                back: "/designer/objects",
              },
            })
          }
        >
          {t("removeObject")}
        </Button>
        <Button variant="contained" onClick={() => setOpen({ kind: "field", field: null })}>
          {t("addField")}
        </Button>
      </Stack>
      <FieldTable of={of} onOpen={setOpen} />
      <SectionsOfObject of={of} />
      <RulesOfObject design={design.data} of={of} />
      {open?.kind === "field" && <FieldDialog catalog={catalog} of={of} field={open.field} onClose={close} />}
      {open?.kind === "object" && <ObjectDialog of={of} onClose={close} />}
      {open?.kind === "remove" && <RemoveDialog removal={open.removal} onClose={close} />}
    </Stack>
  );
}

function FieldTable({ of, onOpen }: { of: DesignedObject; onOpen: (open: Open) => void }) {
  const { t } = useTranslation("designer");
  const removal = (field: DesignedField): Removal => ({
    label: field.label,
    part: { field: { object: of.name, field: field.name } },
    changes: [{ removeField: { object: of.name, field: field.name, days: 30 } }],
  });
  return (
    <TableContainer sx={FRAMED} tabIndex={0}>
      <Table size="small" aria-label={t("fieldsOf", { object: of.pluralLabel })}>
        <ColumnHeads titles={[t("label"), t("apiName"), t("type"), t("constraints"), t("actions")]} />
        <TableBody>
          {of.fields.map((each) => (
            <TableRow key={each.id} hover>
              <TableCell component="th" scope="row">
                <MuiLink
                  component="button"
                  onClick={() => onOpen({ kind: "field", field: each })}
                  aria-label={t("editField", { field: each.label })}
                >
                  {each.label}
                </MuiLink>
              </TableCell>
              <TableCell>{each.name}</TableCell>
              <TableCell>
                {t(`types.${each.type}`, { defaultValue: each.type })}
                {each.target != null && ` → ${each.target}`}
                {each.targets.length > 0 && ` → ${each.targets.join(", ")}`}
              </TableCell>
              <TableCell>
                <Stack direction="row" sx={{ gap: 0.5, flexWrap: "wrap" }}>
                  {of.display === each.name && <Chip size="small" label={t("isDisplay")} />}
                  {each.required && <Chip size="small" label={t("required")} />}
                  {each.unique && <Chip size="small" label={t("unique")} />}
                  {(each.formula != null || each.rollUp != null) && (
                    <Chip size="small" label={t("computed")} />
                  )}
                </Stack>
              </TableCell>
              <TableCell>
                <Button
                  size="small"
                  color="error"
                  aria-label={t("removeNamed", { name: each.label })}
                  onClick={() => onOpen({ kind: "remove", removal: removal(each) })}
                >
                  {t("action.remove", { ns: "app" })}
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
