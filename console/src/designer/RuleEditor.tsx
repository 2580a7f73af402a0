import { Stack, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleGroupType } from "react-querybuilder";
import type { Design, DesignedObject } from "./drafting";
import { RuleBuilder } from "./RuleBuilder";
import { RuleReading } from "./RuleReading";
import { groupOf, type Json, ruleIn } from "./ruleTree";
import { IN_JUDGEMENTS, KnownFurther } from "./usePaths";
import "./ruleTexts";

/** A rule while it is edited, as nested conditions or as JSON. */
interface EditedRule {
  group: RuleGroupType;
  /** What was typed as JSON; null where the conditions were edited since. */
  written: string | null;
  /** Undefined as long as something in it is no JSON. */
  rule: Json | undefined;
  change: (next: RuleGroupType) => void;
  write: (text: string) => void;
  /** Whether leaving would lose something: it is not as it was at first, or when it was kept. */
  isChanged: boolean;
  /** Says that it is in the draft. */
  keep: () => void;
}

/** Edits a rule, which may be none. `onEdit` hears of every edit. */
export function useRule(initial: Json, onEdit: () => void): EditedRule {
  const [group, setGroup] = useState(() => groupOf(initial));
  const [written, setWritten] = useState<string | null>(null);
  const typed = written === null ? undefined : jsonIn(written);
  const rule = written !== null && typed === undefined ? undefined : ruleIn(group);
  const now = JSON.stringify(rule);
  const [kept, setKept] = useState(now);
  return {
    group,
    written,
    rule,
    isChanged: now !== kept,
    keep: () => setKept(now),
    change: (next) => {
      onEdit();
      setWritten(null);
      setGroup(next);
    },
    write: (text) => {
      onEdit();
      setWritten(text);
      const rule = jsonIn(text);
      if (rule !== undefined) setGroup(groupOf(rule));
    },
  };
}

/** Undefined where it is none; nothing at all is no rule. */
function jsonIn(text: string): Json | undefined {
  try {
    return text.trim() === "" ? null : (JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface RuleEditorProps {
  design: Design;
  of: DesignedObject;
  edited: EditedRule;
}

/** A rule as conditions, in words and as JSON. */
export function RuleEditor({ design, of, edited }: RuleEditorProps) {
  const { t } = useTranslation("rules");
  const { group, written, rule } = edited;
  const wrong = rule === undefined;
  return (
    <Stack sx={{ gap: 2 }}>
      <KnownFurther value={IN_JUDGEMENTS}>
        <RuleBuilder catalog={design.catalog} of={of} value={group} onChange={edited.change} />
      </KnownFurther>
      <RuleReading design={design} of={of} rule={rule} />
      <TextField
        multiline
        maxRows={12}
        label={t("ruleJson")}
        value={written ?? (rule == null ? "" : JSON.stringify(rule, null, 2))}
        error={wrong}
        helperText={wrong ? t("noJson") : undefined}
        onChange={(event) => edited.write(event.target.value)}
      />
    </Stack>
  );
}
