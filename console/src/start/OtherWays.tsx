import { Alert, Button, Stack, TextField, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { requestPasswordReset } from "../client/session";
import { FaultNotice } from "../shared/FaultNotice";
import { startAtProvider } from "./provider";
import "./texts";

type Way = "forgotten" | "byProvider";

/** For who has no password at hand: a link by mail, or the provider of their company. */
export function OtherWays({ from }: { from: string }) {
  const { t } = useTranslation("start");
  const [way, setWay] = useState<Way | null>(null);
  return (
    <Stack sx={{ mt: 2, gap: 1, alignItems: "flex-start" }}>
      {(["forgotten", "byProvider"] as const).map((each) => (
        <Button key={each} aria-expanded={way === each} onClick={() => setWay(way === each ? null : each)}>
          {t(each)}
        </Button>
      ))}
      {way === "forgotten" && <Forgotten />}
      {way === "byProvider" && <ByProvider from={from} />}
    </Stack>
  );
}

function Forgotten() {
  const { t } = useTranslation("start");
  const [email, setEmail] = useState("");
  const asking = useMutation({ mutationFn: () => requestPasswordReset(email) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.mutate();
  };
  if (asking.isSuccess) return <Alert severity="success">{t("linkSent")}</Alert>;
  return (
    <Stack component="form" aria-label={t("forgotten")} onSubmit={submit} sx={{ gap: 2, width: "100%" }}>
      {asking.isError && <FaultNotice error={asking.error} />}
      <Typography variant="body2">{t("forgottenMeans")}</Typography>
      <TextField
        label={t("email")}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Button type="submit" variant="outlined" loading={asking.isPending}>
        {t("sendLink")}
      </Button>
    </Stack>
  );
}

function ByProvider({ from }: { from: string }) {
  const { t } = useTranslation("start");
  const [slug, setSlug] = useState("");
  const going = useMutation({
    mutationFn: async () => window.location.assign(await startAtProvider(slug.trim(), from)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    going.mutate();
  };
  return (
    <Stack component="form" aria-label={t("byProvider")} onSubmit={submit} sx={{ gap: 2, width: "100%" }}>
      {going.isError && <FaultNotice error={going.error} />}
      <TextField
        label={t("company")}
        helperText={t("companyHint")}
        required
        value={slug}
        onChange={(event) => setSlug(event.target.value)}
      />
      <Button type="submit" variant="outlined">
        {t("goToProvider")}
      </Button>
    </Stack>
  );
}
