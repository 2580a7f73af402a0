import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack } from "@mui/material";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "./FaultNotice";

export interface FormDialogProps {
  title: string;
  /** What the button says that sends it. */
  send: string;
  /** It says something that can be sent. */
  ready: boolean;
  sending: { isPending: boolean; isError: boolean; error: unknown };
  onSubmit: () => void;
  onClose: () => void;
  maxWidth?: "sm" | "md";
  children: ReactNode;
}

/** A form in a dialog. What is refused is told in it, and what was typed stays. */
export function FormDialog(props: FormDialogProps) {
  const { title, send, ready, sending, onSubmit, onClose, maxWidth = "sm", children } = props;
  const { t } = useTranslation();
  const id = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth={maxWidth} aria-labelledby={id}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
        style={{ display: "flex", flexDirection: "column", minHeight: 0 }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {children}
            {sending.isError && <FaultNotice error={sending.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" variant="contained" disabled={!ready} loading={sending.isPending}>
            {send}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
