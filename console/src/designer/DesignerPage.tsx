import { Box, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { NotFound } from "../app/NotFound";
import { useMe } from "../client/session";
import { RoomParts } from "../shared/RoomParts";
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
      <RoomParts room="designer" label={t("parts")} parts={PARTS.map((name) => ({ name, label: t(name) }))} />
      <Box sx={{ p: { xs: 2, md: 3 } }}>
        <Outlet />
      </Box>
    </Stack>
  );
}
