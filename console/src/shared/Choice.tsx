import { MenuItem, TextField, type TextFieldProps } from "@mui/material";

/** What stands for none of them is shown as the others are. */
const SHOWN = { select: { displayEmpty: true }, inputLabel: { shrink: true } };

interface ChoiceProps
  extends Pick<TextFieldProps, "required" | "disabled" | "fullWidth" | "helperText" | "sx"> {
  label: string;
  /** The name of what is chosen. */
  value: string;
  choices: readonly { name: string; label: string }[];
  /** What no choice means, where one need not choose. */
  none?: string;
  onChange: (value: string) => void;
}

/** One of several. */
export function Choice({ value, choices, none, onChange, ...more }: ChoiceProps) {
  return (
    <TextField
      select
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={SHOWN}
      {...more}
    >
      {none !== undefined && <MenuItem value="">{none}</MenuItem>}
      {choices.map((each) => (
        <MenuItem key={each.name} value={each.name}>
          {each.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
