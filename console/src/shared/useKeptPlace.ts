import { type FocusEvent, type RefObject, type UIEvent, useLayoutEffect, useRef, useState } from "react";

interface Place {
  top: number;
  /** Where the link led that had the focus last. */
  link: string | null;
}

const places = new Map<string, Place>();
const BEGIN: Place = { top: 0, link: null };

/**
 * For what scrolls and is left by a link within it: who comes back to its address finds it scrolled as it was, and the
 * focus on that link, unless it is elsewhere.
 */
export function useKeptPlace(address: string): {
  ref: RefObject<HTMLDivElement | null>;
  onScroll: (event: UIEvent<HTMLDivElement>) => void;
  onFocus: (event: FocusEvent<HTMLDivElement>) => void;
} {
  const ref = useRef<HTMLDivElement>(null);
  const [{ top, link }] = useState(() => places.get(address) ?? BEGIN);
  useLayoutEffect(() => {
    if (ref.current === null) return;
    ref.current.scrollTop = top;
    if (link === null || document.activeElement !== document.body) return;
    const left = [...ref.current.querySelectorAll("a")].find((each) => each.getAttribute("href") === link);
    left?.focus({ preventScroll: true });
  }, [top, link]);
  const keep = (part: Partial<Place>) =>
    void places.set(address, { ...(places.get(address) ?? BEGIN), ...part });
  return {
    ref,
    onScroll: ({ currentTarget }) => keep({ top: currentTarget.scrollTop }),
    onFocus: ({ target }) => keep({ link: target.closest("a")?.getAttribute("href") ?? null }),
  };
}
