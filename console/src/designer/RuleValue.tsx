import { Box, Chip, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleGroupType } from "react-querybuilder";
import { FieldInput } from "../fields/FieldInput";
import type { Designed } from "./drafting";
import type { RulePath } from "./paths";
import { RuleBuilder } from "./RuleBuilder";
import { ALONE, groupOf, type Json, listCondition } from "./ruleTree";
import "./ruleTexts";

interface RuleValueProps {
  catalog: Designed;
  /** Null for a part in JSON. */
  path: RulePath | null;
  operator: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

const NUMBERS = ["integer", "decimal", "percent", "money", "rating", "duration"];

/** The right editor for what a condition compares with. */
export function RuleValue(props: RuleValueProps) {
  const { path, operator, value, onChange } = props;
  const { t } = useTranslation("rules");
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
  const actor = actorFor(path, operator);
  if (actor !== null && isActor(value, actor.path))
    return <Chip label={t(actor.said)} onDelete={() => onChange("")} title={t("notActor")} />;
  const computed = typeof value === "object" && value !== null && !Array.isArray(value);
  if (computed || path.field === null) return <JsonValue value={value} onChange={onChange} />;
  return (
    <>
      <LiteralValue {...props} />
      {actor !== null && (
        <button type="button" onClick={() => onChange({ var: actor.path })}>
          {t(actor.said)}
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
  if (NUMBERS.includes(field.type)) return <NumberValue value={value} onChange={onChange} />;
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

/** A number; digits that binary floating point does not hold are kept as they are in the part in JSON only. */
function NumberValue({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation("rules");
  const [typed, setTyped] = useState(String(value));
  const wrong = typed.trim() === "" || Number.isNaN(Number(typed));
  return (
    <TextField
      label={t("value")}
      value={typed}
      error={wrong}
      onChange={(event) => {
        setTyped(event.target.value);
        const number = Number(event.target.value);
        if (event.target.value.trim() !== "" && !Number.isNaN(number)) onChange(number);
      }}
      slotProps={{ htmlInput: { inputMode: "decimal" } }}
      sx={{ width: 140 }}
    />
  );
}

/** What is computed, such as a day moved on from today. */
function JsonValue({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation("rules");
  const [typed, setTyped] = useState(JSON.stringify(value));
  const [wrong, setWrong] = useState(false);
  const take = (text: string) => {
    setTyped(text);
    try {
      onChange(JSON.parse(text) as Json);
      setWrong(false);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      setWrong(true);
    }
  };
  return (
    <TextField
      label={t("computed")}
      value={typed}
      error={wrong}
      helperText={wrong ? t("noJson") : undefined}
      onChange={(event) => take(event.target.value)}
      sx={{ minWidth: 240 }}
    />
  );
}

function ListValue({ catalog, list, operator, value, onChange }: RuleValueProps & { list: string }) {
  const { t } = useTranslation("rules");
  const of = catalog.objects.find((each) => each.name === list);
  const { threshold, each } = listCondition(value);
  const counts = operator.startsWith("at") || operator === "exactly";
  return (
    <Box sx={{ flexBasis: "100%", pl: 2 }}>
      {counts && (
        <NumberValue value={threshold ?? 1} onChange={(next) => onChange({ threshold: next, each })} />
      )}
      {of !== undefined && (
        <RuleBuilder
          catalog={catalog}
          of={of}
          value={each ?? groupOf(null)}
          onChange={(next: RuleGroupType) => onChange({ threshold, each: next })}
        />
      )}
      <span>{t("ofEach")}</span>
    </Box>
  );
}
