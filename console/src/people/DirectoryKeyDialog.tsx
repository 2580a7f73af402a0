import { TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "../shared/Choice";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FormDialog } from "../shared/FormDialog";
import { directoryKey } from "./directory";
import { type Role, useChange, useMembers } from "./members";
import "./texts";

interface DirectoryKeyDialogProps {
  roles: readonly Role[];
  onClose: () => void;
  onMade: (secret: string) => void;
}

/** A key for a directory: whose it is, and by which role it may provision. */
export function DirectoryKeyDialog({ roles, onClose, onMade }: DirectoryKeyDialogProps) {
  const { t } = useTranslation("people");
  const members = useMembers();
  const [name, setName] = useState("");
  const [member, setMember] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const making = useChange(() => directoryKey(name, member, chosen));
  const made = (secret: string) => {
    onClose();
    onMade(secret);
  };
  return (
    <FormDialog
      title={t("newKey")}
      send={t("makeKey")}
      form={{ name, member, chosen }}
      ready={name.trim() !== "" && member !== "" && chosen.length > 0}
      sending={making}
      onSubmit={() => making.mutate(undefined, { onSuccess: made })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{t("newKeyMeans")}</Typography>
      <TextField
        autoFocus
        required
        label={t("keyName")}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Choice
        required
        label={t("keyMember")}
        helperText={t("keyMemberHint")}
        value={member}
        choices={(members.data?.members ?? [])
          .filter((each) => each.active)
          .map((each) => ({ name: each.id, label: each.name }))}
        onChange={setMember}
      />
      <ChoiceGroup label={t("roles")} choices={roles} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}
