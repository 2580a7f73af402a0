/**
 * Parts of the console that are loaded when they are first shown.
 *
 * One that does not arrive takes nothing of the page away: what is typed stays, and the page says why. It is waited for
 * until somebody tries again, or reloads the page where the console has been replaced by a newer one.
 */

/** Why a part does not arrive: its console is no longer served, or nothing is. */
export type Missing = "replaced" | "unreachable";

const PAGE = "/";

let missing: Missing | null = null;
let waiting: (() => void)[] = [];
const told = new Set<() => void>();

/** A function that loads a part, and waits while it cannot be had. A part that is faulty rejects. */
export function arriving<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return async () => {
    let failures = 0;
    for (;;) {
      try {
        return await load();
      } catch (error) {
        const reason = await whyNot();
        failures = reason === null ? failures + 1 : 0;
        if (failures > 1) throw error;
        if (reason !== null) await triedAgain(reason);
      }
    }
  };
}

/** Why parts are waited for; null where none is. */
export function missingNow(): Missing | null {
  return missing;
}

/** Calls back whenever that changes, until what is returned is called. */
export function onMissing(changed: () => void): () => void {
  told.add(changed);
  return () => told.delete(changed);
}

/** Loads again what is waited for. */
export function tryAgain(): void {
  const resumed = waiting;
  waiting = [];
  tell(null);
  for (const resume of resumed) resume();
}

function triedAgain(reason: Missing): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    tell(reason);
  });
}

function tell(reason: Missing | null): void {
  missing = reason;
  for (const changed of told) changed();
}

/** Whether the page that is served now is another one, or none; null where it is this one. */
async function whyNot(): Promise<Missing | null> {
  try {
    const answer = await fetch(PAGE, { cache: "no-store" });
    if (!answer.ok) return "unreachable";
    const served = new DOMParser().parseFromString(await answer.text(), "text/html");
    return scriptOf(served) === scriptOf(document) ? null : "replaced";
  } catch {
    return "unreachable";
  }
}

/** The script that a page begins with, which is named by its content. */
const scriptOf = (page: Document) => page.querySelector("script[type=module]")?.getAttribute("src");
