import { Button, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** No such page, or none for this role: which of both is not told. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack sx={{ p: 6, gap: 2, alignItems: "flex-start" }}>
      <Typography variant="h1">{t("app.notFound")}</Typography>
      <Button component={Link} to="/" variant="outlined">
        {t("app.home")}
      </Button>
    </Stack>
  );
}
