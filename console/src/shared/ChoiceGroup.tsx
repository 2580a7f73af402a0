import { Checkbox, FormControlLabel, FormGroup, FormLabel } from "@mui/material";
import { useId } from "react";

interface ChoiceGroupProps {
  label: string;
  choices: readonly { name: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Any number of some choices, by name. */
export function ChoiceGroup({ label, choices, chosen, onChange }: ChoiceGroupProps) {
  const title = useId();
  if (choices.length === 0) return null;
  return (
    <FormGroup role="group" aria-labelledby={title}>
      <FormLabel id={title}>{label}</FormLabel>
      {choices.map(({ name, label }) => (
        <FormControlLabel
          key={name}
          label={label}
          control={
            <Checkbox
              size="small"
              checked={chosen.includes(name)}
              onChange={(_, on) => onChange(on ? [...chosen, name] : chosen.filter((each) => each !== name))}
            />
          }
        />
      ))}
    </FormGroup>
  );
}
