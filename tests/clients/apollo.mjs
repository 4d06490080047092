// Asks one question twice with automatic persisted queries, each by a client of its own; prints what was sent and said.
import { createHash } from "node:crypto";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const uri = process.argv[2];
const sent = [];
const asked = (address, options) => {
  const body = JSON.parse(options.body);
  sent.push({ query: "query" in body, hash: "extensions" in body });
  return fetch(address, options);
};
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const answers = [];
for (let time = 0; time < 2; time += 1) {
  const link = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri, fetch: asked }));
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  answers.push((await client.query({ query: gql`query Coverage { coverage { agency { id } coversDate } }` })).data);
}
console.log(JSON.stringify({ sent, answers }));
