import { Alert, Button, Link as MuiLink, Stack, TextField } from "@mui/material";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { resetPassword } from "../client/links";
import { FaultNotice } from "../shared/FaultNotice";
import { EntryPage } from "./EntryPage";
import { useLinkToken } from "./useLinkToken";
import "./texts";

/** Where the link for a forgotten password leads: a new one is chosen. */
export function Component() {
  const { t } = useTranslation("start");
  const token = useLinkToken();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const saving = useMutation({
    mutationFn: () => resetPassword(token, password),
    // Every session has ended, that of this browser too.
    onSuccess: () => client.clear(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <EntryPage title={t("newPassword")}>
      {token === "" && !saving.isSuccess && <Alert severity="warning">{t("openAgain")}</Alert>}
      {saving.isSuccess && (
        <Stack sx={{ gap: 2 }}>
          <Alert severity="success">{t("passwordSaved")}</Alert>
          <MuiLink component={Link} to="/sign-in">
            {t("signIn")}
          </MuiLink>
        </Stack>
      )}
      {token !== "" && !saving.isSuccess && (
        <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
          {saving.isError && <FaultNotice error={saving.error} />}
          <TextField
            label={t("newPassword")}
            type="password"
            autoComplete="new-password"
            required
            autoFocus
            helperText={t("passwordHint")}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button type="submit" variant="contained" loading={saving.isPending}>
            {t("savePassword")}
          </Button>
        </Stack>
      )}
    </EntryPage>
  );
}
