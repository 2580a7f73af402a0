/** The tenant that this window shows; another window can show another one. */

const KEY = "sluice.tenant";

/** Its slug; null where the person has but one, or none has been chosen. */
export function currentTenant(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
}

/** Chooses it for this window, and for windows opened later. */
export function chooseTenant(slug: string | null): void {
  for (const storage of [sessionStorage, localStorage]) {
    if (slug === null) storage.removeItem(KEY);
    else storage.setItem(KEY, slug);
  }
}
