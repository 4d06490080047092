"""What an answer rests on: the viewer's scope, and the deliveries within it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from api.types.codes import AgencyKind
from api.types.declare import fact
from api.types.directory import AgencyCoverage, Organisation, organisations_by
from queries.definitions.scope import scope_of
from queries.questions import scope
from queries.questions.coverage import coverage_of


@strawberry.type(
    description="What you may see at all. Only agencies that deliver are named; nothing in it is about any person."
)
class Scope:
    """Subject: a `Scope` of `queries.definitions.scope`."""

    content: list[Organisation] = fact(organisations_by("content"), "Agencies whose records of anybody you may see.")
    existence: list[Organisation] = fact(
        organisations_by("existence"),
        "Agencies of which you may see no more than that they are involved with a person, since when, by which service,"
        " and whom to ring.",
    )
    content_of_clients: list[Organisation] = fact(
        organisations_by("content_of_clients"),
        "Agencies whose records you may see of your own agency's clients and their family alone.",
    )
    existence_of_clients: list[Organisation] = fact(
        organisations_by("existence_of_clients"),
        "Agencies of which you may see that they are involved with your own agency's clients and their family alone.",
    )
    own_records_only: bool = fact(
        lambda case, of: of.own_records_only, "Whether you see the records of your own agency and nothing else."
    )
    shows_sensitive: bool = fact(
        lambda case, of: of.shows_sensitive, "Whether rows of other agencies that are marked sensitive are shown."
    )
    hidden_kinds: list[AgencyKind] = fact(
        lambda case, of: of.hidden_kinds,
        "Kinds of service of other agencies of which nothing is shown unless the person consents.",
    )
    shows_shielded: bool = fact(
        lambda case, of: of.shows_shielded, "Whether addresses that must not be disclosed are shown."
    )
    opened_until: datetime | None = fact(
        lambda case, of: of.opened_until,
        "Until when break-glass access shows you, of the persons that it names, what agencies have not sealed.",
    )
    deliveries: list[AgencyCoverage] = fact(
        lambda case, of: coverage_of(case), "The deliveries of the agencies in scope: `coverage` of any answer."
    )
    until: datetime | None = fact(
        lambda case, of: scope.until(case),
        "The oldest of their last deliveries: what is recorded later may be missing. Null where one of them has"
        " delivered nothing that is complete.",
    )
    statement: str = fact(scope.statement, "All of this in words to show, and what an empty list means.")


def covered() -> Any:
    """Declare the coverage that an answer rests on."""
    return fact(
        lambda case, subject: coverage_of(case), "What this rests on: the deliveries of each agency within your scope."
    )


def scoped() -> Any:
    """Declare the scope within which an answer holds."""
    return fact(lambda case, subject: scope_of(case), "What you may see at all: this answer says nothing beyond it.")
