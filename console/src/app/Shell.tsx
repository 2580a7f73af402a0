import {
  AppBar,
  Box,
  Button,
  Divider,
  ListSubheader,
  Menu,
  MenuItem,
  Link as MuiLink,
  Stack,
  Toolbar,
  Typography,
  useColorScheme,
} from "@mui/material";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, NavLink, Outlet, useLocation } from "react-router";
import { RefusedError } from "../client/faults";
import { type Me, signOut, useMe } from "../client/session";
import { currentView } from "../client/view";
import { arriving } from "../shared/arriving";
import { SCROLL_SIGN } from "../shared/scrollSign";
import { Waiting } from "../shared/Waiting";
import { GlobalSearch } from "./GlobalSearch";
import { LeaveGuard } from "./LeaveGuard";
import { chooseLanguage } from "./language";
import { placesFor } from "./places";
import { LANGUAGES, type Language } from "./preferred";
import { ViewBanner, ViewEnded } from "./ViewBanner";

/** What stands around every page of somebody who is signed in: the rooms, the tenant, the account. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const here = useLocation();
  if (me.data === undefined)
    return me.error instanceof RefusedError ? <ShutOut me={me} /> : <Waiting query={me} />;
  if (me.data === null && currentView() !== null) return <ViewEnded />;
  if (me.data === null)
    return <Navigate replace to="/sign-in" state={{ from: here.pathname + here.search }} />;
  return (
    <Box sx={{ display: "flex", flexDirection: "column", height: "100dvh" }}>
      <MuiLink
        href="#content"
        sx={{
          position: "absolute",
          left: 8,
          top: -48,
          zIndex: 2000,
          p: 1,
          bgcolor: "background.paper",
          "&:focus": { top: 8 },
        }}
      >
        {t("app.skip")}
      </MuiLink>
      <AppBar
        position="static"
        color="inherit"
        elevation={0}
        sx={{ borderBottom: 1, borderColor: "divider" }}
      >
        <Toolbar variant="dense" sx={{ gap: 1, rowGap: 0, flexWrap: { xs: "wrap", md: "nowrap" } }}>
          <Typography
            component="span"
            noWrap
            sx={{ fontWeight: 700, mr: 1, minWidth: 0, flex: { xs: "1 1 0", md: "0 1 auto" } }}
          >
            {me.data.tenant.name}
          </Typography>
          {/* A row of its own on a phone, below what is always in sight. */}
          <Stack
            component="nav"
            direction="row"
            aria-label={t("app.menu")}
            sx={{
              gap: 0.5,
              flexGrow: 1,
              minWidth: 0,
              width: { xs: "100%", md: "auto" },
              order: { xs: 1, md: 0 },
              ...SCROLL_SIGN,
            }}
          >
            {placesFor(me.data).map((place) => (
              <Button
                key={place}
                component={NavLink}
                to={`/${place}`}
                color="inherit"
                sx={{
                  whiteSpace: "nowrap",
                  flexShrink: 0,
                  "&.active": { bgcolor: "action.selected", fontWeight: 600 },
                }}
              >
                {t(`app.${place}`)}
              </Button>
            ))}
          </Stack>
          <GlobalSearch />
          <AccountMenu me={me.data} />
        </Toolbar>
      </AppBar>
      <ViewBanner />
      <LeaveGuard />
      <Box
        component="main"
        id="content"
        tabIndex={-1}
        sx={{ flexGrow: 1, minHeight: 0, overflow: "auto", outline: 0 }}
      >
        <Outlet />
      </Box>
    </Box>
  );
}

/** Who is signed in and let in nowhere, such as a member who was deactivated: what is said of it, and the way out. */
function ShutOut({ me }: { me: ReturnType<typeof useMe> }) {
  const { t } = useTranslation();
  const leave = useLeave();
  return (
    <Stack component="main" sx={{ p: 3, gap: 2, alignItems: "start", maxWidth: 700 }}>
      <Waiting query={me} />
      <Button variant="outlined" onClick={() => void leave()}>
        {t("app.signOut")}
      </Button>
    </Stack>
  );
}

/** Ends the session, and whatever the page knows of it. */
function useLeave() {
  const client = useQueryClient();
  return async () => {
    await signOut();
    client.clear();
    window.location.assign("/sign-in");
  };
}

function AccountMenu({ me }: { me: Me }) {
  const { t, i18n } = useTranslation();
  const { mode, setMode } = useColorScheme();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [switching, setSwitching] = useState(false);
  const leave = useLeave();
  return (
    <>
      <Button
        color="inherit"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-label={t("app.account", { name: me.member.name })}
        sx={{
          display: "block",
          maxWidth: 160,
          overflow: "hidden",
          textOverflow: "ellipsis",
          whiteSpace: "nowrap",
        }}
      >
        {me.member.name}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <ListSubheader>{t("app.language")}</ListSubheader>
        {Object.entries(LANGUAGES).map(([language, label]) => (
          <MenuItem
            key={language}
            lang={language}
            selected={i18n.language === language}
            onClick={() => void chooseLanguage(language as Language)}
          >
            {label}
          </MenuItem>
        ))}
        <ListSubheader>{t("app.colours")}</ListSubheader>
        {(["light", "dark", "system"] as const).map((each) => (
          <MenuItem key={each} selected={mode === each} onClick={() => setMode(each)}>
            {t(`app.${each}`)}
          </MenuItem>
        ))}
        <Divider />
        {me.actions.includes("configure") && (
          <MenuItem component={Link} to="/start" onClick={() => setAnchor(null)}>
            {t("app.begin")}
          </MenuItem>
        )}
        {currentView() === null && [
          <MenuItem
            key="tenant"
            onClick={() => {
              setAnchor(null);
              setSwitching(true);
            }}
          >
            {t("app.otherTenant")}
          </MenuItem>,
          <MenuItem key="leave" onClick={() => void leave()}>
            {t("app.signOut")}
          </MenuItem>,
        ]}
      </Menu>
      {switching && (
        <Suspense>
          <SwitchTenant onClose={() => setSwitching(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Most people have one tenant, and never need it. */
const SwitchTenant = lazy(
  arriving(() => import("../start/SwitchTenant").then((each) => ({ default: each.SwitchTenant }))),
);
