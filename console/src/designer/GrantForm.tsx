import { Alert, Button, Paper, Stack, Typography } from "@mui/material";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { RuleGroupType } from "react-querybuilder";
import { ANY, FIELD_ACTIONS } from "../access/actions";
import type { Effect, RowScope } from "../client/generated/graphql";
import { Choice } from "../shared/Choice";
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
const EFFECTS: readonly Effect[] = ["allow", "deny"];

/** Everything that one grant of an action says. */
export function GrantForm({ design, of, number, draft, fixedField, onChange, onRemove }: GrantFormProps) {
  const { t } = useTranslation("roles");
  const title = useId();
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
        sx={{ gap: { xs: 2, sm: 1 }, flexWrap: "wrap", "& > .MuiFormControl-root": { minWidth: 180 } }}
      >
        <WhatInput of={of} draft={draft} fixedField={fixedField} onChange={onChange} />
        <RowsInput of={of} draft={draft} onChange={onChange} />
        <NarrowedInput of={of} draft={draft} onChange={onChange} />
      </Stack>
      {draft.rule !== null && of !== null && (
        <RowRule
          design={design}
          of={of}
          rule={draft.rule}
          onChange={(rule) => onChange({ ...draft, rule })}
        />
      )}
    </Paper>
  );
}

type PartProps = Pick<GrantFormProps, "of" | "draft" | "onChange">;

const withGrant = (draft: GrantDraft, part: Partial<Grant>): GrantDraft => ({
  ...draft,
  grant: { ...draft.grant, ...part },
});

/** Whether it allows or denies, and which field. */
function WhatInput({ of, draft, fixedField, onChange }: PartProps & Pick<GrantFormProps, "fixedField">) {
  const { t } = useTranslation("roles");
  const { grant } = draft;
  const perField = FIELD_ACTIONS.some((each) => each === grant.action || grant.action === ANY);
  const change = (part: Partial<Grant>) => onChange(withGrant(draft, { ...part, mask: null }));
  return (
    <>
      <Choice
        label={t("effect")}
        value={grant.effect}
        choices={EFFECTS.map((name) => ({ name, label: t(`effects.${name}`) }))}
        onChange={(effect) => change({ effect: effect as Effect })}
      />
      {perField && of !== null && !fixedField && (
        <Choice
          label={t("field")}
          value={grant.field}
          choices={[{ name: ANY, label: t("everyField") }, ...of.fields]}
          onChange={(field) => change({ field })}
        />
      )}
    </>
  );
}

/** Which records it reaches. */
function RowsInput({ of, draft, onChange }: PartProps) {
  const { t } = useTranslation("roles");
  const choices = ROWS.map((name) => ({ name: name as string, label: t(`choices.${name as "all"}`) }));
  const choose = (chosen: string) =>
    onChange(
      chosen === BY_RULE
        ? { ...withGrant(draft, { rows: "all" }), rule: groupOf(null) }
        : { ...withGrant(draft, { rows: chosen as RowScope }), rule: null },
    );
  return (
    <Choice
      label={t("records")}
      value={draft.rule === null ? draft.grant.rows : BY_RULE}
      choices={of === null ? choices : [...choices, { name: BY_RULE, label: t("byRule") }]}
      onChange={choose}
    />
  );
}

/** What is masked of values that are read, and which moves records may take. */
function NarrowedInput({ of, draft, onChange }: PartProps) {
  const { grant } = draft;
  const field = of?.fields.find((each) => each.name === grant.field);
  const masks = grant.action === "read" && grant.effect === "allow" && field !== undefined;
  const change = (part: Partial<Grant>) => onChange(withGrant(draft, part));
  return (
    <>
      {masks && (
        <MaskInput type={field.type} value={grant.mask ?? null} onChange={(mask) => change({ mask })} />
      )}
      {grant.action === "promote" && <MovesInput of={of} grant={grant} onChange={change} />}
    </>
  );
}

interface RowRuleProps {
  design: Design;
  of: DesignedObject;
  rule: RuleGroupType;
  onChange: (rule: RuleGroupType) => void;
}

/** The rule that says which records it reaches, and what it says. */
function RowRule({ design, of, rule, onChange }: RowRuleProps) {
  const { t } = useTranslation("roles");
  const said = ruleIn(rule);
  return (
    <Stack sx={{ gap: 1, mt: 2 }}>
      <KnownFurther value={OF_WRITERS}>
        <RuleBuilder catalog={design.catalog} of={of} value={rule} onChange={onChange} />
      </KnownFurther>
      {said == null ? (
        <Alert severity="info">{t("ruleNeeded")}</Alert>
      ) : (
        <RuleReading design={design} of={of} rule={said} />
      )}
    </Stack>
  );
}
