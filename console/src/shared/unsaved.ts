/** What is typed in the forms that are open, which going back, or loading the page anew, would take away. */

import { useEffect } from "react";

const forms = new Set<symbol>();

/** Says of a form whether something of it would be lost. */
export function useUnsaved(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    const form = Symbol();
    forms.add(form);
    return () => void forms.delete(form);
  }, [isChanged]);
}

/** Whether something would be lost. */
export function isUnsaved(): boolean {
  return forms.size > 0;
}

/** Lets it go, for somebody has decided to leave the page. */
export function letGo(): void {
  forms.clear();
}
