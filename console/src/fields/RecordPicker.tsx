import { Autocomplete, TextField } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Catalog, type CatalogField, type CatalogObject, objectNamed } from "../client/catalog";
import { request } from "../client/request";
import { nameSelection } from "../client/selections";
import { useSettled } from "../shared/useSettled";
import { type Named, nameOf } from "./values";
import "./texts";

interface RecordPickerProps {
  catalog: Catalog;
  field: CatalogField;
  value: Named | null;
  onChange: (value: Named | null) => void;
  fault?: string | undefined;
  autoFocus?: boolean;
}

const SHOWN = 20;
const TEXTS = ["text", "email", "phone", "url", "autoNumber"];

/** One record of the object that a relation points to, found by what is typed. */
export function RecordPicker({ catalog, field, value, onChange, fault, autoFocus }: RecordPickerProps) {
  const { t } = useTranslation("fields");
  const [typed, setTyped] = useState("");
  const words = useSettled(typed, 200);
  const target = objectNamed(catalog, field.target ?? undefined);
  const found = useQuery({
    queryKey: ["pick", target?.name, words],
    queryFn: ({ signal }) => (target === undefined ? [] : candidates(catalog, target, words, signal)),
    enabled: target !== undefined,
    staleTime: 10_000,
  });
  const options = found.data ?? [];
  return (
    <Autocomplete
      options={value === null || options.some((each) => each.id === value.id) ? options : [value, ...options]}
      value={value}
      getOptionLabel={nameOf}
      getOptionKey={(each) => each.id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      filterOptions={(all) => all}
      loading={found.isFetching}
      noOptionsText={t("nothingFound")}
      onChange={(_, next) => onChange(next)}
      onInputChange={(_, next, reason) => setTyped(reason === "input" ? next : "")}
      renderInput={(params) => (
        <TextField
          {...params}
          autoFocus={autoFocus ?? false}
          label={field.label}
          required={field.required}
          placeholder={t("typeToSearch")}
          error={fault !== undefined}
          helperText={fault}
        />
      )}
    />
  );
}

async function candidates(
  catalog: Catalog,
  target: CatalogObject,
  words: string,
  signal: AbortSignal,
): Promise<readonly Named[]> {
  const display = target.fields.find((each) => each.name === target.display && each.canRead);
  const textual = display !== undefined && TEXTS.includes(display.type);
  const where = words === "" || !textual ? {} : { [display.name]: { contains: words } };
  const order = textual ? `orderBy: [{ field: ${display.name} }], ` : "";
  const document = `query Pick($where: ${target.typeName}Where) {
    found: ${target.plural}(where: $where, ${order}first: ${SHOWN}) { nodes { ${nameSelection(catalog, target)} } } }`;
  const data = await request<{ found: { nodes: Named[] } }, { where: object }>(document, { where }, signal);
  return data.found.nodes;
}
