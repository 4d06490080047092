"""The GraphQL engine: compile a selection once, and answer it level by level."""
