import { Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import { LABEL_LANGUAGES, type Labels } from "./names";
import "./texts";

interface LabelsInputProps {
  label: string;
  value: Labels;
  onChange: (value: Labels) => void;
  autoFocus?: boolean;
}

/** One text in each language of the product. */
export function LabelsInput({ label, value, onChange, autoFocus }: LabelsInputProps) {
  const { t } = useTranslation("designer");
  return (
    <Stack direction={{ xs: "column", sm: "row" }} sx={{ gap: { xs: 2, sm: 1 } }}>
      {LABEL_LANGUAGES.map((language, index) => (
        <TextField
          key={language}
          fullWidth
          autoFocus={autoFocus === true && index === 0}
          label={t("labelIn", { label, language: t(`languages.${language}`) })}
          value={value[language]}
          onChange={(event) => onChange({ ...value, [language]: event.target.value })}
          slotProps={{ htmlInput: { lang: language } }}
        />
      ))}
    </Stack>
  );
}
