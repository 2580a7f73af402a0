import { useState } from "react";
import { RefusedError } from "../client/faults";

/**
 * The key of a write that is sent again where no answer came: whatever became of the first attempt, it is done once. What
 * is refused was not done, so the next attempt has another one.
 */
export function useAttempt(): { key: string; onError: (error: unknown) => void; next: () => void } {
  const [key, setKey] = useState(() => crypto.randomUUID() as string);
  const next = () => setKey(crypto.randomUUID());
  const onError = (error: unknown) => {
    if (error instanceof RefusedError) next();
  };
  return { key, onError, next };
}
