import { Dialog, DialogContent, DialogTitle } from "@mui/material";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SignInForm } from "./SignInForm";

/** Asks for a new session over the page, which stays as it is with all that was typed. */
export function SignInAgain({ open }: { open: boolean }) {
  const { t } = useTranslation(["start", "app"]);
  const client = useQueryClient();
  return (
    <Dialog open={open} maxWidth="xs" fullWidth aria-labelledby="sign-in-again">
      <DialogTitle id="sign-in-again">{t("signInAgain")}</DialogTitle>
      <DialogContent>
        <p>{t("fault.signedOut", { ns: "app" })}</p>
        <SignInForm action={t("goOn")} onDone={() => void client.invalidateQueries()} />
      </DialogContent>
    </Dialog>
  );
}
