import { MenuItem, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { MaskKind } from "../client/generated/graphql";
import { type Mask, maskOf, masksOf } from "./grants";
import "./roleTexts";

interface MaskInputProps {
  /** Of the field. */
  type: string;
  value: Mask | null;
  onChange: (mask: Mask | null) => void;
}

/** What is shown in the place of a field's values. */
export function MaskInput({ type, value, onChange }: MaskInputProps) {
  const { t } = useTranslation("roles");
  const count = (text: string) => Math.max(0, Number.parseInt(text, 10) || 0);
  return (
    <>
      <TextField
        select
        label={t("mask")}
        value={value?.kind ?? ""}
        onChange={(event) =>
          onChange(event.target.value === "" ? null : maskOf(event.target.value as MaskKind))
        }
      >
        <MenuItem value="">{t("unmasked")}</MenuItem>
        {masksOf(type).map((each) => (
          <MenuItem key={each} value={each}>
            {t(`masks.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {value?.kind === "keep" &&
        (["first", "last"] as const).map((each) => (
          <TextField
            key={each}
            type="number"
            label={t(each)}
            value={value[each]}
            onChange={(event) => onChange({ ...value, [each]: count(event.target.value) })}
            slotProps={{ htmlInput: { min: 0 } }}
          />
        ))}
      {value?.kind === "round" && (
        <TextField
          label={t("step")}
          value={value.step ?? ""}
          onChange={(event) => onChange({ ...value, step: event.target.value.trim() })}
          slotProps={{ htmlInput: { inputMode: "decimal" } }}
        />
      )}
    </>
  );
}
