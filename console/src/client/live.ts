/** Subscriptions, over one WebSocket for the window. */

import { type Client, createClient, type FormattedExecutionResult, type SubscribePayload } from "graphql-ws";
import i18next from "i18next";
import type { Variables } from "./request";
import { currentTenant } from "./tenant";
import { credentials } from "./view";

let client: Client | null = null;

function connection(): Client {
  client ??= createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    lazy: true,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    connectionParams: () => {
      const tenant = currentTenant();
      return {
        ...credentials(),
        "Accept-Language": i18next.language,
        ...(tenant === null ? {} : { "X-Sluice-Tenant": tenant }),
      };
    },
  });
  return client;
}

/** Ends the socket, for another session or tenant is shown from now on. */
export async function disconnect(): Promise<void> {
  await client?.dispose();
  client = null;
}

export type Liveness = "live" | "lost";

/** Follows a subscription until what is returned is called. It goes on by itself after a lost connection. */
export function follow<Data>(
  query: string,
  variables: Variables,
  onData: (data: Data) => void,
  onLiveness: (liveness: Liveness) => void = () => undefined,
): () => void {
  const connected = connection();
  const heard = [
    connected.on("connected", () => onLiveness("live")),
    connected.on("closed", () => onLiveness("lost")),
  ];
  const end = connected.subscribe<Data>(
    { query, variables },
    {
      next: ({ data }) => {
        if (data !== null && data !== undefined) onData(data);
      },
      error: () => onLiveness("lost"),
      complete: () => undefined,
    },
  );
  return () => {
    for (const each of heard) each();
    end();
  };
}

/** The answers of a subscription as they are, faults too, for as long as they are taken. */
export function answersOf(operation: SubscribePayload): AsyncIterableIterator<FormattedExecutionResult> {
  return connection().iterate(operation);
}
