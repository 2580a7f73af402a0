import { TextField } from "@mui/material";

interface ChoiceInputProps {
  label: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of several, in a list of the browser's own, which a phone shows well and which there may be many of. */
export function ChoiceInput({ label, value, choices, onChange }: ChoiceInputProps) {
  return (
    <TextField
      select
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: 120, maxWidth: "100%" }}
    >
      {choices.map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </TextField>
  );
}
