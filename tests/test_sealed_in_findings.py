"""Sealed records and ties take part in no linking: nothing compares them with others, whoever looks.

Who sees all is shown what is sealed, and no finding says that it is about the same person as another record: that would
join a protected identity to the one it protects. Without a store; `tests/test_sealed.py` asks the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from facts_in_memory import Facts
from networks_in_memory import case_of_networks
from records_in_memory import raw_record, sees

from queries.access.filter import visible
from queries.access.visible import Identifier, Record, Stated
from queries.analysis import knowledge
from queries.analysis.rule import Flag, rules_asked
from queries.child_network.networks import child_networks
from queries.child_network.reads import EVERYTHING
from queries.facts.rows import RecordRow
from queries.questions.hidden_connections import derived

NUMBER = Identifier("nhs_number", "9434765919", True, None)


def recorded(facts: Facts, person: str, agency: str, name: str, sensitivity: str = "ordinary") -> None:
    """An agency's record of a person, under one number of all."""
    born = facts.found.persons[person].stated.date_of_birth
    stated = Stated(name, person.title(), None, born, *[None] * 14)
    facts.found.records.append(Record(
        f"{agency}-{person}", facts.agency(agency), person, person, "2026-01-01T00:00:00Z", None, None, stated,
        [NUMBER], sensitivity=sensitivity,
    ))


def protected(sensitivity: str) -> Facts:
    """A girl with the council, and by the police, under the same number, one of another name."""
    facts = Facts({"csc": "children_social_care", "police": "police"})
    facts.person("kim", "2016-05-01")
    facts.person("new", "2016-05-01")
    facts.involved("csc", "kim")
    recorded(facts, "kim", "csc", "Ash")
    recorded(facts, "new", "police", "Quill", sensitivity)
    return facts


async def found(facts: Facts, *people: str) -> list[Flag]:
    """What IDENTITY_MISMATCH finds, for who sees all."""
    return await derived(case_of_networks(facts), list(people), rules_asked(["IDENTITY_MISMATCH"]))


@pytest.mark.parametrize("sensitivity", ["ordinary", "sensitive"])
async def test_two_names_under_one_number_are_found(sensitivity: str) -> None:
    (flag,) = await found(protected(sensitivity), "kim")
    assert flag.people == ["kim", "new"]


@pytest.mark.parametrize("asked", ["kim", "new"])
async def test_a_sealed_record_is_held_against_no_other_under_its_number(asked: str) -> None:
    assert await found(protected("sealed"), asked) == []


async def test_an_agency_that_gives_a_number_to_a_sealed_record_too_is_not_found() -> None:
    facts = Facts({"police": "police"})
    facts.person("kim", "2016-05-01")
    facts.person("new", "2016-05-01")
    recorded(facts, "kim", "police", "Ash")
    recorded(facts, "new", "police", "Quill", "sealed")
    assert await found(facts, "kim", "new") == []


async def alike(facts: Facts, person: str) -> list[str]:
    """Candidates for one person within the network of the child."""
    (network,) = (await child_networks(case_of_networks(facts), ["kid"], EVERYTHING)).near
    return knowledge.alike(network, person)


def parents(*, record: str = "ordinary", tie: str = "ordinary") -> Facts:
    """A boy with a birth mother, and by the police with another parent of her birthday and another name."""
    facts = Facts()
    facts.person("kid", "2016-05-01")
    for name in ("mum", "new"):
        facts.person(name, "1990-01-01")
        facts.tie(name, "parent" if name == "mum" else "adoptive_parent", "kid", agency="police")
    facts.found.ties[-1].assertions[0].sensitivity = tie
    facts.found.records += [
        Record("a", "csc", "mum", "mum", "2026-01-01T00:00:00Z", None, None, said("Ann"), []),
        Record("b", "police", "new", "new", "2026-01-01T00:00:00Z", None, None, said("Bea"), [], sensitivity=record),
    ]
    facts.agency("csc")
    return facts


def said(name: str) -> Stated:
    """A name and her birthday."""
    return Stated("Ash", name, None, "1990-01-01", *[None] * 14)


async def test_a_birthday_and_a_child_in_common_make_a_candidate() -> None:
    assert await alike(parents(), "mum") == ["new"]


async def test_neither_a_sealed_record_nor_a_sealed_tie_makes_one() -> None:
    for facts in (parents(record="sealed"), parents(tie="sealed")):
        assert await alike(facts, "mum") == []
        assert await alike(facts, "new") == []


def seen(records: Sequence[RecordRow], own: str) -> Any:
    """What a worker of an agency sees of records, with an agreement on all content of the other."""
    return visible({"records": records}, sees("csc", "police", own=own))


def test_the_agency_that_sealed_a_record_sees_it_apart_from_the_person_it_protects() -> None:
    open_one = raw_record("record:1", "csc", "person:1", "nhs_number:1")
    closed = raw_record("record:2", "police", "person:2", "nhs_number:1", kept="sealed")
    assert sorted(seen([open_one, closed], "police").persons) == ["person:1", "person:2"]
    assert sorted(seen([open_one, closed], "csc").persons) == ["person:1"]


def test_how_closely_a_record_is_kept_shows_to_who_sees_the_record() -> None:
    closed = raw_record("record:2", "police", "person:2", "nhs_number:1", kept="sealed")
    (record,) = seen([closed], "police").records
    assert (record.sensitivity, record.verified) == ("sealed", [])
    assert seen([closed], "csc").records == []
