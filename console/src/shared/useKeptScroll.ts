import { type RefObject, type UIEvent, useLayoutEffect, useRef, useState } from "react";

const tops = new Map<string, number>();

/** For what scrolls and is left for another page: who comes back to its address finds it scrolled as it was. */
export function useKeptScroll(address: string): {
  ref: RefObject<HTMLDivElement | null>;
  onScroll: (event: UIEvent<HTMLDivElement>) => void;
} {
  const ref = useRef<HTMLDivElement>(null);
  const [first] = useState(() => tops.get(address) ?? 0);
  useLayoutEffect(() => {
    if (ref.current !== null) ref.current.scrollTop = first;
  }, [first]);
  return { ref, onScroll: ({ currentTarget }) => void tops.set(address, currentTarget.scrollTop) };
}
