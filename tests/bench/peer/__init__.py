"""The service beside @neo4j/graphql over one store: `make bench-peer`, written to docs/bench-peer.md."""
