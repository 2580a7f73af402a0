import { Alert, Stack, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusedError } from "../client/faults";
import { confirmSignUp } from "../client/links";
import { AccountForm } from "./AccountForm";
import { EntryPage } from "./EntryPage";
import { useAccountForm } from "./useAccountForm";
import { useLinkToken } from "./useLinkToken";
import "./texts";

/** Where the link that confirms a sign-up leads: the tenant is made. */
export function Component() {
  const { t } = useTranslation("start");
  const token = useLinkToken();
  const [slug, setSlug] = useState("");
  const form = useAccountForm(
    ({ password, code }) =>
      confirmSignUp({
        token,
        ...(password === "" ? {} : { password }),
        ...(code === "" ? {} : { code }),
        ...(slug === "" ? {} : { tenantSlug: slug }),
      }),
    "/start",
  );
  const { error } = form.using;
  const isTaken =
    error instanceof RefusedError && error.faults.some((each) => each.path.includes("tenantSlug"));
  return (
    <EntryPage title={t("confirmSignUp")}>
      {token === "" ? (
        <Alert severity="warning">{t("openAgain")}</Alert>
      ) : (
        <Stack sx={{ gap: 2 }}>
          <Typography>{t("confirmMeans")}</Typography>
          <AccountForm form={form} named={false} action={t("makeCompany")}>
            {(isTaken || slug !== "") && (
              <TextField
                label={t("company")}
                value={slug}
                onChange={(event) => setSlug(event.target.value.trim())}
              />
            )}
          </AccountForm>
        </Stack>
      )}
    </EntryPage>
  );
}
