import { Box, CircularProgress } from "@mui/material";
import { useTranslation } from "react-i18next";

/** Something is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <Box role="status" sx={{ display: "grid", placeItems: "center", p: 6 }}>
      <CircularProgress size={28} aria-label={t("app.loading")} />
    </Box>
  );
}
