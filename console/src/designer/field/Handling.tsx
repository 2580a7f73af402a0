import { Checkbox, FormControlLabel, MenuItem, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { PersonalData, Writability } from "../../client/generated/graphql";
import { offered, personalKinds, type Setting } from "../fieldTypes";
import { LabelsInput } from "../LabelsInput";
import { Fold } from "./Fold";
import type { PartProps } from "./parts";
import "./texts";

const WRITABLE = ["always", "onCreate", "never"] as const;

/** Who may write it when, what is kept of it, and whether it is a person's data. */
export function Handling({ field, form, onChange }: PartProps) {
  const { t } = useTranslation("field");
  const offers = (setting: Setting) => offered(form.type, form.source, setting);
  if (field === null && form.source !== "given") return null;
  const said =
    form.writable !== "always" || form.trackHistory || form.personal !== "" || form.deprecated.en !== "";
  return (
    <Fold title={t("handling")} open={said}>
      {offers("writable") && (
        <TextField
          select
          label={t("writable")}
          value={form.writable}
          onChange={(event) => onChange({ writable: event.target.value as Writability })}
        >
          {WRITABLE.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`writables.${each}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {offers("trackHistory") && (
        <FormControlLabel
          control={
            <Checkbox
              checked={form.trackHistory}
              onChange={(event) => onChange({ trackHistory: event.target.checked })}
            />
          }
          label={t("trackHistory")}
        />
      )}
      {offers("personal") && (
        <TextField
          select
          label={t("personal")}
          value={form.personal === "" ? "none" : form.personal}
          onChange={(event) => {
            const chosen = event.target.value;
            onChange({ personal: chosen === "none" ? "" : (chosen as PersonalData) });
          }}
        >
          {(["none", ...personalKinds(form.type)] as const).map((each) => (
            <MenuItem key={each} value={each}>
              {t(`personals.${each}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {field !== null && (
        <LabelsInput
          label={t("deprecated")}
          value={form.deprecated}
          onChange={(deprecated) => onChange({ deprecated })}
        />
      )}
    </Fold>
  );
}
