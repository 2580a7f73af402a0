import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { finish, takeCode } from "./provider";

/** Ends a sign-in that has come back from an identity provider. */
export function useProviderReturn(onDone: (to: string) => Promise<void>): {
  error: unknown;
  isLost: boolean;
} {
  const begun = useRef(false);
  const finishing = useMutation({
    mutationFn: finish,
    onSuccess: async (to) => {
      if (to !== null) await onDone(to);
    },
  });
  const { mutate } = finishing;
  useEffect(() => {
    // A code is good once.
    if (begun.current) return;
    begun.current = true;
    const code = takeCode();
    if (code !== null) mutate(code);
  }, [mutate]);
  return { error: finishing.error, isLost: finishing.isSuccess && finishing.data === null };
}
