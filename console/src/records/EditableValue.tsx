import { Box, ButtonBase } from "@mui/material";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { type RecordData, valueIn } from "../fields/values";
import { isChangeable } from "../fields/writable";
import { arriving } from "../shared/arriving";
import { HEARD_ALONE } from "../shared/heardAlone";
import { titleOf } from "./listFields";
import { leadsElsewhere, ShownValue } from "./ShownValue";
import "./texts";

/** Loaded when something is first edited. */
export const ValueEditor = lazy(
  arriving(() => import("./ValueEditor").then((each) => ({ default: each.ValueEditor }))),
);

interface ValueButtonProps {
  catalog: Catalog;
  of: CatalogObject;
  field: CatalogField;
  record: RecordData;
  /** With the button that was pressed. */
  onEdit: (anchor: HTMLElement) => void;
  /** Whether the button alone is shown, beside what shows the value already. */
  bare?: boolean;
}

/** A value of a record. What the caller may change is a button; what not, plain text. */
export function ValueButton({ catalog, of, field, record, onEdit, bare = false }: ValueButtonProps) {
  const { t } = useTranslation("records");
  const value = valueIn(record, field);
  const shown = <ShownValue catalog={catalog} field={field} value={value} />;
  if (!isChangeable(of, field)) return bare ? null : shown;
  // A link is followed; what edits it stands beside it.
  const apart = bare || leadsElsewhere(field, value);
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", gap: 0.5 }}>
      {apart && !bare && <span>{shown}</span>}
      <ButtonBase
        aria-haspopup="dialog"
        onClick={(event) => onEdit(event.currentTarget)}
        sx={{
          textAlign: "left",
          justifyContent: "flex-start",
          ".MuiTableCell-alignRight &": { justifyContent: "flex-end" },
          borderRadius: 1,
          px: 0.5,
          // What is read stands under its heading, and what is hovered has air.
          mx: -0.5,
          minHeight: 24,
          minWidth: 24,
          font: "inherit",
          whiteSpace: "pre-wrap",
          "&:hover, &:focus-visible": { bgcolor: "action.hover", outline: 1 },
        }}
      >
        {apart ? "✎" : shown}
        <Box component="span" sx={HEARD_ALONE}>
          {t("edit", { field: field.label, name: titleOf(of, record) })}
        </Box>
      </ButtonBase>
    </Box>
  );
}

interface EditableValueProps extends Omit<ValueButtonProps, "onEdit"> {
  onChanged: () => void;
}

/** A value of a record whose button opens its editor. */
export function EditableValue({ onChanged, ...props }: EditableValueProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { catalog, of, field, record } = props;
  return (
    <>
      <ValueButton {...props} onEdit={setAnchor} />
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
