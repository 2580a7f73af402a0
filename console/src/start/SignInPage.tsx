import { Alert, Link as MuiLink, Typography } from "@mui/material";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { FaultNotice } from "../shared/FaultNotice";
import { EntryPage } from "./EntryPage";
import { OtherWays } from "./OtherWays";
import { SignInForm } from "./SignInForm";
import { useProviderReturn } from "./useProviderReturn";

/** The page for who is not signed in; it leads back to where somebody wanted to go. */
export function Component() {
  const { t } = useTranslation("start");
  const navigate = useNavigate();
  const client = useQueryClient();
  const from = (useLocation().state as { from?: string } | null)?.from ?? "/";
  const done = async (to: string = from) => {
    await client.resetQueries();
    await navigate(to, { replace: true });
  };
  const back = useProviderReturn(done);
  return (
    <EntryPage title={t("signIn")}>
      {back.error !== null && <FaultNotice error={back.error} />}
      {back.isLost && <Alert severity="warning">{t("notBegunHere")}</Alert>}
      <SignInForm action={t("signIn")} onDone={() => void done()} />
      <OtherWays from={from} />
      <Typography sx={{ mt: 3 }}>
        {t("noAccount")}{" "}
        <MuiLink component={Link} to="/sign-up">
          {t("signUp")}
        </MuiLink>
      </Typography>
    </EntryPage>
  );
}
