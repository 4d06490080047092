// @neo4j/graphql over the store of the service, in one process: node server.mjs PORT, with the store in NEO4J_URI,
// NEO4J_USER and NEO4J_PASSWORD, and the secret of its tokens in JWT_KEY.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, JWT_KEY } = process.env;
const typeDefs = readFileSync(new URL("schema.graphql", import.meta.url), "utf8");
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD), {
  telemetryDisabled: true,
  notificationFilter: { minimumSeverityLevel: "OFF" },
});
const library = new Neo4jGraphQL({ typeDefs, driver, features: { authorization: { key: JWT_KEY } } });
const yoga = createYoga({
  schema: await library.getSchema(),
  logging: false,
  graphiql: false,
  maskedErrors: false,
  context: ({ request }) => ({ token: request.headers.get("authorization") }),
});
createServer(yoga).listen(Number(process.argv[2]), "127.0.0.1");
