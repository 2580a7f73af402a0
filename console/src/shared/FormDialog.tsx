import { Button, DialogActions, DialogContent, DialogTitle, Stack } from "@mui/material";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { AskingDialog } from "./AskingDialog";
import { DialogForm } from "./DialogForm";
import { FaultNotice } from "./FaultNotice";

export interface FormDialogProps {
  title: string;
  /** What the button says that sends it. */
  send: string;
  /** Of what cannot be undone. */
  color?: "error";
  /** All that is typed and chosen in it, as a plain value; null where nothing of it can be lost. */
  form: unknown;
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
  const {
    title,
    send,
    color = "primary",
    form,
    ready,
    sending,
    onSubmit,
    onClose,
    maxWidth = "sm",
    children,
  } = props;
  const { t } = useTranslation();
  const id = useId();
  return (
    <AskingDialog form={form} onClose={onClose} maxWidth={maxWidth} aria-labelledby={id}>
      <DialogForm onSubmit={onSubmit}>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {children}
            {sending.isError && <FaultNotice error={sending.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            type="submit"
            variant="contained"
            color={color}
            disabled={!ready}
            loading={sending.isPending}
          >
            {send}
          </Button>
        </DialogActions>
      </DialogForm>
    </AskingDialog>
  );
}
