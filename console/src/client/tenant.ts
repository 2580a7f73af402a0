/** The tenant that this window shows; another window can show another one. */

const KEY = "sluice.tenant";

// Read once: what another window chooses afterwards is not what this one shows.
let chosen = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
keep(sessionStorage, chosen);

/** Its slug; null where the person has but one, or none has been chosen. */
export function currentTenant(): string | null {
  return chosen;
}

/** Chooses it for this window, and for windows opened later. */
export function chooseTenant(slug: string | null): void {
  chosen = slug;
  for (const storage of [sessionStorage, localStorage]) keep(storage, slug);
}

/** Goes on with what another window has chosen last, once the page is loaded anew. */
export function followOthers(): void {
  sessionStorage.removeItem(KEY);
}

function keep(storage: Storage, slug: string | null): void {
  if (slug === null) storage.removeItem(KEY);
  else storage.setItem(KEY, slug);
}
