import { FormControlLabel, Paper, Stack, Switch, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import { Waiting } from "../shared/Waiting";
import { PEOPLE_KEY, useChange, useMembers } from "./members";
import { ProviderSection } from "./ProviderSection";
import { askForSecondFactor, signInOf } from "./provider";
import "./texts";

/** What the tenant asks of those who sign in, and by which provider they do. */
export function Component() {
  const { t } = useTranslation("people");
  const found = useQuery({ queryKey: [PEOPLE_KEY, "sign-in"], queryFn: ({ signal }) => signInOf(signal) });
  const members = useMembers();
  const asking = useChange((on: boolean) => askForSecondFactor(on));
  if (found.data === undefined) return <Waiting query={found} />;
  if (members.data === undefined) return <Waiting query={members} />;
  const { signInPolicy, identityProvider } = found.data;
  return (
    <Stack sx={{ gap: 2, maxWidth: 800 }}>
      <Typography variant="h1">{t("parts.sign-in")}</Typography>
      <Paper variant="outlined" component="section" aria-label={t("secondFactor")} sx={{ p: 2 }}>
        {asking.isError && <FaultNotice error={asking.error} />}
        <FormControlLabel
          label={t("secondFactor")}
          disabled={asking.isPending}
          control={<Switch checked={signInPolicy.totpRequired} onChange={(_, on) => asking.mutate(on)} />}
        />
        <Typography color="textSecondary">{t("secondFactorMeans")}</Typography>
      </Paper>
      <ProviderSection
        key={identityProvider == null ? "none" : identityProvider.issuer}
        provider={identityProvider ?? null}
        members={members.data.members}
        roles={members.data.roles}
      />
    </Stack>
  );
}
