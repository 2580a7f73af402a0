import { Button, DialogActions, DialogContent, DialogTitle, Stack, TextField } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { switchTenant } from "../client/session";
import { AskingDialog } from "../shared/AskingDialog";
import { FaultNotice } from "../shared/FaultNotice";
import { letGo } from "../shared/unsaved";
import "./texts";

/** Another tenant of the person, in this window. It is named, for the API lists nobody's tenants. */
export function SwitchTenant({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["start", "app"]);
  const [slug, setSlug] = useState("");
  const going = useMutation({
    mutationFn: () => switchTenant(slug.trim()),
    // Nothing of one tenant stays in the page of another.
    onSuccess: () => {
      letGo();
      window.location.assign("/");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    going.mutate();
  };
  return (
    <AskingDialog form={slug} onClose={onClose} maxWidth="xs" aria-labelledby="switch-tenant">
      <DialogTitle id="switch-tenant">{t("app.otherTenant", { ns: "app" })}</DialogTitle>
      <DialogContent>
        <Stack component="form" id="switch-tenant-form" onSubmit={submit} sx={{ gap: 2, pt: 1 }}>
          {going.isError && <FaultNotice error={going.error} />}
          <TextField
            label={t("company")}
            helperText={t("companyHint")}
            required
            value={slug}
            onChange={(event) => setSlug(event.target.value)}
          />
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
        <Button type="submit" form="switch-tenant-form" variant="contained" loading={going.isPending}>
          {t("action.next", { ns: "app" })}
        </Button>
      </DialogActions>
    </AskingDialog>
  );
}
