"""GraphQL types, the schema, the HTTP service, pictures and the command line."""
