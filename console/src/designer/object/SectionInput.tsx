import { Box, MenuItem, Stack, TextField, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { DesignedField, DesignedObject } from "../drafting";
import { LabelsInput } from "../LabelsInput";
import { OrderButtons } from "../OrderButtons";
import { shifted } from "../shifted";
import { type SectionForm, sectionName } from "./sectionForm";
import "./texts";

interface SectionInputProps {
  of: DesignedObject;
  section: SectionForm;
  number: number;
  /** The fields that stand in no section yet. */
  free: readonly DesignedField[];
  isLast: boolean;
  onChange: (part: Partial<SectionForm>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** A section: what people call it, and its fields in their order. */
export function SectionInput({ of, section, number, free, onChange, ...order }: SectionInputProps) {
  const { t, i18n } = useTranslation("object");
  const { labels, fields } = section;
  const [mine, other] =
    i18n.language === "zh-CN" ? [labels["zh-CN"], labels.en] : [labels.en, labels["zh-CN"]];
  const name = mine || other || sectionName(section) || t("section", { number });
  const labelOf = (field: string) => of.fields.find((each) => each.name === field)?.label ?? field;
  return (
    <Stack
      component="fieldset"
      sx={{ gap: 2, border: 1, borderColor: "divider", borderRadius: 1, p: 1.5, m: 0, minWidth: 0 }}
    >
      <Typography component="legend" variant="h3">
        {t("section", { number })}
      </Typography>
      <Stack direction={{ xs: "column", sm: "row" }} sx={{ alignItems: { sm: "center" }, gap: 1 }}>
        <Box sx={{ flexGrow: 1 }}>
          <LabelsInput
            label={t("section", { number })}
            value={labels}
            onChange={(given) => onChange({ labels: given })}
            autoFocus={!section.kept}
          />
        </Box>
        <OrderButtons name={name} isFirst={number === 1} {...order} />
      </Stack>
      {!section.kept && (
        <TextField
          label={t("name")}
          value={section.name}
          placeholder={sectionName(section)}
          helperText={t("apiNameHint", { ns: "designer", name: sectionName(section) || "…" })}
          onChange={(event) => onChange({ name: event.target.value.trim() })}
        />
      )}
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: "none" }} aria-label={name}>
        {fields.map((field, index) => (
          <Stack key={field} component="li" direction="row" sx={{ alignItems: "center", gap: 1 }}>
            <Typography sx={{ flexGrow: 1, minWidth: 0, overflowWrap: "anywhere" }}>
              {labelOf(field)}
            </Typography>
            <OrderButtons
              name={labelOf(field)}
              isFirst={index === 0}
              isLast={index === fields.length - 1}
              onMove={(by) => onChange({ fields: shifted(fields, index, by) })}
              onRemove={() => onChange({ fields: fields.filter((each) => each !== field) })}
            />
          </Stack>
        ))}
      </Box>
      <TextField
        select
        label={t("addFieldTo", { name })}
        value=""
        disabled={free.length === 0}
        onChange={(event) => onChange({ fields: [...fields, event.target.value] })}
      >
        {free.map((each) => (
          <MenuItem key={each.name} value={each.name}>
            {each.label}
          </MenuItem>
        ))}
      </TextField>
    </Stack>
  );
}
