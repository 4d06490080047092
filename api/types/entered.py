"""What workers entered: entries, challenges, and the fields by which rows show them."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any

import strawberry

from api.types.codes import SettlementOutcome
from api.types.declare import fact
from api.types.directory import Organisation, organisation_by
from queries.definitions import entered


def entry(by: str = "entry") -> Any:
    """Declare the entry by which a row stands; `by` is the attribute that says what opened the row."""
    opened_by = attrgetter(by)
    return fact(
        lambda case, one: entered.entry_of(opened_by(one)),
        "The entry that says so, where a worker entered it; null where it was delivered.",
    )


def version(by: str = "entry") -> Any:
    """Declare how often the agency of a row has entered something on it."""
    opened_by = attrgetter(by)
    return fact(
        lambda case, one: entered.version(case, opened_by(one)),
        "How often its agency has entered something on this: the `expectedVersion` of the next entry.",
        needs=lambda one: {"entries": [opened_by(one)] if opened_by(one) is not None else []},
    )


def challenged(by: str = "id") -> Any:
    """Declare whether a row is challenged; `by` is the attribute that holds the row's id."""
    row = attrgetter(by)
    return fact(
        lambda case, one: entered.is_challenged(case, row(one)),
        "Whether somebody concerned says that it is wrong.",
        needs=lambda one: {"challenges": [row(one)]},
    )


def challenges(by: str = "id") -> Any:
    """Declare the challenges of a row."""
    row = attrgetter(by)
    return fact(
        lambda case, one: entered.challenges(case, row(one)),
        "What is said to be wrong, and is not settled.",
        needs=lambda one: {"challenges": [row(one)]},
    )


def settlements(by: str = "id") -> Any:
    """Declare how challenges of a row were settled."""
    row = attrgetter(by)
    return fact(
        lambda case, one: entered.settlements(case, row(one)),
        "How challenges of it were settled: a correction stays until its agency delivers something else.",
        needs=lambda one: {"challenges": [row(one)]},
    )


@strawberry.type(description="Somebody concerned says that a row is wrong.")
class Challenge:
    """Subject: a visible `Challenge`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id.")
    assertion: strawberry.ID = fact(lambda case, one: one.assertion, "The row.")
    reason: str = fact(lambda case, one: one.reason, "What is said to be wrong.")
    by: str | None = fact(lambda case, one: one.by, "Who says so.")
    agency: Organisation = fact(organisation_by("agency"), "The agency that entered it.")
    recorded_at: datetime = fact(lambda case, one: one.recorded_at, "Since when.")
    entry: strawberry.ID | None = entry()
    version: int = version()


@strawberry.type(
    description="How the agency that holds a row settled a challenge: refused, or upheld with a fact corrected, or the"
    " row ended. To other agencies, what the fact was and why it was corrected is null."
)
class Settlement:
    """Subject: a visible `Settlement`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id.")
    challenge: strawberry.ID = fact(lambda case, one: one.challenge, "The challenge.")
    outcome: SettlementOutcome = fact(lambda case, one: one.outcome, "How it was settled.")
    fact_: str | None = fact(
        lambda case, one: one.corrects, "Which fact was corrected; null where the row no longer holds.", name="fact"
    )
    was: str | None = fact(lambda case, one: one.was, "What the row said of it.")
    value: str | None = fact(lambda case, one: one.value, "What it says since.")
    reason: str | None = fact(lambda case, one: one.reason, "Why.")
    basis: str | None = fact(lambda case, one: one.basis, "On what it rests.")
    by: str | None = fact(lambda case, one: one.by, "Who settled it.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose row it is.")
    recorded_at: datetime = fact(lambda case, one: one.recorded_at, "Since when.")
    lapsed_at: datetime | None = fact(
        lambda case, one: one.lapsed_at, "Since when its agency delivers something else, so that this is over."
    )
    entry: strawberry.ID | None = entry()


@strawberry.type(description="What a worker recorded by hand, once.")
class Entry:
    """Subject: a `Made`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id: what `takeBack` takes.")
    version: int = fact(lambda case, one: one.version, "Its number on what it changes: the next `expectedVersion`.")
    entered_at: datetime = fact(lambda case, one: one.entered_at, "When it was entered.")
    replayed: bool = fact(lambda case, one: one.replayed, "Whether an earlier request with this key entered it.")
    agency: Organisation = fact(organisation_by("agency"), "The agency that entered it.")
