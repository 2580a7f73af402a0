import { Alert, Button, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";

/** A page that has thrown, in the place of it: a fault of ours, with what somebody who reports it needs to say. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <Stack sx={{ p: 6, gap: 2, alignItems: "flex-start" }}>
      <Typography variant="h1">{t("app.broken")}</Typography>
      <Typography>{t("app.brokenNext")}</Typography>
      <Alert severity="error">
        {error instanceof Error ? `${error.name}: ${error.message}` : String(error)}
      </Alert>
      <Stack direction="row" sx={{ gap: 1 }}>
        <Button variant="contained" onClick={() => window.location.reload()}>
          {t("action.reload")}
        </Button>
        <Button component={Link} to="/" variant="outlined">
          {t("app.home")}
        </Button>
      </Stack>
    </Stack>
  );
}
