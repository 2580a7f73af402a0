import { MenuItem, TextField } from "@mui/material";
import type { DesignedObject } from "../drafting";

interface FieldsChoiceProps {
  label: string;
  of: DesignedObject;
  value: readonly string[];
  onChange: (fields: readonly string[]) => void;
}

/** Several fields of an object, in the order in which they are chosen. */
export function FieldsChoice({ label, of, value, onChange }: FieldsChoiceProps) {
  const labelOf = (name: string) => of.fields.find((each) => each.name === name)?.label ?? name;
  return (
    <TextField
      select
      label={label}
      value={[...value]}
      onChange={(event) => onChange([event.target.value].flat())}
      slotProps={{
        select: { multiple: true, renderValue: (chosen) => (chosen as string[]).map(labelOf).join(", ") },
      }}
    >
      {of.fields.map((each) => (
        <MenuItem key={each.name} value={each.name}>
          {each.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
