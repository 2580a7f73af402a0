// The client of the package graphql-ws: a query, a mutation, a subscription with two events, a document that does not fit.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

import { MUTATION, QUERY, SUBSCRIPTION, tell } from "./documents.mjs";

const [url, token] = process.argv.slice(2);
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  retryAttempts: 0,
});

async function once(query, variables) {
  for await (const result of client.iterate({ query, variables })) return result;
}

const events = client.iterate({ query: SUBSCRIPTION, variables: { where: { name: { startsWith: "ws " } } } });
const first = events.next();
tell("created", await once(MUTATION, { name: "ws 1" }));
await once(MUTATION, { name: "other" });
tell("first", (await first).value);
await once(MUTATION, { name: "ws 2" });
tell("second", (await events.next()).value);
await events.return();
tell("read", await once(QUERY, { first: 2 }));
try {
  await once("{ nothing }");
} catch (errors) {
  tell("refused", errors);
}
await client.dispose();
