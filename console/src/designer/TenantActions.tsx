import { Checkbox, FormControlLabel, FormGroup, FormLabel } from "@mui/material";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { ANY, TENANT_ACTIONS } from "../access/actions";
import { type DesignedRole, type Grant, heldBy, speakingOf, summaryOf, withTenantAction } from "./grants";
import "../access/texts";
import "./roleTexts";

interface TenantActionsProps {
  role: DesignedRole;
  roles: readonly DesignedRole[];
  /** Null where it cannot be changed. */
  onChange: ((grants: readonly Grant[]) => void) | null;
}

/** What a role may do with the tenant itself. */
export function TenantActions({ role, roles, onChange }: TenantActionsProps) {
  const { t } = useTranslation(["roles", "access"]);
  const title = useId();
  const held = heldBy(roles, role);
  return (
    <FormGroup role="group" aria-labelledby={title}>
      <FormLabel id={title}>{t("onTenant")}</FormLabel>
      {TENANT_ACTIONS.map((action) => {
        const place = { object: ANY, action, field: ANY };
        const { standing, here } = summaryOf(held, place, role);
        const from = speakingOf(held, place)
          .filter((each) => each.role.name !== role.name)
          .map((each) => each.role.label);
        const label = t(`actions.${action}`, { ns: "access" });
        const granted = standing === "all";
        return (
          <FormControlLabel
            key={action}
            label={from.length === 0 ? label : `${label} (${[...new Set(from)].join(", ")})`}
            disabled={onChange === null || (granted && !here)}
            control={
              <Checkbox
                size="small"
                checked={granted}
                onChange={(_, on) => onChange?.(withTenantAction(role.grants, action, on))}
              />
            }
          />
        );
      })}
    </FormGroup>
  );
}
