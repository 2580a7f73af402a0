import {
  Button,
  IconButton,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ANY, FIELD_ACTIONS, MOVING, OBJECT_ACTIONS } from "../access/actions";
import { FRAMED } from "../shared/framed";
import type { Designed, DesignedField, DesignedObject } from "./drafting";
import { type DesignedRole, type Grant, type Held, heldBy, type Place, summaryOf } from "./grants";
import { PlaceMenu } from "./PlaceMenu";
import { useRoleWords } from "./useRoleWords";
import "../access/texts";
import "./roleTexts";

interface RoleMatrixProps {
  catalog: Designed;
  role: DesignedRole;
  roles: readonly DesignedRole[];
  /** Null where it cannot be changed. */
  onChange: ((grants: readonly Grant[]) => void) | null;
  onDetails: (place: Place) => void;
}

const COLUMNS = [ANY, ...OBJECT_ACTIONS] as const;

/** Objects by actions, each object opened to its fields where one wants; a cell is chosen to grant something. */
export function RoleMatrix({ catalog, role, roles, onChange, onDetails }: RoleMatrixProps) {
  const { t } = useTranslation("roles");
  const [opened, setOpened] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<{ place: Place; at: HTMLElement } | null>(null);
  const held = heldBy(roles, role);
  const toggle = (name: string) =>
    setOpened(opened.includes(name) ? opened.filter((each) => each !== name) : [...opened, name]);
  const common = {
    held,
    role,
    fixed: onChange === null,
    onChoose: (place: Place, at: HTMLElement) => setChosen({ place, at }),
  };
  return (
    <>
      <TableContainer tabIndex={0} role="region" aria-label={t("matrix", { role: role.label })} sx={SCROLLED}>
        <Table
          size="small"
          stickyHeader
          sx={{ "& td, & th": { px: 0.5 }, "& th": { bgcolor: "background.paper" } }}
        >
          <Heads />
          <TableBody>
            <EveryObjectRow {...common} />
            {catalog.objects.map((each) => (
              <ObjectRows
                key={each.name}
                {...common}
                of={each}
                open={opened.includes(each.name)}
                onToggle={() => toggle(each.name)}
              />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {chosen !== null && onChange !== null && (
        <PlaceMenu
          catalog={catalog}
          role={role}
          held={held}
          place={chosen.place}
          anchor={chosen.at}
          onClose={() => setChosen(null)}
          onChange={onChange}
          onDetails={() => onDetails(chosen.place)}
        />
      )}
    </>
  );
}

function Heads() {
  const { t } = useTranslation(["roles", "access"]);
  return (
    <TableHead>
      <TableRow>
        <TableCell sx={{ ...FIRST, zIndex: 3 }}>{t("object")}</TableCell>
        {COLUMNS.map((each) => (
          <TableCell key={each} align="center">
            {t(`actions.${each}`, { ns: "access" })}
          </TableCell>
        ))}
      </TableRow>
    </TableHead>
  );
}

/** What is gone to by the keyboard is not hidden by the heads of rows and columns, which stay. */
const SCROLLED = { ...FRAMED, maxHeight: "80vh", scrollPadding: "60px 0 0 170px" } as const;

const FIRST = {
  position: "sticky",
  left: 0,
  zIndex: 1,
  bgcolor: "background.paper",
  minWidth: 150,
  maxWidth: 220,
  pl: "12px !important",
} as const;

interface CellProps {
  held: readonly Held[];
  role: DesignedRole;
  fixed: boolean;
  onChoose: (place: Place, at: HTMLElement) => void;
}

interface ObjectRowsProps extends CellProps {
  of: DesignedObject;
  open: boolean;
  onToggle: () => void;
}

function EveryObjectRow(common: CellProps) {
  const { t } = useTranslation("roles");
  return (
    <TableRow hover>
      <TableCell component="th" scope="row" sx={FIRST}>
        {t("everyObject")}
      </TableCell>
      {COLUMNS.map((action) => (
        <PlaceCell
          key={action}
          {...common}
          place={{ object: ANY, action, field: ANY }}
          label={t("everyObject")}
        />
      ))}
    </TableRow>
  );
}

function ObjectRows({ of, open, onToggle, ...common }: ObjectRowsProps) {
  const { t } = useTranslation("roles");
  const isThere = (action: string) => of.pipeline != null || !MOVING.some((each) => each === action);
  return (
    <>
      <TableRow hover>
        <TableCell component="th" scope="row" sx={FIRST}>
          <IconButton
            size="small"
            aria-expanded={open}
            aria-label={t("fieldsOf", { object: of.pluralLabel })}
            onClick={onToggle}
            sx={{ fontSize: "0.8rem", width: 24, height: 24, mr: 0.5 }}
          >
            {open ? "▾" : "▸"}
          </IconButton>
          {of.pluralLabel}
        </TableCell>
        <Cells {...common} of={of} field={ANY} label={of.pluralLabel} isThere={isThere} />
      </TableRow>
      {open && of.fields.map((field) => <FieldRow key={field.id} {...common} of={of} field={field} />)}
    </>
  );
}

const isPerField = (action: string) => FIELD_ACTIONS.some((each) => each === action);

function FieldRow({ of, field, ...common }: CellProps & { of: DesignedObject; field: DesignedField }) {
  return (
    <TableRow hover>
      <TableCell component="th" scope="row" sx={{ ...FIRST, pl: "44px !important" }}>
        <Typography variant="body2" color="textSecondary">
          {field.label}
        </Typography>
      </TableCell>
      <Cells
        {...common}
        of={of}
        field={field.name}
        label={`${of.pluralLabel} › ${field.label}`}
        isThere={isPerField}
      />
    </TableRow>
  );
}

interface CellsProps extends CellProps {
  of: DesignedObject;
  field: string;
  label: string;
  /** Whether an action is one of what the row is of. */
  isThere: (action: string) => boolean;
}

/** A cell for each action, empty where there is none such. */
function Cells({ of, field, label, isThere, ...common }: CellsProps) {
  return COLUMNS.map((action) =>
    isThere(action) ? (
      <PlaceCell key={action} {...common} place={{ object: of.name, action, field }} label={label} />
    ) : (
      <TableCell key={action} />
    ),
  );
}

const TONES = {
  none: "text.secondary",
  some: "warning.main",
  all: "success.main",
  masked: "warning.main",
  denied: "error.main",
} as const;

function PlaceCell({
  held,
  role,
  fixed,
  onChoose,
  place,
  label,
}: CellProps & { place: Place; label: string }) {
  const { t } = useTranslation(["roles", "access"]);
  const words = useRoleWords();
  const summary = summaryOf(held, place, role);
  const elsewhere = summary.standing !== "none" && !summary.here;
  const said = words.ofSummary(summary);
  const standing = elsewhere ? `${said} (${t("elsewhere")})` : said;
  return (
    <TableCell align="center">
      <Button
        color="inherit"
        disabled={fixed}
        aria-haspopup="menu"
        aria-label={t("place", {
          object: label,
          action: t(`actions.${place.action}` as "actions.read", { ns: "access" }),
          standing,
        })}
        onClick={(event) => onChoose(place, event.currentTarget)}
        sx={{
          minWidth: 52,
          maxWidth: 120,
          px: 0.5,
          py: 0.25,
          fontSize: "0.78rem",
          lineHeight: 1.3,
          color: TONES[summary.standing],
          border: 1,
          borderColor: elsewhere ? "divider" : "transparent",
          bgcolor: summary.here ? "action.hover" : "transparent",
          "&.Mui-disabled": { color: TONES[summary.standing] },
        }}
      >
        {said}
      </Button>
    </TableCell>
  );
}
