"""Asks a copy of the code for what the example of docs/architecture.md adds: run in a process of its own."""

from __future__ import annotations

import asyncio

from facts_in_memory import Facts
from graphql import GraphQLObjectType
from networks_in_memory import case_of_networks

from api.types.query import schema
from queries.analysis.rule import rules_asked
from queries.questions import siblings  # type: ignore[attr-defined]
from queries.questions.hidden_connections import derived


async def main() -> None:
    """Fail where anything is missing, or wrong."""
    facts = Facts()
    for name, born in (("kid", "2016-05-01"), ("sis", "2014-05-01")):
        facts.person(name, born)
    facts.tie("kid", "sibling", "sis")
    for number in range(6):
        facts.involved(f"agency-{number}", "kid")
    case = case_of_networks(facts)
    assert await siblings.siblings(case, "kid") == ["sis"]
    query, person = schema().query_type, schema().type_map["Person"]
    assert isinstance(person, GraphQLObjectType) and query is not None
    assert str(query.fields["siblings"].type) == "[Person!]"
    assert person.fields["siblingCount"].extensions["declared"].of(case, case.persons["kid"]) == 1
    (flag, *_) = await derived(case, ["kid"], rules_asked(["MANY_SERVICES"]))
    assert len(flag.agencies) == 6


if __name__ == "__main__":
    asyncio.run(main())
