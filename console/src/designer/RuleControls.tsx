/** What the rule builder is made of: the theme's own parts, each with a name of its own. */

import {
  Button,
  type ButtonProps,
  Checkbox,
  FormControlLabel,
  IconButton,
  NativeSelect,
  OutlinedInput,
} from "@mui/material";
import { createContext, useContext } from "react";
import type { ActionProps, NotToggleProps, RuleType, ValueSelectorProps } from "react-querybuilder";
import type { Designed, DesignedObject } from "./drafting";
import type { RulePath } from "./paths";

interface Surroundings {
  catalog: Designed;
  of: DesignedObject;
  paths: readonly RulePath[];
  /** What people call that which stands in the place of a field. */
  labelOf: (field: string) => string;
}

/** What the conditions of a rule are about. */
export const Around = createContext<Surroundings | null>(null);

/** A quiet button between the parts of a condition. */
export function RuleButton(props: ButtonProps) {
  return <Button type="button" sx={{ minWidth: 0, whiteSpace: "normal", textAlign: "start" }} {...props} />;
}

/** One of several, in a list of the browser's own, which a phone shows well and which there may be many of. */
function Selector({ className = "", title, value, options, handleOnChange }: ValueSelectorProps) {
  return (
    <NativeSelect
      className={className}
      value={value ?? ""}
      input={<OutlinedInput size="small" />}
      inputProps={{ "aria-label": title, title }}
      onChange={(event) => handleOnChange(event.target.value)}
      sx={{ maxWidth: "100%", minWidth: 0 }}
    >
      {options.map((each) =>
        "options" in each ? null : (
          <option key={each.name} value={each.name}>
            {each.label}
          </option>
        ),
      )}
    </NativeSelect>
  );
}

function Not({ className = "", title, checked = false, label, handleOnChange }: NotToggleProps) {
  return (
    <FormControlLabel
      className={className}
      title={title ?? ""}
      label={label}
      control={
        <Checkbox
          size="small"
          checked={checked}
          onChange={(event) => handleOnChange(event.target.checked)}
          sx={{ p: 0.5 }}
        />
      }
      sx={{ m: 0 }}
    />
  );
}

function Add({ className = "", label, handleOnClick }: ActionProps) {
  return (
    <RuleButton className={className} onClick={handleOnClick}>
      {label}
    </RuleButton>
  );
}

function RemoveCondition(props: ActionProps) {
  const around = useContext(Around);
  return <Remove {...props} of={around?.labelOf((props.ruleOrGroup as RuleType).field)} />;
}

function Remove({
  className = "",
  title = "",
  of,
  handleOnClick,
}: ActionProps & { of?: string | undefined }) {
  return (
    <IconButton
      className={className}
      size="small"
      title={title}
      aria-label={of === undefined ? title : `${title}: ${of}`}
      onClick={handleOnClick}
      sx={{ width: 32, height: 32 }}
    >
      ×
    </IconButton>
  );
}

export const CONTROLS = {
  fieldSelector: Selector,
  operatorSelector: Selector,
  combinatorSelector: Selector,
  notToggle: Not,
  addRuleAction: Add,
  addGroupAction: Add,
  removeRuleAction: RemoveCondition,
  removeGroupAction: Remove,
};
