import { Box, ButtonBase, Link as MuiLink } from "@mui/material";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { isEditable } from "../fields/FieldInput";
import { type Named, nameOf, type RecordData, type StoredFile, shown } from "../fields/values";
import { titleOf, valueIn } from "./listFields";
import "./texts";

const ValueEditor = lazy(() => import("./ValueEditor").then((each) => ({ default: each.ValueEditor })));

/** What a screen reader says and nobody sees. */
const HEARD_ALONE = {
  position: "absolute",
  width: "1px",
  height: "1px",
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
} as const;

interface EditableValueProps {
  catalog: Catalog;
  of: CatalogObject;
  field: CatalogField;
  record: RecordData;
  onChanged: () => void;
}

/** A value of a record. What the caller may change is a button that opens its editor; what not, plain text. */
export function EditableValue({ catalog, of, field, record, onChanged }: EditableValueProps) {
  const { t } = useTranslation("records");
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const editable = field.canUpdate && of.actions.includes("update") && isEditable(field);
  const value = valueIn(record, field);
  const target = field.type === "file" && value != null ? (value as StoredFile) : null;
  const related = field.type === "relation" && value != null ? (value as Named) : null;
  if (!editable) return <Shown field={field} value={value} />;
  return (
    <>
      {target !== null || related !== null ? (
        <Box component="span" sx={{ mr: 1 }}>
          <Shown field={field} value={value} />
        </Box>
      ) : null}
      <ButtonBase
        aria-haspopup="dialog"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{
          textAlign: "left",
          justifyContent: "flex-start",
          borderRadius: 1,
          px: 0.5,
          minHeight: 24,
          minWidth: 24,
          font: "inherit",
          whiteSpace: "pre-wrap",
          "&:hover, &:focus-visible": { bgcolor: "action.hover", outline: 1 },
        }}
      >
        {target !== null || related !== null ? "✎" : <Shown field={field} value={value} />}
        <Box component="span" sx={HEARD_ALONE}>
          {t("edit", { field: field.label, name: titleOf(of, record) })}
        </Box>
      </ButtonBase>
      {anchor !== null && (
        <Suspense>
          <ValueEditor
            catalog={catalog}
            of={of}
            field={field}
            record={record}
            anchor={anchor}
            onClose={() => setAnchor(null)}
            onSaved={() => {
              setAnchor(null);
              onChanged();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function Shown({ field, value }: { field: CatalogField; value: unknown }) {
  const { i18n } = useTranslation();
  const words = shown(field, value, i18n.language);
  if (field.type === "file" && value != null) {
    return <MuiLink href={`/files/${(value as StoredFile).id}`}>{words}</MuiLink>;
  }
  if (field.type === "relation" && value != null && field.target != null) {
    const related = value as Named;
    return (
      <MuiLink component={Link} to={`/records/${field.target}/${related.id}`} underline="hover">
        {nameOf(related)}
      </MuiLink>
    );
  }
  return words === "" ? <Box component="span">–</Box> : words;
}
