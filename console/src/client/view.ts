/** A view: the tenant as a member sees it, or whoever has a role. It is of this window, reads, and changes nothing. */

const KEY = "sluice.view";

export interface View {
  token: string;
  /** As whom. */
  name: string;
  /** Where it was begun, and one comes back to. */
  from: string;
}

/** Keeps a view that has begun, and loads the page anew: nothing that was seen before stays in it. */
export function showView(token: string, name: string): void {
  const view: View = { token, name, from: window.location.pathname };
  sessionStorage.setItem(KEY, JSON.stringify(view));
  window.location.assign("/");
}

/** The view that this window shows; null where one sees with one's own eyes. */
export function currentView(): View | null {
  const kept = sessionStorage.getItem(KEY);
  return kept === null ? null : (JSON.parse(kept) as View);
}

/** By what a request says who asks, or as whom somebody looks. */
export function credentials(): Record<string, string> {
  const view = currentView();
  // The token goes in the place of the session, which stays in the cookie.
  return view === null ? { "X-Sluice-Session": "cookie" } : { Authorization: `Bearer ${view.token}` };
}

/** Leaves the view for where it was begun. Its token is kept nowhere else. */
export function endView(): void {
  const from = currentView()?.from ?? "/";
  sessionStorage.removeItem(KEY);
  window.location.assign(from);
}
