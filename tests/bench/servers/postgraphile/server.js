// PostGraphile 5 on the tenant's tables: its Amber preset, with the plugins for filters and aggregates.
// node server.js PORT URL NAMESPACE
import { createServer } from "node:http";

import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

// Node.js 20 does not have it yet, and nothing else of a newer one is missed.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new Promise((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
};

const [port, connectionString, namespace] = process.argv.slice(2);
const CONNECTIONS = 8;

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset, PgAggregatesPreset],
  // Filters, orders and groups on columns without an index too: the questions ask for them.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({ connectionString, schemas: [namespace], poolConfig: { max: CONNECTIONS } }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: { explain: false },
  schema: { connectionFilterRelations: true },
};

const instance = postgraphile(preset).createServ(grafserv);
const server = createServer();
server.keepAliveTimeout = 600_000;
await instance.addTo(server);
server.listen(Number(port), "127.0.0.1");
