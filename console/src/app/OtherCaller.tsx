import { Button, Dialog, DialogActions, DialogContent } from "@mui/material";
import { useTranslation } from "react-i18next";
import { followOthers } from "../client/tenant";
import { letGo } from "../shared/unsaved";

/** Stands over a page of one person while the session is another's, so that nobody writes in the name of somebody else. */
export function OtherCaller({ onSignIn }: { onSignIn: () => void }) {
  const { t } = useTranslation();
  const goOn = () => {
    followOthers();
    letGo();
    window.location.assign("/");
  };
  return (
    <Dialog open role="alertdialog" maxWidth="xs" aria-labelledby="other-caller">
      <DialogContent id="other-caller">{t("fault.otherCaller")}</DialogContent>
      <DialogActions>
        <Button onClick={goOn}>{t("app.asTheOther")}</Button>
        <Button variant="contained" onClick={onSignIn}>
          {t("app.asBefore")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
