import { Button, CssBaseline, Snackbar, ThemeProvider } from "@mui/material";
import {
  MutationCache,
  notifyManager,
  QueryCache,
  QueryClient,
  QueryClientProvider,
} from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";
import { ConnectionError, OtherCallerError, SignedOutError } from "../client/faults";
import { CALLER, onSessionElsewhere, SESSION_KEY } from "../client/session";
import { currentView } from "../client/view";
import { SignInAgain } from "../start/SignInAgain";
import { MissingNotice } from "./MissingNotice";
import { OtherCaller } from "./OtherCaller";
import type { Language } from "./preferred";
import { routesFor } from "./routes";
import { themeIn } from "./theme";
import { ViewEnded } from "./ViewBanner";

// Told at once and not a moment later: a button is already waiting when the second click of a double click arrives.
notifyManager.setScheduler(queueMicrotask);

/** What has become of the session that the page was shown in. */
type Ended = "signedOut" | "other";

/** The console: one query client, one router, and a dialog to sign in again that leaves the page as it is. */
export function App() {
  const { t, i18n } = useTranslation();
  const [ended, setEnded] = useState<Ended | null>(null);
  const [lost, setLost] = useState(false);
  const client = useMemo(() => {
    const onError = (error: unknown) => {
      // Who has not come in yet is led to the page for that.
      const wasIn = made.getQueryData(CALLER.queryKey) != null;
      if (error instanceof SignedOutError && wasIn) setEnded("signedOut");
      if (error instanceof OtherCallerError) setEnded("other");
    };
    const made = new QueryClient({
      queryCache: new QueryCache({
        onError: (error, query) => {
          onError(error);
          // A page that has nothing yet says so itself.
          if (error instanceof ConnectionError && query.state.data !== undefined) setLost(true);
        },
        onSuccess: (_, query) => {
          setLost(false);
          // Here or in another window, it is who it was again.
          if (query.queryKey[0] !== SESSION_KEY) return;
          setEnded(null);
          void made.refetchQueries({ predicate: ({ state }) => state.error instanceof SignedOutError });
        },
      }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: {
        queries: {
          retry: (count, error) => error instanceof ConnectionError && count < 2,
          refetchOnWindowFocus: false,
          // What the browser takes to be offline is tried, and told as lost: else it would wait without a word.
          networkMode: "always",
          refetchOnReconnect: true,
        },
        mutations: { networkMode: "always" },
      },
    });
    return made;
  }, []);
  useEffect(() => onSessionElsewhere(() => void client.invalidateQueries(CALLER)), [client]);
  const router = useMemo(() => createBrowserRouter(routesFor(client)), [client]);
  return (
    <ThemeProvider
      theme={themeIn(i18n.language as Language)}
      defaultMode="system"
      modeStorageKey="sluice.colours"
    >
      <CssBaseline enableColorScheme />
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Snackbar
          open={lost && ended === null}
          message={t("fault.connection")}
          action={
            <Button color="inherit" onClick={() => void client.refetchQueries({ type: "active" })}>
              {t("action.retry")}
            </Button>
          }
        />
        <MissingNotice />
        {currentView() === null ? (
          <SignInAgain open={ended === "signedOut"} />
        ) : (
          ended !== null && <ViewEnded />
        )}
        {ended === "other" && <OtherCaller onSignIn={() => setEnded("signedOut")} />}
      </QueryClientProvider>
    </ThemeProvider>
  );
}
