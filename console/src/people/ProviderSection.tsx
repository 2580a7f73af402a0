import { Alert, Button, Paper, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import { FormDialog } from "../shared/FormDialog";
import { useUnsaved } from "../shared/unsaved";
import { type Member, type Role, useChange } from "./members";
import { ProviderFields } from "./ProviderFields";
import {
  formOfProvider,
  NO_PROVIDER,
  type Provider,
  type ProviderForm,
  removeProvider,
  setProvider,
  tryProvider,
} from "./provider";
import "./texts";

interface ProviderSectionProps {
  /** Null for none. */
  provider: Provider | null;
  members: readonly Member[];
  roles: readonly Role[];
}

/** The identity provider of the tenant: tried, put in force, and ended. */
export function ProviderSection({ provider, members, roles }: ProviderSectionProps) {
  const { t } = useTranslation("people");
  const [form, setForm] = useState(provider === null ? NO_PROVIDER : formOfProvider(provider));
  const [kept, setKept] = useState(form);
  useUnsaved(form !== kept, "page");
  const [ending, setEnding] = useState(false);
  const trying = useMutation({ mutationFn: () => tryProvider(form) });
  const saving = useChange(() => setProvider(form));
  const change = (next: ProviderForm) => {
    trying.reset();
    saving.reset();
    setForm(next);
  };
  const redirect = provider?.redirectUri ?? `${window.location.origin}/auth/oidc/callback`;
  return (
    <Paper variant="outlined" component="section" aria-labelledby="identity-provider" sx={{ p: 2 }}>
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate(undefined, { onSuccess: () => setKept(form) });
        }}
      >
        <Typography id="identity-provider" variant="h2">
          {t("provider")}
        </Typography>
        <Typography color="textSecondary">{t(provider === null ? "noProvider" : "providerMeans")}</Typography>
        <Typography>
          {t("redirectUri")} <code style={{ overflowWrap: "anywhere" }}>{redirect}</code>
        </Typography>
        {provider !== null && (
          <Typography>
            {t("startUrl")} <code style={{ overflowWrap: "anywhere" }}>{provider.startUrl}</code>
          </Typography>
        )}
        <ProviderFields
          form={form}
          hadSecret={provider?.hasSecret ?? false}
          members={members}
          roles={roles}
          onChange={change}
        />
        {trying.isError && <FaultNotice error={trying.error} />}
        {saving.isError && <FaultNotice error={saving.error} />}
        {trying.data?.map((each) => (
          <Alert key={each.message} severity="warning">
            {each.message}
          </Alert>
        ))}
        {trying.isSuccess && <Alert severity="success">{t("providerWorks")}</Alert>}
        {saving.isSuccess && <Alert severity="success">{t("providerSaved")}</Alert>}
        <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
          <Button variant="outlined" loading={trying.isPending} onClick={() => trying.mutate()}>
            {t("tryProvider")}
          </Button>
          <Button type="submit" variant="contained" loading={saving.isPending}>
            {t("setProvider")}
          </Button>
          {provider !== null && (
            <Button color="error" onClick={() => setEnding(true)}>
              {t("removeProvider")}
            </Button>
          )}
        </Stack>
      </Stack>
      {ending && <RemoveDialog onClose={() => setEnding(false)} />}
    </Paper>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("people");
  const removing = useChange(() => removeProvider());
  return (
    <FormDialog
      title={t("removeProvider")}
      send={t("removeProvider")}
      form={null}
      ready
      sending={removing}
      onSubmit={() => removing.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography>{t("removeProviderMeans")}</Typography>
    </FormDialog>
  );
}
