// urql, as a front end uses it: over HTTP, its subscriptions over WebSocket, or by fetch as server-sent events.
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

import { MUTATION, QUERY, SUBSCRIPTION, tell } from "./documents.mjs";

const [url, token, way] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const socket = createClient({
  url: url.replace("http", "ws"),
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
});
const overSocket = subscriptionExchange({
  forwardSubscription(request) {
    return { subscribe: (sink) => ({ unsubscribe: socket.subscribe(request, sink) }) };
  },
});
let opened;
const open = new Promise((resolve) => (opened = resolve));
const client = new Client({
  url,
  exchanges: way === "socket" ? [overSocket, fetchExchange] : [fetchExchange],
  fetchSubscriptions: way !== "socket",
  preferGetMethod: false,
  fetchOptions: { headers: { authorization } },
  async fetch(...asked) {
    const response = await fetch(...asked);
    if (response.headers.get("content-type").startsWith("text/event-stream")) opened();
    return response;
  },
});
const received = [];
let wake = () => {};
const ending = client
  .subscription(SUBSCRIPTION, { where: { name: { startsWith: `urql ${way} ` } } })
  .subscribe((result) => {
    received.push(result.data ?? result.error);
    wake();
  });
async function event() {
  while (!received.length) await new Promise((resolve) => (wake = resolve));
  return { data: received.shift() };
}

// The server takes the place of a subscription before it reads the next message of the socket.
if (way === "socket") for await (const _ of socket.iterate({ query: "{ __typename }" })) opened();
await open;
const created = await client.mutation(MUTATION, { name: `urql ${way} 1` }).toPromise();
tell("created", { data: created.data });
tell("first", await event());
await client.mutation(MUTATION, { name: `urql ${way} 2` }).toPromise();
tell("second", await event());
ending.unsubscribe();
tell("read", { data: (await client.query(QUERY, { first: 2 }).toPromise()).data });
const refused = await client.query("{ nothing }", {}).toPromise();
tell("refused", refused.error.graphQLErrors);
await socket.dispose();
