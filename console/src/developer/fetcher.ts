/** How GraphiQL asks: with the session of the console, so with the caller's role and tenant. */

import type { GraphiQLProps } from "graphiql";
import { type ExecutionResult, getOperationAST, parse } from "graphql";
import { answersOf } from "../client/live";
import { requestHeaders } from "../client/request";

type Fetcher = GraphiQLProps["fetcher"];
type Asked = Parameters<Fetcher>[0];
type Answer = ExecutionResult<Record<string, unknown>>;
type Answers = AsyncIterable<Answer>;

/** Requests over HTTP, subscriptions over the console's WebSocket. What is typed as headers stands above the console's. */
export const ask: Fetcher = (asked, options) => {
  if (!isSubscription(asked)) return posted(asked, options?.headers ?? {});
  const { query, variables, operationName } = asked;
  // Both are answers as the specification has them; the editor's type wants the errors as objects of graphql-js.
  return answersOf({ query, variables, operationName: operationName ?? null }) as Answers;
};

async function posted(asked: Asked, typed: Record<string, unknown>): Promise<Answer> {
  const headers = { ...requestHeaders(), "Content-Type": "application/json", Accept: "application/json" };
  const more = Object.entries(typed).map(([name, value]) => [name, String(value)]);
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { ...headers, ...Object.fromEntries(more) },
    body: JSON.stringify(asked),
  });
  return (await response.json()) as Answer;
}

function isSubscription({ query, operationName }: Asked): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === "subscription";
  } catch {
    // What is no document is told by the server, with the place of the fault.
    return false;
  }
}
