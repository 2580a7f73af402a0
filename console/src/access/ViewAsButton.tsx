import { Button } from "@mui/material";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import { useBeginView, useMayView, type Viewed } from "./viewing";
import "./texts";

/** Shows the console as somebody else sees it, to whom the API allows that. */
export function ViewAsButton({ as, name }: Viewed) {
  const { t } = useTranslation("access");
  const beginning = useBeginView();
  if (!useMayView()) return null;
  return (
    <>
      {beginning.isError && <FaultNotice error={beginning.error} />}
      <Button variant="outlined" loading={beginning.isPending} onClick={() => beginning.mutate({ as, name })}>
        {t("viewAs")}
      </Button>
    </>
  );
}
