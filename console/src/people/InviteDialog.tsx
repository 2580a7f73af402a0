import { TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FormDialog } from "../shared/FormDialog";
import { invite } from "./invitations";
import { type Role, useChange } from "./members";
import "./texts";

interface InviteDialogProps {
  roles: readonly Role[];
  onClose: () => void;
  /** Where no mail is sent: the link that is to be passed on. */
  onLink: (link: string | null) => void;
}

/** Asks somebody to become a member. */
export function InviteDialog({ roles, onClose, onLink }: InviteDialogProps) {
  const { t } = useTranslation("people");
  const [email, setEmail] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [ends, setEnds] = useState("");
  const sending = useChange(() =>
    invite({
      email,
      roles: [...chosen],
      ...(ends === "" ? {} : { membershipEndsAt: new Date(ends).toISOString() }),
    }),
  );
  const sent = (link: string | null) => {
    onClose();
    onLink(link);
  };
  return (
    <FormDialog
      title={t("invite")}
      send={t("sendInvitation")}
      form={{ email, chosen, ends }}
      ready={email.trim() !== ""}
      sending={sending}
      onSubmit={() => sending.mutate(undefined, { onSuccess: sent })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{t("inviteMeans")}</Typography>
      <TextField
        autoFocus
        required
        type="email"
        label={t("email")}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <ChoiceGroup label={t("roles")} choices={roles} chosen={chosen} onChange={setChosen} />
      <TextField
        type="datetime-local"
        label={t("end")}
        helperText={t("endHint")}
        value={ends}
        onChange={(event) => setEnds(event.target.value)}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </FormDialog>
  );
}
