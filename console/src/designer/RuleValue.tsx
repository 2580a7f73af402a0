import { Box, Chip, MenuItem, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import { FieldInput } from "../fields/FieldInput";
import type { Designed, DesignedObject } from "./drafting";
import { ExpressionInput } from "./expressions/ExpressionInput";
import { NumberInput } from "./expressions/LiteralInput";
import { ListValue } from "./ListValue";
import type { RulePath } from "./paths";
import {
  ALONE,
  AS_COMPUTED,
  AS_FIELDS,
  between,
  COMPARISONS,
  compared,
  type Json,
  several,
} from "./ruleTree";
import { usePaths } from "./usePaths";
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

const NUMBERS = ["integer", "decimal", "percent", "money", "rating", "duration"];

/** The right editor for what a condition compares with. */
export function RuleValue(props: RuleValueProps) {
  const { catalog, of, field, path, operator, value, onChange } = props;
  const { t } = useTranslation("rules");
  if (field === AS_COMPUTED) return <ComputedValue {...props} />;
  if (field === AS_FIELDS) return <SeveralValue {...props} />;
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
  const actor = actorFor(path, operator);
  if (actor !== null && isActor(value, actor.path))
    return <Chip label={t(actor.said)} onDelete={() => onChange("")} title={t("notActor")} />;
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
      {actor !== null && (
        <button type="button" onClick={() => onChange({ var: actor.path })}>
          {t(actor.said)}
        </button>
      )}
      {canCompute && (
        <button type="button" onClick={() => onChange({ var: "" })}>
          {t("compute")}
        </button>
      )}
    </>
  );
}

/** What of the one who acts a condition can compare with: who it is, or the codes of their units. */
function actorFor(path: RulePath, operator: string) {
  if (path.field?.type === "member" && (operator === "==" || operator === "!="))
    return { path: "actor.id", said: "actor" } as const;
  if (path.field?.type === "choice" && path.path !== "stage" && operator === "in")
    return { path: "actor.units", said: "actorsUnits" } as const;
  return null;
}

function isActor(value: unknown, path: string): boolean {
  return typeof value === "object" && value !== null && "var" in value && value.var === path;
}

/** A value that the type of the field says how to edit. */
function LiteralValue({ catalog, path, operator, value, onChange }: RuleValueProps) {
  const { t } = useTranslation("rules");
  const field = path?.field;
  if (field == null) return null;
  const shown = { ...field, label: t("value"), required: false };
  if (operator === "in" || field.type === "multiChoice") {
    const keys = operator === "in" ? ((value || []) as string[]) : value === "" ? [] : [String(value)];
    const chosen = { ...shown, type: "multiChoice" };
    return (
      <Box sx={{ minWidth: 200 }}>
        <FieldInput
          catalog={catalog}
          field={chosen}
          value={keys}
          onChange={(next) => {
            const all = (next ?? []) as string[];
            onChange(operator === "in" ? all : (all.at(-1) ?? ""));
          }}
        />
      </Box>
    );
  }
  if (NUMBERS.includes(field.type))
    return <NumberInput label={t("value")} value={value} onChange={onChange} />;
  if (field.type === "boolean" || field.type === "choice" || field.type === "date")
    return (
      <Box sx={{ minWidth: 160, display: "flex", gap: 1 }}>
        <FieldInput
          catalog={catalog}
          field={shown}
          value={value === "" ? null : (value as string | boolean)}
          onChange={(next) => onChange(next ?? "")}
        />
        {field.type === "date" && (
          <button type="button" onClick={() => onChange({ today: [] })}>
            {t("today")}
          </button>
        )}
      </Box>
    );
  return (
    <TextField label={t("value")} value={String(value)} onChange={(event) => onChange(event.target.value)} />
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
