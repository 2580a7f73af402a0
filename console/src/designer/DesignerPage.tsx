import { Box, Button, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { NotFound } from "../app/NotFound";
import { useMe } from "../client/session";
import { DraftBar } from "./DraftBar";
import "./texts";

const PARTS = ["objects", "relations", "roles", "plan", "versions", "removed"] as const;

/** What stands around each page of the designer: its parts, and the draft that everything goes into. */
export function Component() {
  const { t } = useTranslation("designer");
  const me = useMe();
  if (me.isSuccess && !me.data?.actions.includes("configure")) return <NotFound />;
  return (
    <Stack sx={{ minHeight: "100%" }}>
      <DraftBar />
      <Stack
        component="nav"
        direction="row"
        aria-label={t("parts")}
        sx={{ gap: 0.5, px: 2, py: 1, borderBottom: 1, borderColor: "divider", overflowX: "auto" }}
      >
        {PARTS.map((each) => (
          <Button
            key={each}
            component={NavLink}
            to={`/designer/${each}`}
            color="inherit"
            sx={{ "&.active": { bgcolor: "action.selected", fontWeight: 600 } }}
          >
            {t(each)}
          </Button>
        ))}
      </Stack>
      <Box sx={{ p: { xs: 2, md: 3 } }}>
        <Outlet />
      </Box>
    </Stack>
  );
}
