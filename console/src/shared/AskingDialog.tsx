import { Dialog, type DialogProps } from "@mui/material";
import { useClosing } from "./useClosing";

interface AskingDialogProps extends Omit<DialogProps, "open" | "form" | "onClose" | "onInput"> {
  /** As `useClosing` has it. */
  form: unknown;
  onClose: () => void;
}

/** A dialog with a form in it, of which nothing is lost by a click beside it or Escape: it asks first. */
export function AskingDialog({ form, onClose, ...dialog }: AskingDialogProps) {
  const { leave, onInput, question } = useClosing(form, onClose);
  return (
    <>
      <Dialog open fullWidth maxWidth="sm" {...dialog} onClose={leave} onInput={onInput} />
      {question}
    </>
  );
}
