/** What can go wrong with a request, as one value that a page shows and offers a way on from. */

/** One refusal, as the API tells it: a stable code, where it is, and what to do next. */
export interface Fault {
  code: string;
  message: string;
  path: readonly (string | number)[];
  hint: string;
  details?: unknown;
}

/** Nothing came back: the network, or a server that is not there. Asking again is the way on. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** The session is over or there is none: signing in again is the way on. */
export class SignedOutError extends Error {
  override readonly name = "SignedOutError";
}

/** Somebody else has signed in meanwhile, in another window of this browser: what is done here would be done as them. */
export class OtherCallerError extends Error {
  override readonly name = "OtherCallerError";
}

/** The server has refused, with at least one fault. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";

  constructor(readonly faults: readonly [Fault, ...Fault[]]) {
    super(faults[0].message);
  }

  /** Whether a fault of that code is among them. */
  has(code: string): boolean {
    return this.faults.some((each) => each.code === code);
  }
}

interface UserError {
  code: string;
  message: string;
  path: unknown;
  hint: string;
  details?: unknown;
}

/** Raises what a payload's `errors` tell; returns the payload where there are none. */
export function accepted<P extends { errors: readonly UserError[] }>(payload: P | null | undefined): P {
  if (payload === null || payload === undefined) {
    throw new RefusedError([{ code: "FORBIDDEN", message: "", path: [], hint: "" }]);
  }
  const [first, ...more] = payload.errors.map(faultOf);
  if (first !== undefined) throw new RefusedError([first, ...more]);
  return payload;
}

/** A `UserError` as a fault. */
export function faultOf(error: UserError): Fault {
  const path = Array.isArray(error.path) ? (error.path as (string | number)[]) : [];
  return { code: error.code, message: error.message, path, hint: error.hint, details: error.details };
}
