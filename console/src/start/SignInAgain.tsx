import { Dialog, DialogContent, DialogTitle } from "@mui/material";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SignInForm } from "./SignInForm";

interface SignInAgainProps {
  open: boolean;
  onDone: () => void;
}

/** Asks for a new session over the page, which stays as it is with all that was typed. */
export function SignInAgain({ open, onDone }: SignInAgainProps) {
  const { t } = useTranslation(["start", "app"]);
  const client = useQueryClient();
  const done = () => {
    onDone();
    void client.invalidateQueries();
  };
  return (
    <Dialog open={open} maxWidth="xs" fullWidth aria-labelledby="sign-in-again">
      <DialogTitle id="sign-in-again">{t("signInAgain")}</DialogTitle>
      <DialogContent>
        <p>{t("fault.signedOut", { ns: "app" })}</p>
        <SignInForm action={t("goOn")} onDone={done} />
      </DialogContent>
    </Dialog>
  );
}
