import { Box, Button, MenuItem, Stack, TextField, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Choice } from "../../shared/Choice";
import type { DesignedField } from "../drafting";
import { emptyOption, keyOf, type OptionForm, optionFormOf } from "../optionForm";
import { shifted } from "../shifted";
import { OptionRow } from "./OptionRow";
import type { PartProps } from "./parts";
import "./texts";

/** The options of a choice, in their order; those that go, with what records get instead. */
export function OptionsInput({ of, field, form, onChange }: PartProps) {
  const { t } = useTranslation("designer");
  const { options } = form;
  const give = (next: readonly OptionForm[]) => onChange({ options: next });
  const others = of.fields.filter((each) => each.type === "choice" && each.id !== (field?.id ?? ""));
  const parent = others.find((each) => each.name === form.dependsOn) ?? null;
  return (
    <Stack
      component="fieldset"
      sx={{ gap: 2, border: 1, borderColor: "divider", borderRadius: 1, p: 1.5, m: 0, minWidth: 0 }}
    >
      <Typography component="legend" variant="h3">
        {t("settings.options")}
      </Typography>
      {others.length > 0 && (
        <TextField
          select
          label={t("dependsOn", { ns: "field" })}
          value={form.dependsOn}
          onChange={(event) =>
            onChange({
              dependsOn: event.target.value,
              options: options.map((each) => ({ ...each, onlyWith: [] })),
            })
          }
        >
          <MenuItem value="">{t("nothing")}</MenuItem>
          {others.map((each) => (
            <MenuItem key={each.name} value={each.name}>
              {each.label}
            </MenuItem>
          ))}
        </TextField>
      )}
      {options.map((each, index) => (
        <OptionRow
          key={each.id}
          option={each}
          number={index + 1}
          parent={parent}
          isLast={index === options.length - 1}
          onChange={(part) => give(options.map((one) => (one.id === each.id ? { ...one, ...part } : one)))}
          onMove={(by) => give(shifted(options, index, by))}
          onRemove={() => give(options.filter((one) => one.id !== each.id))}
        />
      ))}
      <Button onClick={() => give([...options, emptyOption()])} sx={{ alignSelf: "start" }}>
        {t("addOption")}
      </Button>
      {field !== null && field.type === form.type && <RemovedOptions {...{ form, onChange }} field={field} />}
    </Stack>
  );
}

interface RemovedProps extends Pick<PartProps, "form" | "onChange"> {
  field: DesignedField;
}

function RemovedOptions({ field, form, onChange }: RemovedProps) {
  const { t } = useTranslation("field");
  const gone = field.options.filter((each) => !form.options.some((one) => one.kept && one.key === each.key));
  if (gone.length === 0) return null;
  const putBack = (key: string) => {
    const index = field.options.findIndex((each) => each.key === key);
    const option = field.options[index];
    if (option === undefined) return;
    onChange({ options: form.options.toSpliced(index, 0, optionFormOf(option)) });
  };
  return (
    <Box component="section" aria-label={t("removedOptions")}>
      <Typography variant="h3" sx={{ mb: 1 }}>
        {t("removedOptions")}
      </Typography>
      {gone.map((each) => (
        <Stack key={each.key} direction={{ xs: "column", sm: "row" }} sx={{ gap: 1, mb: 1 }}>
          <Choice
            fullWidth
            label={t("replacement", { name: each.label })}
            value={form.replacements[each.key] ?? ""}
            none={t("nothing")}
            choices={form.options
              .filter((one) => keyOf(one) !== "")
              .map((one) => ({
                name: keyOf(one),
                label: one.labels.en || one.labels["zh-CN"] || keyOf(one),
              }))}
            onChange={(key) => onChange({ replacements: { ...form.replacements, [each.key]: key } })}
          />
          <Button sx={{ flexShrink: 0 }} onClick={() => putBack(each.key)}>
            {t("putBack", { name: each.label })}
          </Button>
        </Stack>
      ))}
    </Box>
  );
}
