import { Box, CircularProgress } from "@mui/material";
import { useTranslation } from "react-i18next";

/** Something is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <Box role="status" aria-label={t("app.loading")} sx={{ display: "grid", placeItems: "center", p: 6 }}>
      <CircularProgress size={28} />
    </Box>
  );
}
