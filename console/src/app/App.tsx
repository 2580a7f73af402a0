import { CssBaseline, ThemeProvider } from "@mui/material";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";
import { ConnectionError, SignedOutError } from "../client/faults";
import { SignInAgain } from "../start/SignInAgain";
import type { Language } from "./language";
import { routes } from "./routes";
import { themeIn } from "./theme";

/** The console: one query client, one router, and a dialog to sign in again that leaves the page as it is. */
export function App() {
  const { i18n } = useTranslation();
  const [signedOut, setSignedOut] = useState(false);
  const client = useMemo(() => {
    const onError = (error: unknown) => {
      if (error instanceof SignedOutError) setSignedOut(true);
    };
    return new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: {
        queries: {
          retry: (count, error) => error instanceof ConnectionError && count < 2,
          refetchOnWindowFocus: false,
        },
      },
    });
  }, []);
  const router = useMemo(() => createBrowserRouter(routes), []);
  return (
    <ThemeProvider
      theme={themeIn(i18n.language as Language)}
      defaultMode="system"
      modeStorageKey="sluice.colours"
    >
      <CssBaseline enableColorScheme />
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <SignInAgain open={signedOut} onDone={() => setSignedOut(false)} />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
