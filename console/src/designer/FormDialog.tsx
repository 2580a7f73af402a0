import { useTranslation } from "react-i18next";
import { type FormDialogProps, FormDialog as Shared } from "../shared/FormDialog";
import "./texts";

/** A form whose button adds to the draft, where it says nothing else. */
export function FormDialog({ send, ...form }: Omit<FormDialogProps, "send"> & { send?: string }) {
  const { t } = useTranslation("designer");
  return <Shared send={send ?? t("intoDraft")} {...form} />;
}
