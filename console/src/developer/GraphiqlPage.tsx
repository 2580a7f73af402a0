import { Box, useColorScheme } from "@mui/material";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { useTranslation } from "react-i18next";
import { ask } from "./fetcher";
import "./texts";

/** GraphiQL with the GraphQL schema that the caller's role sees. */
export function Component() {
  const { t } = useTranslation("developer");
  const { mode, systemMode } = useColorScheme();
  const dark = (mode === "system" ? systemMode : mode) === "dark";
  return (
    <Box component="section" aria-label={t("graphiqlTitle")} sx={{ height: "100%", minHeight: 480 }}>
      <GraphiQL
        fetcher={ask}
        plugins={[HISTORY_PLUGIN]}
        forcedTheme={dark ? "dark" : "light"}
        showPersistHeadersSettings={false}
        defaultQuery={`# ${t("subscriptionsLive")}\n{\n  me { member { name } tenant { name } roles }\n}\n`}
      />
    </Box>
  );
}
