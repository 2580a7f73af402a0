import { Stack, Typography } from "@mui/material";
import { useState } from "react";
import type { RuleGroupType } from "react-querybuilder";
import type { Designed, DesignedObject } from "./drafting";
import { RuleBuilder } from "./RuleBuilder";
import { groupOf, type Json, ruleIn } from "./ruleTree";

interface RulePartProps {
  catalog: Designed;
  of: DesignedObject;
  label: string;
  value: Json;
  /** Hears of each rule that is one; null says nothing. */
  onChange: (value: Json) => void;
}

/** A condition among other inputs of a form. */
export function RulePart({ catalog, of, label, value, onChange }: RulePartProps) {
  const [group, setGroup] = useState(() => groupOf(value));
  const change = (next: RuleGroupType) => {
    setGroup(next);
    const rule = ruleIn(next);
    if (rule !== undefined) onChange(rule);
  };
  return (
    <Stack component="fieldset" sx={{ gap: 0.5, border: 0, p: 0, m: 0, minWidth: 0, flexBasis: "100%" }}>
      <Typography component="legend" variant="body2" color="textSecondary">
        {label}
      </Typography>
      <RuleBuilder catalog={catalog} of={of} value={group} onChange={change} />
    </Stack>
  );
}
