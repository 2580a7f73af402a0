import { Autocomplete, TextField } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { useSettled } from "../shared/useSettled";
import { candidatesOf, targetsOf } from "./candidates";
import { type Named, nameOf } from "./values";
import "./texts";

interface RecordPickerProps {
  catalog: Catalog;
  field: CatalogField;
  value: readonly Named[];
  onChange: (value: readonly Named[]) => void;
  /** Whether any number can be chosen, else at most one. */
  multiple?: boolean;
  fault?: string | undefined;
  help?: string | undefined;
  autoFocus?: boolean;
}

/** Records that a field can name, or members, found by what is typed. */
export function RecordPicker(props: RecordPickerProps) {
  const { catalog, field, value, onChange, multiple = false, fault, help, autoFocus } = props;
  const { t } = useTranslation("fields");
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const words = useSettled(typed, 200);
  const targets = targetsOf(catalog, field);
  const found = useQuery({
    queryKey: ["pick", field.type === "member" ? "member" : targets.map((each) => each.name), words],
    queryFn: ({ signal }) => candidatesOf(catalog, field, words, signal),
    // A form may have many: each asks once it is opened.
    enabled: isOpen,
    staleTime: 10_000,
  });
  const options = found.data ?? [];
  const others = value.filter((each) => !options.some((option) => option.id === each.id));
  const kindOf = (each: Named) =>
    targets.find((target) => target.typeName === each.__typename)?.pluralLabel ?? "";
  return (
    <>
      <Autocomplete<Named, boolean>
        multiple={multiple}
        options={[...others, ...options].sort((one, other) => kindOf(one).localeCompare(kindOf(other)))}
        value={multiple ? [...value] : (value[0] ?? null)}
        getOptionLabel={nameOf}
        getOptionKey={(each) => each.id}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        filterOptions={(all) => all}
        filterSelectedOptions={multiple}
        {...(targets.length > 1 ? { groupBy: kindOf } : {})}
        loading={found.isFetching}
        noOptionsText={t("nothingFound")}
        onChange={(_, next) => onChange(next === null ? [] : Array.isArray(next) ? next : [next])}
        onOpen={() => setOpen(true)}
        onClose={() => setOpen(false)}
        onInputChange={(_, next, reason) => setTyped(reason === "input" ? next : "")}
        renderInput={(params) => (
          <TextField
            {...params}
            autoFocus={autoFocus ?? false}
            label={field.label}
            required={field.required}
            placeholder={t("typeToSearch")}
            error={fault !== undefined}
            helperText={fault ?? help}
          />
        )}
      />
      {found.isError && <FaultNotice error={found.error} onRetry={() => void found.refetch()} />}
    </>
  );
}
