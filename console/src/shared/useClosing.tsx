import { Button, Dialog, DialogActions, DialogTitle } from "@mui/material";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnsaved } from "./unsaved";

interface Closing {
  /** What a click beside the dialog, and Escape, do. */
  leave: () => void;
  onInput: () => void;
  /** Stands beside the dialog. */
  question: ReactNode;
}

/**
 * For whatever has a form in it and can be closed by a click beside it or by Escape: where something of the form is
 * another than when it was opened, somebody is asked first.
 *
 * @param form - All that was typed and chosen, as a plain value; null where nothing of it can be lost.
 */
export function useClosing(form: unknown, onClose: () => void): Closing {
  const now = JSON.stringify(form);
  const [opened] = useState(now);
  const [typedAt, setTypedAt] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  // What was typed and has not become part of the form, such as half a rule, would be lost as well.
  const isChanged = form !== null && (now !== opened || now === typedAt);
  useUnsaved(isChanged);
  return {
    leave: () => (isChanged ? setAsking(true) : onClose()),
    onInput: () => setTypedAt(now),
    question: isAsking && <LeaveQuestion onStay={() => setAsking(false)} onLeave={onClose} />,
  };
}

/** Whether what was typed may be lost. */
export function LeaveQuestion({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open role="alertdialog" aria-labelledby="leave-question" onClose={onStay}>
      <DialogTitle id="leave-question">{t("leave.question")}</DialogTitle>
      <DialogActions>
        <Button color="error" onClick={onLeave}>
          {t("leave.discard")}
        </Button>
        <Button autoFocus variant="contained" onClick={onStay}>
          {t("leave.stay")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
