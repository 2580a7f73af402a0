import { Alert, Button, Stack, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { acceptInvitation, invitationOf, type Offer } from "../client/links";
import { useMe } from "../client/session";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { AccountForm } from "./AccountForm";
import { EntryPage } from "./EntryPage";
import { useAccountForm } from "./useAccountForm";
import { useLinkToken } from "./useLinkToken";
import "./texts";

/** Where the link of an invitation leads: who comes becomes a member. */
export function Component() {
  const { t } = useTranslation("start");
  const token = useLinkToken();
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => invitationOf(token, signal),
    enabled: token !== "",
  });
  return (
    <EntryPage title={t("invitation")}>
      {token !== "" && offer.isPending && <Loading />}
      {offer.isError && <FaultNotice error={offer.error} onRetry={() => void offer.refetch()} />}
      {(token === "" || offer.data === null) && <Alert severity="warning">{t("invitationOver")}</Alert>}
      {offer.data != null && <Offered token={token} offer={offer.data} />}
    </EntryPage>
  );
}

function Offered({ token, offer }: { token: string; offer: Offer }) {
  const { t } = useTranslation("start");
  const me = useMe();
  const form = useAccountForm(
    ({ standing, name, password, code }) =>
      acceptInvitation({
        token,
        ...(standing === "new" && name !== "" ? { name } : {}),
        ...(password === "" ? {} : { password }),
        ...(code === "" ? {} : { code }),
      }),
    "/",
  );
  const { using } = form;
  // Where somebody is signed in with this very account, their session says whose it is.
  const isTheirs = me.data?.member.email.toLowerCase() === offer.email.toLowerCase();
  if (me.isPending) return <Loading />;
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography>{t("invitedTo", { tenant: offer.tenant.name, email: offer.email })}</Typography>
      {isTheirs ? (
        <>
          {using.isError && <FaultNotice error={using.error} />}
          <Button variant="contained" loading={using.isPending} onClick={() => using.mutate()}>
            {t("join", { tenant: offer.tenant.name })}
          </Button>
        </>
      ) : (
        <AccountForm form={form} named action={t("join", { tenant: offer.tenant.name })} />
      )}
    </Stack>
  );
}
