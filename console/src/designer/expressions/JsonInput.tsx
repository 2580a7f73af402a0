import { TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../ruleTree";
import "./texts";

interface JsonInputProps {
  label: string;
  value: Json;
  onChange: (value: Json) => void;
}

/** A part as it is written. What is no JSON stays as it was typed, and changes nothing. */
export function JsonInput({ label, value, onChange }: JsonInputProps) {
  const { t } = useTranslation("expressions");
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && parsed(typed) === undefined;
  return (
    <TextField
      multiline
      maxRows={10}
      label={label}
      value={wrong ? typed : (typed ?? JSON.stringify(value))}
      error={wrong}
      helperText={wrong ? t("noJson") : undefined}
      onChange={(event) => {
        setTyped(event.target.value);
        const json = parsed(event.target.value);
        if (json !== undefined) onChange(json);
      }}
      onBlur={() => {
        if (!wrong) setTyped(null);
      }}
      slotProps={{ htmlInput: { spellCheck: false } }}
      sx={{ minWidth: 240, flexGrow: 1 }}
    />
  );
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
