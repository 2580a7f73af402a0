import { Alert, Button, MenuItem, Paper, Stack, TextField, Typography } from "@mui/material";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { ANY, FIELD_ACTIONS } from "../access/actions";
import type { Effect, RowScope } from "../client/generated/graphql";
import type { Design, DesignedObject } from "./drafting";
import type { GrantDraft } from "./grantDraft";
import type { Grant } from "./grants";
import { MaskInput } from "./MaskInput";
import { MovesInput } from "./MovesInput";
import { RuleBuilder } from "./RuleBuilder";
import { RuleReading } from "./RuleReading";
import { groupOf, ruleIn } from "./ruleTree";
import { KnownFurther, OF_WRITERS } from "./usePaths";
import "./roleTexts";

interface GrantFormProps {
  design: Design;
  /** Null for every object. */
  of: DesignedObject | null;
  number: number;
  draft: GrantDraft;
  fixedField: boolean;
  onChange: (draft: GrantDraft) => void;
  onRemove: () => void;
}

const ROWS: readonly RowScope[] = ["all", "own", "team", "subtree"];
const BY_RULE = "rule";

/** Everything that one grant of an action says. */
export function GrantForm({ design, of, number, draft, fixedField, onChange, onRemove }: GrantFormProps) {
  const { t } = useTranslation("roles");
  const title = useId();
  const { grant, rule } = draft;
  const change = (next: Partial<Grant>) => onChange({ ...draft, grant: { ...grant, ...next } });
  const perField = FIELD_ACTIONS.some((each) => each === grant.action || grant.action === ANY);
  const field = of?.fields.find((each) => each.name === grant.field);
  const masks = grant.action === "read" && grant.effect === "allow" && field !== undefined;
  const moves = grant.action === "promote";
  const chooseRows = (chosen: string) =>
    onChange(
      chosen === BY_RULE
        ? { ...draft, grant: { ...grant, rows: "all" }, rule: groupOf(null) }
        : { ...draft, grant: { ...grant, rows: chosen as RowScope }, rule: null },
    );
  return (
    <Paper variant="outlined" component="section" aria-labelledby={title} sx={{ p: 2 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", mb: 1.5 }}>
        <Typography id={title} variant="h3" sx={{ flexGrow: 1 }}>
          {t("grantNumber", { number })}
        </Typography>
        <Button color="error" aria-label={t("removeGrant", { number })} onClick={onRemove}>
          ×
        </Button>
      </Stack>
      <Stack
        direction={{ xs: "column", sm: "row" }}
        sx={{ gap: 1, flexWrap: "wrap", "& > *": { minWidth: 180 } }}
      >
        <TextField
          select
          label={t("effect")}
          value={grant.effect}
          onChange={(event) => change({ effect: event.target.value as Effect, mask: null })}
        >
          {(["allow", "deny"] as const).map((each) => (
            <MenuItem key={each} value={each}>
              {t(`effects.${each}`)}
            </MenuItem>
          ))}
        </TextField>
        {perField && of !== null && !fixedField && (
          <TextField
            select
            label={t("field")}
            value={grant.field}
            onChange={(event) => change({ field: event.target.value, mask: null })}
          >
            <MenuItem value={ANY}>{t("everyField")}</MenuItem>
            {of.fields.map((each) => (
              <MenuItem key={each.name} value={each.name}>
                {each.label}
              </MenuItem>
            ))}
          </TextField>
        )}
        <TextField
          select
          label={t("records")}
          value={rule === null ? grant.rows : BY_RULE}
          onChange={(event) => chooseRows(event.target.value)}
        >
          {ROWS.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`choices.${each as "all"}`)}
            </MenuItem>
          ))}
          {of !== null && <MenuItem value={BY_RULE}>{t("byRule")}</MenuItem>}
        </TextField>
        {masks && (
          <MaskInput type={field.type} value={grant.mask ?? null} onChange={(mask) => change({ mask })} />
        )}
        {moves && <MovesInput of={of} grant={grant} onChange={change} />}
      </Stack>
      {rule !== null && of !== null && (
        <Stack sx={{ gap: 1, mt: 2 }}>
          <KnownFurther value={OF_WRITERS}>
            <RuleBuilder
              catalog={design.catalog}
              of={of}
              value={rule}
              onChange={(next) => onChange({ ...draft, rule: next })}
            />
          </KnownFurther>
          {ruleIn(rule) == null ? (
            <Alert severity="info">{t("ruleNeeded")}</Alert>
          ) : (
            <RuleReading design={design} of={of} rule={ruleIn(rule)} />
          )}
        </Stack>
      )}
    </Paper>
  );
}
