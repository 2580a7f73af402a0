import { Alert, Button, Dialog, DialogActions, DialogContent } from "@mui/material";
import { useTranslation } from "react-i18next";
import { currentView, endView } from "../client/view";

/** Says that one looks as somebody else does, and leads out of it. */
export function ViewBanner() {
  const { t } = useTranslation();
  const view = currentView();
  if (view === null) return null;
  return (
    <Alert
      severity="warning"
      variant="filled"
      square
      role="status"
      sx={{ alignItems: "center", py: 0 }}
      action={
        <Button color="inherit" variant="outlined" onClick={endView} sx={{ whiteSpace: "nowrap" }}>
          {t("app.endView")}
        </Button>
      }
    >
      {t("app.viewing", { name: view.name })}
    </Alert>
  );
}

/** The token of a view is good for an hour, and as long as the session with which it was begun. */
export function ViewEnded() {
  const { t } = useTranslation();
  return (
    <Dialog open role="alertdialog" aria-label={t("app.viewEnded")}>
      <DialogContent>{t("app.viewEnded")}</DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={endView}>
          {t("app.endView")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
