import { Button, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { ExpressionInput } from "../expressions/ExpressionInput";
import { offered } from "../fieldTypes";
import { RulePart } from "../RulePart";
import { KnownFurther, OF_WRITERS } from "../usePaths";
import { Fold } from "./Fold";
import type { PartProps } from "./parts";
import "./texts";

/** When a record must have a value, and what is computed where none is given. */
export function Conditions({ catalog, of, form, onChange }: PartProps) {
  const { t } = useTranslation("field");
  const offers = (setting: "requiredWhen" | "defaultFormula") => offered(form.type, form.source, setting);
  if (!offers("requiredWhen")) return null;
  return (
    <Fold title={t("rules")} open={form.requiredWhen !== null || form.defaultFormula !== null}>
      {form.required ? (
        <Typography>{t("requiredAlready")}</Typography>
      ) : (
        <KnownFurther value={OF_WRITERS}>
          <RulePart
            catalog={catalog}
            of={of}
            label={t("requiredWhen")}
            value={form.requiredWhen}
            onChange={(requiredWhen) => onChange({ requiredWhen })}
          />
        </KnownFurther>
      )}
      {offers("defaultFormula") && form.defaultFormula === null && (
        <Button
          variant="outlined"
          sx={{ alignSelf: "start" }}
          onClick={() => onChange({ defaultFormula: { var: "" }, default: null })}
        >
          {t("computeDefault")}
        </Button>
      )}
      {offers("defaultFormula") && form.defaultFormula !== null && (
        <>
          <ExpressionInput
            label={t("defaultFormula")}
            catalog={catalog}
            of={of}
            value={form.defaultFormula}
            onChange={(defaultFormula) => onChange({ defaultFormula })}
          />
          <Button sx={{ alignSelf: "start" }} onClick={() => onChange({ defaultFormula: null })}>
            {t("plainDefault")}
          </Button>
        </>
      )}
    </Fold>
  );
}
