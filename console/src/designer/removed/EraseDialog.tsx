import { Alert } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useAppend } from "../drafting";
import { FormDialog } from "../FormDialog";
import { erasing, type RemovedPart } from "./restoring";
import "./texts";

/** Asks before a removed part is erased before its time. */
export function EraseDialog({ part, onClose }: { part: RemovedPart; onClose: () => void }) {
  const { t } = useTranslation("removed");
  const append = useAppend();
  return (
    <FormDialog
      title={t("eraseNamed", { name: part.label })}
      form={null}
      ready
      sending={append}
      onSubmit={() => append.mutate([erasing(part)], { onSuccess: onClose })}
      onClose={onClose}
    >
      <Alert severity="warning">{t("eraseWarning")}</Alert>
    </FormDialog>
  );
}
