import { Box, Chip, MenuItem, TextField } from "@mui/material";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "../fields/FieldInput";
import { KeptValueInput } from "../fields/KeptValueInput";
import { isNaming } from "../fields/values";
import type { Designed, DesignedField, DesignedObject } from "./drafting";
import { CasesInput } from "./expressions/CasesInput";
import { ExpressionInput } from "./expressions/ExpressionInput";
import { NumberInput } from "./expressions/LiteralInput";
import { ListValue } from "./ListValue";
import { isOfUnits, OF_UNITS, type RulePath } from "./paths";
import { RuleButton } from "./RuleControls";
import {
  ALONE,
  AS_COMPUTED,
  AS_FIELDS,
  AS_IF,
  between,
  COMPARISONS,
  compared,
  conditional,
  type Json,
  several,
} from "./ruleTree";
import { draftOfValue, editedField, isNumber, valueOfDraft } from "./ruleValues";
import { UnitCodesInput } from "./UnitCodesInput";
import { KnownFurther, usePaths } from "./usePaths";
import "./ruleTexts";

interface RuleValueProps {
  catalog: Designed;
  /** Of which the rule is. */
  of: DesignedObject;
  /** What stands in the place of a field. */
  field: string;
  /** Null for a part that is of no field. */
  path: RulePath | null;
  operator: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** The right editor for what a condition compares with. */
export function RuleValue(props: RuleValueProps) {
  const { catalog, of, field, path, operator, value, onChange } = props;
  const { t } = useTranslation("rules");
  const known = usePaths(catalog, of);
  const knowsActor = useContext(KnownFurther).includes("actor");
  const labelOf = (path: string) => known.find((each) => each.path === path)?.label ?? path;
  if (field === AS_COMPUTED) return <ComputedValue {...props} />;
  if (field === AS_FIELDS) return <SeveralValue {...props} />;
  if (field === AS_IF)
    return (
      <CasesInput
        catalog={catalog}
        of={of}
        value={conditional(value).cases}
        onChange={(cases) => onChange({ cases })}
      />
    );
  if (path === null)
    return (
      <TextField
        multiline
        minRows={2}
        label={t("asJson")}
        value={String(value)}
        onChange={(event) => onChange(event.target.value)}
        sx={{ flexGrow: 1, minWidth: 240 }}
      />
    );
  if (ALONE.some((each) => each === operator)) return null;
  if (path.list !== null) return <ListValue {...props} list={path.list} />;
  if (operator === "between") return <BetweenValue {...props} />;
  const actors = knowsActor ? actorsFor(path, operator) : [];
  const actor = actors.find((each) => isPath(value, each));
  if (actor !== undefined)
    return <Chip label={labelOf(actor)} onDelete={() => onChange("")} title={t("notActor")} />;
  const computed = typeof value === "object" && value !== null && !Array.isArray(value);
  if (computed || path.field === null)
    return (
      <ExpressionInput
        label={t("value")}
        catalog={catalog}
        of={of}
        value={value as Json}
        onChange={onChange}
      />
    );
  const canCompute = path.field.type !== "boolean" && COMPARISONS.some((each) => each === operator);
  return (
    <>
      <LiteralValue {...props} />
      {actors.map((each) => (
        <RuleButton key={each} onClick={() => onChange({ var: each })}>
          {labelOf(each)}
        </RuleButton>
      ))}
      {canCompute && <RuleButton onClick={() => onChange({ var: "" })}>{t("compute")}</RuleButton>}
    </>
  );
}

/** What of the one who acts a condition can compare with: who it is, or the codes of their units. */
function actorsFor({ path, field }: RulePath, operator: string): readonly string[] {
  const isEqual = operator === "==" || operator === "!=";
  if (field?.type === "member" && path !== "actor.id" && isEqual) return ["actor.id"];
  if (field?.type === "choice" && path !== "stage" && operator === "in") return OF_UNITS;
  return [];
}

function isPath(value: unknown, path: string): boolean {
  return typeof value === "object" && value !== null && "var" in value && value.var === path;
}

/** A value that the type of the field says how to edit. */
function LiteralValue({ catalog, of, path, operator, value, onChange }: RuleValueProps) {
  const { t } = useTranslation("rules");
  const field = path?.field;
  if (field == null) return null;
  if (isOfUnits(path?.path ?? "") || operator === "in" || field.type === "multiChoice")
    return <KeysValue {...{ catalog, path, operator, value, onChange }} field={field} />;
  if (isNumber(field)) return <NumberInput label={t("value")} value={value} onChange={onChange} />;
  if (TYPED.includes(field.type))
    return (
      <TextField
        label={t("value")}
        value={String(value)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <Box sx={{ minWidth: isNaming(field) ? 240 : 160, display: "flex", gap: 1 }}>
      <KeptValueInput
        catalog={catalog}
        of={path?.path === field.name ? of : null}
        field={editedField(field, t("value"))}
        value={value === "" ? null : draftOfValue(field, value as Json)}
        onChange={(next) => onChange(valueOfDraft(field, next) ?? "")}
      />
      {field.type === "date" && <RuleButton onClick={() => onChange({ today: [] })}>{t("today")}</RuleButton>}
    </Box>
  );
}

/** Types whose values are texts of one line. */
const TYPED = ["text", "longText", "email", "phone", "url", "autoNumber"];

/** One of the keys of a field, or several of them. */
function KeysValue({
  catalog,
  field,
  path,
  operator,
  value,
  onChange,
}: Pick<RuleValueProps, "catalog" | "path" | "operator" | "value" | "onChange"> & { field: DesignedField }) {
  const { t } = useTranslation("rules");
  const several = operator === "in";
  const keys = several ? ((value || []) as string[]) : value === "" ? [] : [String(value)];
  const give = (next: readonly string[]) => onChange(several ? next : (next.at(-1) ?? ""));
  if (isOfUnits(path?.path ?? "")) return <UnitCodesInput label={t("value")} value={keys} onChange={give} />;
  return (
    <Box sx={{ minWidth: 200 }}>
      <FieldInput
        catalog={catalog}
        field={{ ...editedField(field, t("value")), type: "multiChoice" }}
        value={keys}
        onChange={(next) => give((next ?? []) as string[])}
      />
    </Box>
  );
}

/** Two values, both included. */
function BetweenValue({ catalog, of, value, onChange }: RuleValueProps) {
  const { t } = useTranslation("rules");
  const said = between(value);
  return (
    <>
      {(["low", "high"] as const).map((each) => (
        <ExpressionInput
          key={each}
          label={t(each)}
          catalog={catalog}
          of={of}
          value={said[each]}
          onChange={(next) => onChange({ ...said, [each]: next })}
        />
      ))}
    </>
  );
}

/** Something computed, and what it is compared with. */
function ComputedValue({ catalog, of, value, onChange }: RuleValueProps) {
  const { t } = useTranslation("rules");
  const { left, right } = compared(value);
  return (
    <>
      <ExpressionInput
        label={t("asComputed")}
        catalog={catalog}
        of={of}
        value={left}
        onChange={(next) => onChange({ left: next, right })}
      />
      <ExpressionInput
        label={t("comparedWith")}
        catalog={catalog}
        of={of}
        value={right}
        onChange={(next) => onChange({ left, right: next })}
      />
    </>
  );
}

/** Several fields, and how many of them are needed where that is asked. */
function SeveralValue({ catalog, of, operator, value, onChange }: RuleValueProps) {
  const { t } = useTranslation("rules");
  const known = usePaths(catalog, of).filter((each) => each.list === null);
  const { need, paths } = several(value);
  const unknown = paths.filter((each) => !known.some((one) => one.path === each));
  const labelOf = (path: string) => known.find((each) => each.path === path)?.label ?? path;
  const counts = operator === "enoughFilled" || operator === "tooFewFilled";
  return (
    <>
      {counts && (
        <NumberInput label={t("howMany")} value={need} onChange={(next) => onChange({ need: next, paths })} />
      )}
      <TextField
        select
        label={t("fieldsChosen")}
        value={[...paths]}
        onChange={(event) => onChange({ need, paths: [event.target.value].flat() })}
        slotProps={{
          select: {
            multiple: true,
            renderValue: (chosen) => (chosen as string[]).map(labelOf).join(", "),
          },
        }}
        sx={{ minWidth: 240, maxWidth: "100%" }}
      >
        {[...known.map((each) => each.path), ...unknown].map((each) => (
          <MenuItem key={each} value={each}>
            {labelOf(each)}
          </MenuItem>
        ))}
      </TextField>
    </>
  );
}
