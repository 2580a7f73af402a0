import { TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceInput } from "./ChoiceInput";
import "./texts";

interface LiteralInputProps {
  label: string;
  value: string | number | boolean;
  onChange: (value: string | number | boolean) => void;
}

/** A value that is written down: a text, a number, or yes or no. */
export function LiteralInput({ label, value, onChange }: LiteralInputProps) {
  const { t } = useTranslation("expressions");
  if (typeof value === "boolean")
    return (
      <ChoiceInput
        label={label}
        value={String(value)}
        choices={[
          { value: "true", label: t("yes") },
          { value: "false", label: t("no") },
        ]}
        onChange={(next) => onChange(next === "true")}
      />
    );
  if (typeof value === "number") return <NumberInput label={label} value={value} onChange={onChange} />;
  return <TextField label={label} value={value} onChange={(event) => onChange(event.target.value)} />;
}

interface NumberInputProps {
  label: string;
  value: unknown;
  hint?: string;
  onChange: (value: number) => void;
}

/** A number; digits that binary floating point does not hold are kept in a part in JSON only. */
export function NumberInput({ label, value, hint, onChange }: NumberInputProps) {
  const [typed, setTyped] = useState(String(value));
  const wrong = typed.trim() === "" || Number.isNaN(Number(typed));
  return (
    <TextField
      label={label}
      value={typed}
      error={wrong}
      helperText={hint}
      onChange={(event) => {
        setTyped(event.target.value);
        const number = Number(event.target.value);
        if (event.target.value.trim() !== "" && !Number.isNaN(number)) onChange(number);
      }}
      slotProps={{ htmlInput: { inputMode: "decimal" } }}
      sx={{ width: hint === undefined ? 140 : 300, maxWidth: "100%" }}
    />
  );
}
