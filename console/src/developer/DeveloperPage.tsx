import { Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useMe } from "../client/session";
import { ApiSection } from "./ApiSection";
import { KeysSection } from "./KeysSection";
import { UsageSection } from "./UsageSection";
import "./texts";

/** What a developer comes for: the API, keys for it, and how much of it is used. */
export function Component() {
  const { t } = useTranslation("developer");
  const may = useMe().data?.actions.includes("administer") ?? false;
  return (
    <Stack sx={{ p: 2, gap: 2, maxWidth: 1200 }}>
      <Typography variant="h1">{t("title")}</Typography>
      <ApiSection />
      {may && <KeysSection />}
      {may && <UsageSection />}
    </Stack>
  );
}
