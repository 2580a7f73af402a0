import { List, ListItem, Link as MuiLink, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import type { RecordData } from "../fields/values";
import { filteredList } from "./address";
import { EditableValue } from "./EditableValue";
import type { Condition } from "./filters";
import { titleOf } from "./listFields";
import { type Related, relatedLists } from "./oneRecord";
import { Section } from "./Section";
import "./texts";

interface RelatedListsProps {
  catalog: Catalog;
  of: CatalogObject;
  record: RecordData;
  related: Readonly<Record<string, Related>>;
  onChanged: () => void;
}

/** The records that belong to a record, the first of each list. */
export function RelatedLists({ catalog, of, record, related, onChanged }: RelatedListsProps) {
  const { t } = useTranslation("records");
  return relatedLists(catalog, of).map(({ name, label, target, field, pointing }) => {
    const found = related[name];
    if (found === undefined) return null;
    return (
      <Section
        key={name}
        title={`${label} (${found.totalCount})`}
        action={
          field !== undefined && (
            <EditableValue
              catalog={catalog}
              of={of}
              field={field}
              record={record}
              onChanged={onChanged}
              bare
            />
          )
        }
      >
        {found.nodes.length === 0 && <Typography color="textSecondary">{t("none")}</Typography>}
        <List dense disablePadding>
          {found.nodes.map((each) => (
            <ListItem key={each.id} disableGutters>
              <MuiLink component={Link} to={`/records/${target.name}/${each.id}`} underline="hover">
                {titleOf(target, each)}
              </MuiLink>
            </ListItem>
          ))}
        </List>
        {found.totalCount > found.nodes.length && (
          <Typography variant="body2" color="textSecondary">
            {pointing === undefined ? (
              `… ${found.totalCount}`
            ) : (
              <MuiLink component={Link} to={filteredList(target, pointingTo(pointing, record))}>
                {t("allOf", { count: found.totalCount })}
              </MuiLink>
            )}
          </Typography>
        )}
      </Section>
    );
  });
}

/** Those that point to the record. */
function pointingTo(field: CatalogField, record: RecordData): Condition {
  const operator = field.type === "relations" ? "has" : "eq";
  return { field: field.name, operator, value: { id: record.id } };
}
