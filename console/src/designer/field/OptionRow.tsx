import { Box, Checkbox, FormControlLabel, MenuItem, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { DesignedField } from "../drafting";
import { OrderButtons } from "../OrderButtons";
import { keyOf, type OptionForm } from "../optionForm";

interface OptionRowProps {
  option: OptionForm;
  number: number;
  /** The field that the options depend on. */
  parent: DesignedField | null;
  isLast: boolean;
  onChange: (part: Partial<OptionForm>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** An option: what people read, the key that is kept, its colour, and what it goes with. */
export function OptionRow({ option, number, parent, isLast, onChange, onMove, onRemove }: OptionRowProps) {
  const { t } = useTranslation("designer");
  const name = option.labels.en || option.labels["zh-CN"] || keyOf(option) || String(number);
  const label = (language: "en" | "zh-CN") => (
    <TextField
      label={t("optionIn", { number, language: t(`languages.${language}`) })}
      value={option.labels[language]}
      onChange={(event) => onChange({ labels: { ...option.labels, [language]: event.target.value } })}
      slotProps={{ htmlInput: { lang: language } }}
      sx={{ flex: "1 1 140px" }}
    />
  );
  return (
    <Stack
      direction="row"
      sx={{ gap: 1, flexWrap: "wrap", alignItems: "center", pb: 1, borderBottom: 1, borderColor: "divider" }}
    >
      {label("en")}
      {label("zh-CN")}
      <TextField
        label={t("optionKey", { number })}
        value={option.key}
        placeholder={keyOf(option)}
        disabled={option.kept}
        onChange={(event) => onChange({ key: event.target.value.trim() })}
        sx={{ flex: "1 1 120px" }}
      />
      <ColorInput {...{ option, onChange }} />
      {parent !== null && <GoesWith {...{ option, parent, onChange }} />}
      <FormControlLabel
        control={
          <Checkbox
            checked={option.active}
            onChange={(event) => onChange({ active: event.target.checked })}
          />
        }
        label={t("active", { ns: "field" })}
      />
      <OrderButtons name={name} isFirst={number === 1} {...{ isLast, onMove, onRemove }} />
    </Stack>
  );
}

type SettingProps = Pick<OptionRowProps, "option" | "onChange">;

function ColorInput({ option, onChange }: SettingProps) {
  const { t } = useTranslation("field");
  const known = /^#[0-9a-f]{6}$/i.test(option.color);
  const swatch = (
    <Box
      aria-hidden
      sx={{
        width: 16,
        height: 16,
        mr: 1,
        flexShrink: 0,
        borderRadius: 0.5,
        bgcolor: known ? option.color : "action.hover",
      }}
    />
  );
  return (
    <TextField
      label={t("color")}
      value={option.color}
      error={option.color !== "" && !known}
      placeholder="#rrggbb"
      title={t("colorHint")}
      onChange={(event) => onChange({ color: event.target.value.trim() })}
      slotProps={{ input: { startAdornment: swatch } }}
      sx={{ width: 140 }}
    />
  );
}

function GoesWith({ option, parent, onChange }: SettingProps & { parent: DesignedField }) {
  const { t } = useTranslation("field");
  return (
    <TextField
      select
      label={t("onlyWith")}
      value={[...option.onlyWith]}
      onChange={(event) => onChange({ onlyWith: [event.target.value].flat() })}
      slotProps={{ select: { multiple: true } }}
      sx={{ flex: "1 1 200px" }}
    >
      {parent.options.map((each) => (
        <MenuItem key={each.key} value={each.key}>
          {each.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
