import { TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FormDialog } from "../shared/FormDialog";
import { addMember, type Role, useChange } from "./members";
import "./texts";

/** Makes somebody a member without a mail: a program, or who signs in with the identity provider. */
export function AddMemberDialog({ roles, onClose }: { roles: readonly Role[]; onClose: () => void }) {
  const { t } = useTranslation("people");
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const adding = useChange(() => addMember({ email, name, roles: [...chosen] }));
  return (
    <FormDialog
      title={t("addMember")}
      send={t("action.add", { ns: "app" })}
      form={{ email, name, chosen }}
      ready={email.trim() !== "" && name.trim() !== ""}
      sending={adding}
      onSubmit={() => adding.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{t("addMeans")}</Typography>
      <TextField
        autoFocus
        required
        type="email"
        label={t("email")}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField required label={t("name")} value={name} onChange={(event) => setName(event.target.value)} />
      <ChoiceGroup label={t("roles")} choices={roles} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}
