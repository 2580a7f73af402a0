import { Alert, AlertTitle, Button } from "@mui/material";
import { useTranslation } from "react-i18next";
import { ConnectionError, RefusedError, SignedOutError } from "../client/faults";

interface FaultNoticeProps {
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong, in words, and what to do next. It takes away nothing of what was typed. */
export function FaultNotice({ error, onRetry }: FaultNoticeProps) {
  const { t } = useTranslation();
  const retry =
    onRetry === undefined ? undefined : (
      <Button color="inherit" onClick={onRetry}>
        {t("action.retry")}
      </Button>
    );
  if (error instanceof RefusedError) {
    return (
      <Alert severity="error" action={retry}>
        {error.faults.map((each) => (
          <div key={`${each.code} ${each.path.join(".")}`}>
            <AlertTitle>{each.message || t("fault.forbidden")}</AlertTitle>
            {each.hint}
          </div>
        ))}
      </Alert>
    );
  }
  const known =
    error instanceof ConnectionError ? "connection" : error instanceof SignedOutError ? "signedOut" : null;
  return (
    <Alert severity={known === null ? "error" : "warning"} action={retry}>
      {t(known === null ? "fault.unexpected" : `fault.${known}`)}
    </Alert>
  );
}
