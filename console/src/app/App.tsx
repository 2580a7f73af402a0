import { Button, CssBaseline, Snackbar, ThemeProvider } from "@mui/material";
import {
  MutationCache,
  notifyManager,
  QueryCache,
  QueryClient,
  QueryClientProvider,
} from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";
import { ConnectionError, SignedOutError } from "../client/faults";
import { CALLER } from "../client/session";
import { currentView } from "../client/view";
import { SignInAgain } from "../start/SignInAgain";
import { MissingNotice } from "./MissingNotice";
import type { Language } from "./preferred";
import { routesFor } from "./routes";
import { themeIn } from "./theme";
import { ViewEnded } from "./ViewBanner";

// Told at once and not a moment later: a button is already waiting when the second click of a double click arrives.
notifyManager.setScheduler(queueMicrotask);

/** The console: one query client, one router, and a dialog to sign in again that leaves the page as it is. */
export function App() {
  const { t, i18n } = useTranslation();
  const [signedOut, setSignedOut] = useState(false);
  const [lost, setLost] = useState(false);
  const client = useMemo(() => {
    const onError = (error: unknown) => {
      // Who has not come in yet is led to the page for that.
      const wasIn = made.getQueryData(CALLER.queryKey) != null;
      if (error instanceof SignedOutError && wasIn) setSignedOut(true);
    };
    const made = new QueryClient({
      queryCache: new QueryCache({
        onError: (error, query) => {
          onError(error);
          // A page that has nothing yet says so itself.
          if (error instanceof ConnectionError && query.state.data !== undefined) setLost(true);
        },
        onSuccess: () => setLost(false),
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
          open={lost && !signedOut}
          message={t("fault.connection")}
          action={
            <Button color="inherit" onClick={() => void client.refetchQueries({ type: "active" })}>
              {t("action.retry")}
            </Button>
          }
        />
        <MissingNotice />
        {currentView() === null ? (
          <SignInAgain open={signedOut} onDone={() => setSignedOut(false)} />
        ) : (
          signedOut && <ViewEnded />
        )}
      </QueryClientProvider>
    </ThemeProvider>
  );
}
