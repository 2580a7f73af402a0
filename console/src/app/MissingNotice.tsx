import { Button, Snackbar } from "@mui/material";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { missingNow, onMissing, tryAgain } from "../shared/arriving";

/** Says that a part of the console could not be loaded, and what to do next; the page stays as it is. */
export function MissingNotice() {
  const { t } = useTranslation();
  const missing = useSyncExternalStore(onMissing, missingNow);
  const replaced = missing === "replaced";
  return (
    <Snackbar
      open={missing !== null}
      message={t(replaced ? "fault.replaced" : "fault.connection")}
      action={
        <Button color="inherit" onClick={replaced ? () => window.location.reload() : tryAgain}>
          {t(replaced ? "action.reload" : "action.retry")}
        </Button>
      }
    />
  );
}
