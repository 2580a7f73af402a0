import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { useAppend } from "./drafting";
import { FormDialog } from "./FormDialog";
import type { DesignedRole } from "./grants";
import { NamesInput } from "./NamesInput";
import { nameIn } from "./names";
import { changesOfRole, formOfRole, inheritable, NEW_ROLE, newRole } from "./roleForm";
import "./roleTexts";

interface RoleDialogProps {
  roles: readonly DesignedRole[];
  /** Null for a new one. */
  of: DesignedRole | null;
  onClose: () => void;
}

/** What a role is called, and which roles it inherits. */
export function RoleDialog({ roles, of: role, onClose }: RoleDialogProps) {
  const { t } = useTranslation("roles");
  const navigate = useNavigate();
  const append = useAppend();
  const [form, setForm] = useState(role === null ? NEW_ROLE : formOfRole(role));
  const changes = role === null ? [newRole(form)] : changesOfRole(role, form);
  const name = nameIn(form);
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
      form={form}
      ready={name !== "" && changes.length > 0}
      sending={append}
      onSubmit={save}
      onClose={onClose}
    >
      <NamesInput value={form} isNew={role === null} onChange={(part) => setForm({ ...form, ...part })} />
      <ChoiceGroup
        label={t("inherits")}
        choices={inheritable(roles, role?.name ?? "")}
        chosen={form.inherits}
        onChange={(inherits) => setForm({ ...form, inherits })}
      />
    </FormDialog>
  );
}
