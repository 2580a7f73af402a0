import { TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { useAppend } from "./drafting";
import { FormDialog } from "./FormDialog";
import type { DesignedRole } from "./grants";
import { LabelsInput } from "./LabelsInput";
import { changesOfRole, formOfRole, inheritable, NEW_ROLE, newRole, roleName } from "./roleForm";
import "./roleTexts";
import "./texts";

interface RoleDialogProps {
  roles: readonly DesignedRole[];
  /** Null for a new one. */
  of: DesignedRole | null;
  onClose: () => void;
}

/** What a role is called, and which roles it inherits. */
export function RoleDialog({ roles, of: role, onClose }: RoleDialogProps) {
  const { t } = useTranslation(["roles", "designer"]);
  const navigate = useNavigate();
  const append = useAppend();
  const [form, setForm] = useState(role === null ? NEW_ROLE : formOfRole(role));
  const changes = role === null ? [newRole(form)] : changesOfRole(role, form);
  const name = roleName(form);
  const hint =
    role === null
      ? t("apiNameHint", { ns: "designer", name: name || "…" })
      : t("renameHint", { ns: "designer" });
  const save = () =>
    append.mutate(changes, {
      onSuccess: () => {
        onClose();
        if (name !== role?.name) void navigate(`/designer/roles/${name}`);
      },
    });
  return (
    <FormDialog
      title={role === null ? t("add") : t("editNamed", { name: role.label })}
      ready={name !== "" && changes.length > 0}
      sending={append}
      onSubmit={save}
      onClose={onClose}
    >
      <LabelsInput
        autoFocus
        label={t("label", { ns: "designer" })}
        value={form.labels}
        onChange={(labels) => setForm({ ...form, labels })}
      />
      <TextField
        label={t("apiName", { ns: "designer" })}
        value={form.name}
        placeholder={name}
        helperText={hint}
        onChange={(event) => setForm({ ...form, name: event.target.value.trim() })}
      />
      <ChoiceGroup
        label={t("inherits")}
        choices={inheritable(roles, role?.name ?? "")}
        chosen={form.inherits}
        onChange={(inherits) => setForm({ ...form, inherits })}
      />
    </FormDialog>
  );
}
