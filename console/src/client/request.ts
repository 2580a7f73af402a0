/** One request of GraphQL over HTTP, with the session in the cookie. */

import { ConnectionError, type Fault, RefusedError, SignedOutError } from "./faults";
import type { TypedDocumentString } from "./generated/graphql";
import { currentTenant } from "./tenant";
import { credentials } from "./view";

export type Variables = Record<string, unknown>;

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly AnsweredError[];
}

interface AnsweredError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; hint?: string; details?: unknown };
}

let language = "en";

/** Says in which language the server shall answer from now on. */
export function answerIn(chosen: string): void {
  language = chosen;
}

/** The headers that each request bears. */
export function requestHeaders(): Record<string, string> {
  const tenant = currentTenant();
  return {
    ...credentials(),
    "Accept-Language": language,
    ...(tenant === null ? {} : { "X-Sluice-Tenant": tenant }),
  };
}

/**
 * The `data` of an operation.
 *
 * @throws ConnectionError where nothing came back, SignedOutError, RefusedError.
 */
export async function request<Data, Given extends Variables>(
  document: TypedDocumentString<Data, Given> | string,
  variables?: Given,
  signal?: AbortSignal,
): Promise<Data> {
  const answer = await sent<Data>(document.toString(), variables ?? {}, signal);
  const [first, ...more] = (answer.errors ?? []).map(told);
  if (first !== undefined) {
    if (first.code === "UNAUTHENTICATED" || (first.code === UNKNOWN && (await isAnonymous()))) {
      throw new SignedOutError(first.message);
    }
    throw new RefusedError([first, ...more]);
  }
  if (answer.data === null || answer.data === undefined) throw new ConnectionError("an answer without data");
  return answer.data;
}

/** Without a session there is no more than the fixed part of the API: what is asked beyond it is no valid document. */
const UNKNOWN = "GRAPHQL_VALIDATION_FAILED";

async function isAnonymous(): Promise<boolean> {
  const answer = await sent<{ me: unknown }>("{ me { member { id } } }", {});
  return answer.data?.me === null || answer.errors?.[0]?.extensions?.code === "UNAUTHENTICATED";
}

async function sent<Data>(query: string, variables: Variables, signal?: AbortSignal): Promise<Answer<Data>> {
  const message = messageOf(query, variables);
  const early = ahead.get(JSON.stringify(message));
  ahead.delete(JSON.stringify(message));
  try {
    const response = await (early === undefined ? posted(message, signal) : (await early)());
    return (await response.json()) as Answer<Data>;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ConnectionError(String(error));
  }
}

/**
 * Sends an operation of which it is known that it will be asked for. The first request that is just the same, as the
 * same caller and in the same language, gets its answer, or fails as it does.
 */
export function sendAhead(document: TypedDocumentString<unknown, Record<string, never>>): void {
  const message = messageOf(document.toString(), {});
  const answered = posted(message).then(
    (response) => () => response,
    (error: unknown) => () => {
      throw error;
    },
  );
  ahead.set(JSON.stringify(message), answered);
}

const ahead = new Map<string, Promise<() => Response>>();

interface Message {
  headers: Record<string, string>;
  body: string;
}

function messageOf(query: string, variables: Variables): Message {
  const headers = { ...requestHeaders(), "Content-Type": "application/json", Accept: "application/json" };
  return { headers, body: JSON.stringify({ query, variables }) };
}

function posted(message: Message, signal?: AbortSignal): Promise<Response> {
  return fetch("/graphql", { method: "POST", ...message, signal: signal ?? null });
}

function told(error: AnsweredError): Fault {
  return {
    code: error.extensions?.code ?? "INTERNAL",
    message: error.message,
    path: error.path ?? [],
    hint: error.extensions?.hint ?? "",
    details: error.extensions?.details,
  };
}
