import { Button, IconButton, Stack, TextField, Tooltip, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { keyOf, type OptionForm } from "./fieldForm";

interface OptionsInputProps {
  options: readonly OptionForm[];
  onChange: (options: readonly OptionForm[]) => void;
}

/** The options of a choice: what people read, and the key that is kept. */
export function OptionsInput({ options, onChange }: OptionsInputProps) {
  const { t } = useTranslation("designer");
  const change = (id: string, part: Partial<OptionForm>) =>
    onChange(options.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const add = () =>
    onChange([
      ...options,
      { id: crypto.randomUUID(), key: "", labels: { en: "", "zh-CN": "" }, kept: false },
    ]);
  return (
    <Stack
      component="fieldset"
      sx={{ gap: 1, border: 1, borderColor: "divider", borderRadius: 1, p: 1.5, m: 0 }}
    >
      <Typography component="legend" variant="h3">
        {t("settings.options")}
      </Typography>
      {options.map((each, index) => (
        <Stack key={each.id} direction="row" sx={{ gap: 1 }}>
          <TextField
            label={t("optionIn", { number: index + 1, language: t("languages.en") })}
            value={each.labels.en}
            onChange={(event) => change(each.id, { labels: { ...each.labels, en: event.target.value } })}
          />
          <TextField
            label={t("optionIn", { number: index + 1, language: t("languages.zh-CN") })}
            value={each.labels["zh-CN"]}
            onChange={(event) => change(each.id, { labels: { ...each.labels, "zh-CN": event.target.value } })}
          />
          <TextField
            label={t("optionKey", { number: index + 1 })}
            value={each.key}
            placeholder={keyOf(each)}
            disabled={each.kept}
            onChange={(event) => change(each.id, { key: event.target.value.trim() })}
          />
          <Tooltip title={t("action.remove", { ns: "app" })}>
            <IconButton
              aria-label={t("removeNamed", { name: each.labels.en || keyOf(each) || String(index + 1) })}
              onClick={() => onChange(options.filter((other) => other.id !== each.id))}
            >
              ×
            </IconButton>
          </Tooltip>
        </Stack>
      ))}
      <Button onClick={add} sx={{ alignSelf: "start" }}>
        {t("addOption")}
      </Button>
    </Stack>
  );
}
