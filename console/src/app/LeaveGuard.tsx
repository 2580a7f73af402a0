import { useEffect } from "react";
import { useBlocker } from "react-router";
import { isPageUnsaved, isUnsaved } from "../shared/unsaved";
import { LeaveQuestion } from "../shared/useClosing";

/** Asks before the browser's Back, Forward, Reload or Close, or a link, takes away what is typed in a form. */
export function LeaveGuard() {
  const blocker = useBlocker(({ historyAction, currentLocation, nextLocation }) => {
    if (historyAction === "POP") return isUnsaved();
    return currentLocation.pathname !== nextLocation.pathname && isPageUnsaved();
  });
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isUnsaved()) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
  if (blocker.state !== "blocked") return null;
  return <LeaveQuestion onStay={() => blocker.reset()} onLeave={() => blocker.proceed()} />;
}
