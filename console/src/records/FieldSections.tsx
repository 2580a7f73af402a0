import { Box, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
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

const LONG = ["longText", "richText", "json"];

/** The fields of a record: short ones, long ones, files, and what every record has. */
export function FieldSections({ catalog, of, record, onChanged }: FieldSectionsProps) {
  const { t, i18n } = useTranslation("records");
  const seen = of.fields.filter((each) => each.canRead && each.type !== "relations");
  const long = seen.filter((each) => LONG.includes(each.type));
  const files = seen.filter((each) => each.type === "file");
  const short = seen.filter((each) => !long.includes(each) && !files.includes(each));
  const values = (fields: readonly CatalogField[]) =>
    fields.map((field) => (
      <Value key={field.id} label={field.label}>
        <EditableValue catalog={catalog} of={of} field={field} record={record} onChanged={onChanged} />
      </Value>
    ));
  const moment = (iso: string) => shownMoment(iso, i18n.language);
  return (
    <>
      <Section title={t("details")}>
        <Values>{values(short)}</Values>
      </Section>
      {long.length > 0 && (
        <Section title={t("longTexts")}>
          <Values wide>{values(long)}</Values>
        </Section>
      )}
      {files.length > 0 && (
        <Section title={t("files")}>
          <Values>{values(files)}</Values>
        </Section>
      )}
      <Section title={t("system")}>
        <Values>
          <Value label={t("ownerId")}>{record.owner?.name ?? t("nothing")}</Value>
          <Value label={t("createdAt")}>{moment(record.createdAt)}</Value>
          <Value label={t("createdBy")}>{record.createdBy?.name ?? t("nothing")}</Value>
          <Value label={t("updatedAt")}>{moment(record.updatedAt)}</Value>
          <Value label={t("updatedBy")}>{record.updatedBy?.name ?? t("nothing")}</Value>
        </Values>
      </Section>
    </>
  );
}

function Values({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gap: 1.5,
        gridTemplateColumns: wide ? "minmax(0, 1fr)" : "repeat(auto-fill, minmax(200px, 1fr))",
      }}
    >
      {children}
    </Box>
  );
}

function Value({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box>
      <Typography component="dt" variant="caption" color="text.secondary">
        {label}
      </Typography>
      <Box component="dd" sx={{ m: 0, overflowWrap: "anywhere" }}>
        {children}
      </Box>
    </Box>
  );
}
