import { Button, Stack, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shownMoment } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { SecretDialog } from "../shared/SecretDialog";
import { Waiting } from "../shared/Waiting";
import { InviteDialog } from "./InviteDialog";
import { type Invitation, invitationsOf, resend, revoke } from "./invitations";
import { labelsOf, PEOPLE_KEY, useChange } from "./members";
import { PeopleTable } from "./PeopleTable";
import "./texts";

/** Who is invited, and the way to invite somebody. */
export function Component() {
  const { t, i18n } = useTranslation("people");
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const found = useQuery({
    queryKey: [PEOPLE_KEY, "invitations", i18n.language],
    queryFn: ({ signal }) => invitationsOf(signal),
  });
  const resending = useChange((id: string) => resend(id));
  const revoking = useChange((id: string) => revoke(id));
  if (found.data === undefined) return <Waiting query={found} />;
  const { invitations, roles } = found.data;
  const label = labelsOf(roles);
  const failed = resending.error ?? revoking.error;
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: "center" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("parts.invitations")}
        </Typography>
        <Button variant="contained" onClick={() => setInviting(true)}>
          {t("invite")}
        </Button>
      </Stack>
      {failed !== null && <FaultNotice error={failed} />}
      {invitations.length === 0 ? (
        <Typography>{t("noInvitations")}</Typography>
      ) : (
        <PeopleTable
          label={t("parts.invitations")}
          columns={[t("email"), t("roles"), t("state"), t("goodUntil")]}
          rows={invitations.map((each) => ({
            id: each.id,
            cells: [
              each.email,
              each.roles.map(label).join(", "),
              t(`states.${each.state}`),
              each.state === "open" ? shownMoment(each.expiresAt, i18n.language) : "",
            ],
            actions: (
              <Actions
                of={each}
                busy={resending.isPending || revoking.isPending}
                onResend={() => resending.mutate(each.id, { onSuccess: setLink })}
                onRevoke={() => revoking.mutate(each.id)}
              />
            ),
          }))}
        />
      )}
      {inviting && <InviteDialog roles={roles} onClose={() => setInviting(false)} onLink={setLink} />}
      {link !== null && (
        <SecretDialog
          title={t("linkTitle")}
          means={t("linkMeans")}
          secret={link}
          onClose={() => setLink(null)}
        />
      )}
    </Stack>
  );
}

interface ActionsProps {
  of: Invitation;
  busy: boolean;
  onResend: () => void;
  onRevoke: () => void;
}

function Actions({ of, busy, onResend, onRevoke }: ActionsProps) {
  const { t } = useTranslation("people");
  const again = of.state === "open" || of.state === "expired";
  return (
    <>
      {again && (
        <Button disabled={busy} aria-label={`${t("resend")}: ${of.email}`} onClick={onResend}>
          {t("resend")}
        </Button>
      )}
      {of.state === "open" && (
        <Button color="error" disabled={busy} aria-label={`${t("revoke")}: ${of.email}`} onClick={onRevoke}>
          {t("revoke")}
        </Button>
      )}
    </>
  );
}
