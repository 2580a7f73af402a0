import { Box, Checkbox, FormControlLabel, MenuItem, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { NumberingRestart } from "../client/generated/graphql";
import { FieldInput } from "../fields/FieldInput";
import { OptionsInput } from "./field/OptionsInput";
import type { PartProps } from "./field/parts";
import { type FieldForm, fieldOfForm } from "./fieldForm";
import { offered, type Setting, typesFrom } from "./fieldTypes";
import { LabelsInput } from "./LabelsInput";

type TextSetting = { [Key in keyof FieldForm]: FieldForm[Key] extends string ? Key : never }[keyof FieldForm];

/** What can be asked of the values of a field of this type. */
export function FieldSettings(props: PartProps) {
  const { catalog, field, form, onChange } = props;
  const { t } = useTranslation("designer");
  const offers = (setting: Setting) => offered(form.type, form.source, setting);
  const isNew = field === null;
  const fixed = !isNew && (form.source !== "given" || typesFrom(form.type).length === 1);
  const text = (name: TextSetting, options: { number?: boolean; locked?: boolean } = {}) => (
    <TextField
      key={name}
      fullWidth
      label={t(`settings.${name}`)}
      value={form[name]}
      disabled={options.locked === true && fixed}
      onChange={(event) => onChange({ [name]: event.target.value })}
      slotProps={{ htmlInput: options.number ? { inputMode: "decimal" } : {} }}
    />
  );
  const flag = (name: "required" | "unique" | "searchable") => (
    <FormControlLabel
      key={name}
      control={
        <Checkbox checked={form[name]} onChange={(event) => onChange({ [name]: event.target.checked })} />
      }
      label={t(`settings.${name}`)}
    />
  );
  return (
    <>
      <Box>{(["required", "unique", "searchable"] as const).filter(offers).map(flag)}</Box>
      {offers("target") && (
        <TextField
          select
          label={t("settings.target")}
          value={form.target}
          disabled={!isNew}
          onChange={(event) => onChange({ target: event.target.value })}
        >
          {catalog.objects.map((each) => (
            <MenuItem key={each.name} value={each.name}>
              {each.label}
            </MenuItem>
          ))}
        </TextField>
      )}
      {offers("targets") && (
        <TextField
          select
          label={t("settings.targets")}
          value={form.targets}
          onChange={(event) => onChange({ targets: [event.target.value].flat() })}
          slotProps={{ select: { multiple: true } }}
        >
          {catalog.objects.map((each) => (
            <MenuItem key={each.name} value={each.name}>
              {each.label}
            </MenuItem>
          ))}
        </TextField>
      )}
      {offers("reverse") && text("reverse")}
      {offers("options") && <OptionsInput {...props} />}
      {offers("digits") && (
        <Stack direction="row" sx={{ gap: 1 }}>
          {text("precision", { number: true, locked: true })}
          {text("scale", { number: true, locked: true })}
        </Stack>
      )}
      {(offers("minimum") || offers("maximum")) && (
        <Stack direction="row" sx={{ gap: 1 }}>
          {offers("minimum") && text("minimum", { number: true })}
          {offers("maximum") && text("maximum", { number: true })}
        </Stack>
      )}
      {offers("lengths") && (
        <Stack direction="row" sx={{ gap: 1 }}>
          {text("minLength", { number: true })}
          {text("maxLength", { number: true })}
        </Stack>
      )}
      {offers("pattern") && text("pattern")}
      {offers("pattern") && form.pattern !== "" && (
        <LabelsInput
          label={t("patternMessage", { ns: "field" })}
          value={form.patternMessage}
          onChange={(patternMessage) => onChange({ patternMessage })}
        />
      )}
      {offers("region") && text("region", { locked: true })}
      {offers("mediaTypes") && text("mediaTypes")}
      {offers("numbering") && <Numbering form={form} onChange={onChange} text={text} />}
      {offers("default") && form.defaultFormula === null && (
        <FieldInput
          catalog={catalog}
          field={fieldOfForm(form, t("settings.default"))}
          value={form.default}
          onChange={(value) => onChange({ default: value })}
        />
      )}
    </>
  );
}

interface NumberingProps {
  form: FieldForm;
  onChange: (part: Partial<FieldForm>) => void;
  text: (name: TextSetting, options?: { number?: boolean }) => React.ReactNode;
}

function Numbering({ form, onChange, text }: NumberingProps) {
  const { t } = useTranslation("designer");
  return (
    <>
      {text("format")}
      <Stack direction="row" sx={{ gap: 1 }}>
        <TextField
          select
          fullWidth
          label={t("settings.restart")}
          value={form.restart}
          onChange={(event) => onChange({ restart: event.target.value as NumberingRestart })}
        >
          {(["never", "year", "month", "day"] as const).map((each) => (
            <MenuItem key={each} value={each}>
              {t(`restarts.${each}`)}
            </MenuItem>
          ))}
        </TextField>
        {text("start", { number: true })}
      </Stack>
    </>
  );
}
