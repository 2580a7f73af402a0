import { useQuery } from "@tanstack/react-query";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { namedBy } from "./candidates";
import { FieldInput } from "./FieldInput";
import { type Draft, isNaming, type Named } from "./values";

interface KeptValueInputProps {
  catalog: Catalog;
  /** Whose field it is; null where that is no object: whoever acts. */
  of: CatalogObject | null;
  field: CatalogField;
  value: Draft;
  onChange: (value: Draft) => void;
}

/** A value that filters, rules or examples keep: of a record or a member it is the id alone, and the name is asked for. */
export function KeptValueInput({ catalog, of, field, value, onChange }: KeptValueInputProps) {
  const id = isNaming(field) && value !== null ? (value as Named).id : null;
  const bare = id !== null && Object.keys(value as Named).length === 1;
  const named = useQuery({
    queryKey: ["named", of?.name ?? "", field.name, id],
    enabled: bare,
    queryFn: ({ signal }) => namedBy(catalog, of, field, id ?? "", signal),
  });
  return (
    <FieldInput
      catalog={catalog}
      field={field}
      value={bare ? (named.data ?? value) : value}
      onChange={onChange}
    />
  );
}
