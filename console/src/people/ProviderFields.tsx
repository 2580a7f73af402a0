import { Button, FormControlLabel, MenuItem, Stack, Switch, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import type { Member, Role } from "./members";
import type { ProviderForm } from "./provider";
import "./texts";

interface ProviderFieldsProps {
  form: ProviderForm;
  hadSecret: boolean;
  members: readonly Member[];
  roles: readonly Role[];
  onChange: (form: ProviderForm) => void;
}

/** Everything that is said of a provider. */
export function ProviderFields({ form, hadSecret, members, roles, onChange }: ProviderFieldsProps) {
  const { t } = useTranslation("people");
  const change = (next: Partial<ProviderForm>) => onChange({ ...form, ...next });
  const text = (name: "issuer" | "clientId" | "domains" | "scopes" | "groupsClaim", required = false) => (
    <TextField
      label={t(`fields.${name}`)}
      helperText={t(`hints.${name}`)}
      required={required}
      value={form[name]}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  const secrets = hadSecret ? (["keep", "set", "none"] as const) : (["set", "none"] as const);
  return (
    <>
      {text("issuer", true)}
      {text("clientId", true)}
      <TextField
        select
        label={t("secretChoice")}
        value={form.secretChoice}
        onChange={(event) =>
          change({ secretChoice: event.target.value as ProviderForm["secretChoice"], secret: "" })
        }
      >
        {secrets.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`secrets.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {form.secretChoice === "set" && (
        <TextField
          label={t("secret")}
          type="password"
          autoComplete="off"
          required
          value={form.secret}
          onChange={(event) => change({ secret: event.target.value })}
        />
      )}
      {text("domains")}
      <FormControlLabel
        label={t("joins")}
        control={<Switch checked={form.joins} onChange={(_, on) => change({ joins: on })} />}
      />
      {form.joins && (
        <ChoiceGroup
          label={t("defaultRoles")}
          choices={roles}
          chosen={form.defaultRoles}
          onChange={(defaultRoles) => change({ defaultRoles })}
        />
      )}
      {text("groupsClaim")}
      <GroupRoles form={form} roles={roles} onChange={change} />
      {text("scopes")}
      <TextField
        type="number"
        label={t("sessionHours")}
        value={form.sessionHours}
        onChange={(event) => change({ sessionHours: event.target.value })}
        slotProps={{ htmlInput: { min: 1, max: 720 } }}
      />
      <FormControlLabel
        label={t("passwords")}
        control={<Switch checked={form.passwords} onChange={(_, on) => change({ passwords: on })} />}
      />
      {!form.passwords && (
        <ChoiceGroup
          label={t("breakGlass")}
          choices={members.filter((each) => each.active).map((each) => ({ name: each.id, label: each.name }))}
          chosen={form.breakGlass}
          onChange={(breakGlass) => change({ breakGlass })}
        />
      )}
    </>
  );
}

interface GroupRolesProps {
  form: ProviderForm;
  roles: readonly Role[];
  onChange: (form: Partial<ProviderForm>) => void;
}

/** Which roles follow from which group. */
function GroupRoles({ form, roles, onChange }: GroupRolesProps) {
  const { t } = useTranslation("people");
  type One = ProviderForm["groupRoles"][number];
  const put = (next: One) =>
    onChange({ groupRoles: form.groupRoles.map((each) => (each.id === next.id ? next : each)) });
  return (
    <Stack component="section" aria-label={t("groupRolesOfProvider")} sx={{ gap: 1, alignItems: "start" }}>
      {form.groupRoles.map((each, index) => (
        <Stack key={each.id} direction={{ xs: "column", sm: "row" }} sx={{ gap: 1, width: "100%" }}>
          <TextField
            fullWidth
            label={t("groupNumber", { number: index + 1 })}
            value={each.group}
            onChange={(event) => put({ ...each, group: event.target.value })}
          />
          <TextField
            select
            fullWidth
            label={t("rolesOfGroup", { number: index + 1 })}
            value={each.roles}
            onChange={(event) => put({ ...each, roles: event.target.value as unknown as string[] })}
            slotProps={{ select: { multiple: true } }}
          >
            {roles.map((role) => (
              <MenuItem key={role.name} value={role.name}>
                {role.label}
              </MenuItem>
            ))}
          </TextField>
          <Button
            color="error"
            onClick={() => onChange({ groupRoles: form.groupRoles.filter((one) => one.id !== each.id) })}
          >
            {t("action.remove", { ns: "app" })}
          </Button>
        </Stack>
      ))}
      <Button
        variant="outlined"
        onClick={() =>
          onChange({ groupRoles: [...form.groupRoles, { id: crypto.randomUUID(), group: "", roles: [] }] })
        }
      >
        {t("addGroup")}
      </Button>
    </Stack>
  );
}
