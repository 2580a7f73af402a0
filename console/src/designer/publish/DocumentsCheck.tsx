import { Alert } from "@mui/material";
import { useTranslation } from "react-i18next";
import "./texts";

interface Check {
  complete: boolean;
  registered: number;
  checked: number;
  broken: number;
  documents: readonly { id: string; name: string }[];
}

/** Which registered documents of clients a publish breaks; nothing where there are none. */
export function DocumentsCheck({ check }: { check: Check | null | undefined }) {
  const { t } = useTranslation("publish");
  if (check == null || check.registered === 0) return null;
  const { registered, checked, broken, complete, documents } = check;
  const names = documents.map((each) => each.name).join(", ");
  return (
    <>
      {broken > 0 && <Alert severity="warning">{t("documentsBroken", { count: broken, names })}</Alert>}
      {!complete && <Alert severity="info">{t("documentsUnknown", { count: registered, checked })}</Alert>}
      {complete && broken === 0 && <Alert severity="info">{t("documentsFine", { count: registered })}</Alert>}
    </>
  );
}
