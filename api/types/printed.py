"""The schema in GraphQL's own language; `api/schema.graphql` is its committed form."""

from __future__ import annotations

from importlib.resources import files

from graphql import print_schema

from api.types.query import schema


def committed() -> str:
    """The committed form of the schema."""
    return files("api").joinpath("schema.graphql").read_text(encoding="utf-8")


def printed() -> str:
    """The form to commit."""
    return print_schema(schema()) + "\n"
