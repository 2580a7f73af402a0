import { Alert, AlertTitle, Button, Link as MuiLink, Stack, TextField, Typography } from "@mui/material";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { signUp } from "../client/session";
import { FaultNotice } from "../shared/FaultNotice";
import { EntryPage } from "./EntryPage";
import "./texts";

const FIELDS = [
  { name: "name", type: "text", autoComplete: "name" },
  { name: "tenantName", type: "text", autoComplete: "organization" },
  { name: "email", type: "email", autoComplete: "username" },
  { name: "password", type: "password", autoComplete: "new-password" },
] as const;

/** An account and its first tenant. */
export function Component() {
  const { t } = useTranslation("start");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [given, setGiven] = useState({ name: "", tenantName: "", email: "", password: "" });
  const making = useMutation({
    mutationFn: () => signUp(given.email, given.password, given.name, given.tenantName),
    onSuccess: async (done) => {
      if (done === "mailed") return;
      await client.resetQueries();
      await navigate("/start", { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <EntryPage title={t("signUp")}>
      {making.data === "mailed" && (
        <Alert severity="success">
          <AlertTitle>{t("mailSent", { email: given.email })}</AlertTitle>
          {t("mailMeans")}
        </Alert>
      )}
      <Stack
        component="form"
        onSubmit={submit}
        sx={{ gap: 2, ...(making.data === "mailed" && { display: "none" }) }}
      >
        {making.isError && <FaultNotice error={making.error} />}
        {FIELDS.map(({ name, type, autoComplete }) => (
          <TextField
            key={name}
            label={t(name)}
            type={type}
            autoComplete={autoComplete}
            required
            value={given[name]}
            onChange={(event) => setGiven({ ...given, [name]: event.target.value })}
          />
        ))}
        <Button type="submit" variant="contained" loading={making.isPending}>
          {t("signUp")}
        </Button>
      </Stack>
      <Typography sx={{ mt: 3 }}>
        {t("haveAccount")}{" "}
        <MuiLink component={Link} to="/sign-in">
          {t("signIn")}
        </MuiLink>
      </Typography>
    </EntryPage>
  );
}
