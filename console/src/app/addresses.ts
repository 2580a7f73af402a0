/** The first parts of the addresses of who is signed in. */
const INSIDE = ["board", "records", "designer", "insights", "developer", "people", "start"] as const;

/** Those of who is not. */
const OUTSIDE = ["sign-in", "sign-up", "invitation", "confirm-sign-up", "password-reset"] as const;

/** The first part of every address of the console: the server answers each with the console's page. */
export const PLACES = [...INSIDE, ...OUTSIDE] as const;

/** Whether an address is of who is signed in, as the one without a first part is. */
export function isInside(path: string): boolean {
  const first = path.split("/")[1] ?? "";
  return first === "" || INSIDE.some((each) => each === first);
}
