/** What is typed in the forms that are open, which leaving the page, or loading it anew, would take away. */

import { useEffect } from "react";

/** A dialog leads elsewhere once it is done; a page is left by any link on it. */
type Kind = "dialog" | "page";

const forms = new Map<symbol, Kind>();

/** Says of a form whether something of it would be lost. */
export function useUnsaved(isChanged: boolean, kind: Kind = "dialog"): void {
  useEffect(() => {
    if (!isChanged) return;
    const form = Symbol();
    forms.set(form, kind);
    return () => void forms.delete(form);
  }, [isChanged, kind]);
}

/** Whether something would be lost. */
export function isUnsaved(): boolean {
  return forms.size > 0;
}

/** Whether a link to another page would take something away. */
export function isPageUnsaved(): boolean {
  return [...forms.values()].includes("page");
}

/** Lets it go, for somebody has decided to leave the page. */
export function letGo(): void {
  forms.clear();
}
