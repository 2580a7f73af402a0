import { Button, Stack, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogField, CatalogObject } from "../client/catalog";
import { Choice } from "../shared/Choice";
import { ColumnsMenu } from "./ColumnsMenu";
import { canGroup } from "./listFields";
import { isSearchable, type ListView } from "./lists";
import { ViewChoice } from "./ViewChoice";
import "./texts";

interface ListToolbarProps {
  of: CatalogObject;
  fields: readonly CatalogField[];
  view: ListView;
  shown: readonly string[];
  words: string;
  conditions: number;
  filtering: boolean;
  onWords: (words: string) => void;
  onView: (view: ListView) => void;
  /** The saved view that was chosen. */
  chosen: string;
  onChosen: (id: string) => void;
  onFiltering: () => void;
  onCreate: () => void;
}

/** What a list shows, and how. */
export function ListToolbar(props: ListToolbarProps) {
  const { of, fields, view, shown, words, conditions, filtering, onWords, onView, onFiltering, onCreate } =
    props;
  const { t } = useTranslation("records");
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const grouped = fields.filter(canGroup);
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap", alignItems: "center" }}>
      <ViewChoice of={of} view={view} onView={onView} chosen={props.chosen} onChosen={props.onChosen} />
      {isSearchable(of) && (
        <TextField
          type="search"
          label={t("searchIn", { object: of.pluralLabel })}
          value={words}
          onChange={(event) => onWords(event.target.value)}
          sx={{ minWidth: 220 }}
        />
      )}
      <Button
        variant={conditions > 0 ? "contained" : "outlined"}
        aria-expanded={filtering}
        onClick={onFiltering}
      >
        {conditions > 0 ? t("filters", { count: conditions }) : t("filter")}
      </Button>
      <Button variant="outlined" aria-haspopup="dialog" onClick={(event) => setAnchor(event.currentTarget)}>
        {t("columns")}
      </Button>
      {grouped.length > 0 && (
        <Choice
          label={t("group")}
          value={view.groupBy ?? ""}
          none={t("noGroup")}
          choices={grouped}
          onChange={(name) => onView({ ...view, groupBy: name || null })}
        />
      )}
      {of.actions.includes("create") && (
        <Button variant="contained" onClick={onCreate} sx={{ ml: "auto" }}>
          {t("create")}
        </Button>
      )}
      {anchor !== null && (
        <ColumnsMenu
          anchor={anchor}
          fields={fields}
          shown={shown}
          onChange={(columns) => onView({ ...view, columns })}
          onClose={() => setAnchor(null)}
        />
      )}
    </Stack>
  );
}
