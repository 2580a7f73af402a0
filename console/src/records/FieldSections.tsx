import { Box, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Catalog, type CatalogField, type CatalogObject, isSeen } from "../client/catalog";
import { inSections } from "../fields/sections";
import { ownerField } from "../fields/system";
import { shownMoment } from "../fields/values";
import { EditableValue } from "./EditableValue";
import type { WholeRecord } from "./oneRecord";
import { Section } from "./Section";
import "./texts";

interface FieldSectionsProps {
  catalog: Catalog;
  of: CatalogObject;
  record: WholeRecord;
  onChanged: () => void;
}

type Kind = "details" | "contact" | "numbers" | "longTexts" | "files";

const KINDS: Readonly<Record<string, Kind>> = {
  email: "contact",
  phone: "contact",
  url: "contact",
  address: "contact",
  integer: "numbers",
  decimal: "numbers",
  percent: "numbers",
  rating: "numbers",
  money: "numbers",
  date: "numbers",
  datetime: "numbers",
  time: "numbers",
  duration: "numbers",
  longText: "longTexts",
  richText: "longTexts",
  json: "longTexts",
  file: "files",
};
const ORDER: readonly Kind[] = ["details", "contact", "numbers", "longTexts", "files"];
const FEW = 8;

/** Fields by what they are about. So few that one looks over them at once stay together. */
export function sectionsOf(
  fields: readonly CatalogField[],
): readonly { kind: Kind; fields: readonly CatalogField[] }[] {
  const own = (field: CatalogField) => KINDS[field.type] ?? "details";
  const short = fields.filter((each) => !["longTexts", "files"].includes(own(each)));
  const kindOf = (field: CatalogField) =>
    short.length <= FEW && short.includes(field) ? "details" : own(field);
  return ORDER.map((kind) => ({ kind, fields: fields.filter((each) => kindOf(each) === kind) })).filter(
    (each) => each.fields.length > 0,
  );
}

/** The fields of a record by their sections, those in none by what they are about, and what every record has. */
export function FieldSections({ catalog, of, record, onChanged }: FieldSectionsProps) {
  const { t, i18n } = useTranslation("records");
  const seen = of.fields.filter((each) => isSeen(each) && each.type !== "relations");
  const { sections, rest } = inSections(of, seen);
  const value = (field: CatalogField) => (
    <Value key={field.id} label={field.label} wide={KINDS[field.type] === "longTexts"}>
      <EditableValue catalog={catalog} of={of} field={field} record={record} onChanged={onChanged} />
    </Value>
  );
  const moment = (iso: string) => shownMoment(iso, i18n.language);
  return (
    <>
      {sections.map(({ id, label, fields }) => (
        <Section key={id} title={label}>
          <Values>{fields.map(value)}</Values>
        </Section>
      ))}
      {sectionsOf(rest).map(({ kind, fields }) => (
        <Section key={kind} title={t(kind)}>
          <Values>{fields.map(value)}</Values>
        </Section>
      ))}
      <Section title={t("system")}>
        <Values>
          {value(ownerField(of, t("ownerId")))}
          <Value label={t("createdAt")}>{moment(record.createdAt)}</Value>
          <Value label={t("createdBy")}>{record.createdBy?.name ?? t("nothing")}</Value>
          <Value label={t("updatedAt")}>{moment(record.updatedAt)}</Value>
          <Value label={t("updatedBy")}>{record.updatedBy?.name ?? t("nothing")}</Value>
        </Values>
      </Section>
    </>
  );
}

function Values({ children }: { children: ReactNode }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gap: 1.5,
        gridTemplateColumns: "repeat(auto-fill, minmax(min(200px, 100%), 1fr))",
      }}
    >
      {children}
    </Box>
  );
}

interface ValueProps {
  label: string;
  /** It has a line of its own. */
  wide?: boolean;
  children: ReactNode;
}

function Value({ label, wide = false, children }: ValueProps) {
  return (
    <Box sx={wide ? { gridColumn: "1 / -1", minWidth: 0 } : undefined}>
      <Typography component="dt" variant="caption" color="textSecondary">
        {label}
      </Typography>
      <Box component="dd" sx={{ m: 0, overflowWrap: "anywhere" }}>
        {children}
      </Box>
    </Box>
  );
}
