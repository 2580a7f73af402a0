// The client of the package graphql-sse, each operation over a connection of its own.
import { createClient } from "graphql-sse";

import { MUTATION, QUERY, SUBSCRIPTION, tell } from "./documents.mjs";

const [url, token] = process.argv.slice(2);
let connected;
const open = new Promise((resolve) => (connected = resolve));
const client = createClient({
  url,
  headers: { authorization: `Bearer ${token}` },
  retryAttempts: 0,
});

async function once(query, variables) {
  for await (const result of client.iterate({ query, variables })) return result;
}

const events = client.iterate(
  { query: SUBSCRIPTION, variables: { where: { name: { startsWith: "sse " } } } },
  { connected },
);
const first = events.next();
await open;
tell("created", await once(MUTATION, { name: "sse 1" }));
await once(MUTATION, { name: "other" });
tell("first", (await first).value);
await once(MUTATION, { name: "sse 2" });
tell("second", (await events.next()).value);
await events.return();
tell("read", await once(QUERY, { first: 2 }));
tell("refused", (await once("{ nothing }")).errors);
