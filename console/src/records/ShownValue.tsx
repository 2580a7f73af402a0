import { Box, Link as MuiLink } from "@mui/material";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { targetsOf } from "../fields/candidates";
import { type LinkPage, type Named, nameOf, type StoredFile, shown } from "../fields/values";
import { FileLink } from "./FileLink";

interface ShownValueProps {
  catalog: Catalog;
  field: CatalogField;
  value: unknown;
}

/** What the address of a link to such a value begins with. */
const SCHEMES: Readonly<Record<string, string>> = { email: "mailto:", phone: "tel:", url: "" };

/** Whether what is shown of a value is a link, or links. */
export function leadsElsewhere(field: CatalogField, value: unknown): boolean {
  if (value == null || field.mask != null) return false;
  if (field.type === "relations") return (value as LinkPage).nodes.length > 0;
  return ["file", "relation", "reference", ...Object.keys(SCHEMES)].includes(field.type);
}

/** A value in words; of a file and of related records links to them. */
export function ShownValue({ catalog, field, value }: ShownValueProps) {
  const { i18n } = useTranslation();
  const words = shown(field, value, i18n.language);
  if (!leadsElsewhere(field, value)) return words === "" ? <Box component="span">–</Box> : words;
  if (field.type === "file") return <FileLink file={value as StoredFile} />;
  const scheme = SCHEMES[field.type];
  if (scheme !== undefined) {
    const away = scheme === "" ? { target: "_blank", rel: "noreferrer" } : {};
    return (
      <MuiLink href={scheme + String(value)} {...away}>
        {words}
      </MuiLink>
    );
  }
  const targets = targetsOf(catalog, field);
  if (field.type !== "relations") return <RecordLink targets={targets} named={value as Named} />;
  const { nodes, totalCount } = value as LinkPage;
  return (
    <>
      {nodes.map((each, index) => (
        <Fragment key={each.id}>
          {index > 0 && ", "}
          <RecordLink targets={targets} named={each} />
        </Fragment>
      ))}
      {totalCount > nodes.length && " …"}
    </>
  );
}

function RecordLink({ targets, named }: { targets: readonly CatalogObject[]; named: Named }) {
  const target = targets.find((each) => targets.length === 1 || each.typeName === named.__typename);
  if (target === undefined) return nameOf(named);
  return (
    <MuiLink component={Link} to={`/records/${target.name}/${named.id}`} underline="hover">
      {nameOf(named)}
    </MuiLink>
  );
}
