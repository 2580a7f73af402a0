import { Box, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { NotFound } from "../app/NotFound";
import { useMe } from "../client/session";
import { RoomParts } from "../shared/RoomParts";
import "./texts";

const PARTS = ["members", "invitations", "units", "directory", "sign-in"] as const;

/** What stands around each page about people, for who may administer. */
export function Component() {
  const { t } = useTranslation("people");
  const me = useMe();
  if (me.isSuccess && !me.data?.actions.includes("administer")) return <NotFound />;
  return (
    <Stack sx={{ minHeight: "100%" }}>
      <RoomParts
        room="people"
        label={t("parts.label")}
        parts={PARTS.map((name) => ({ name, label: t(`parts.${name}`) }))}
      />
      <Box sx={{ p: { xs: 2, md: 3 } }}>
        <Outlet />
      </Box>
    </Stack>
  );
}
