"""A tie that dates of birth exclude is found, and the finding names the row: parent and child exchanged by one agency.

Without a store; `tests/test_tie_backwards.py` asks the same of files, and of a sweep beside the cases.
"""

from __future__ import annotations

import pytest
from facts_in_memory import Facts
from networks_in_memory import case_of_networks

from queries.analysis.rule import Flag, rules_asked
from queries.questions.hidden_connections import derived

RULES = rules_asked(["IDENTITY_MISMATCH"])


def una_and_max(una: str | None = "1985-01-01", max: str | None = "2015-02-03", **tie: str) -> Facts:
    """Mental health has Una as Max's mother, housing has Max as the parent."""
    facts = Facts()
    facts.person("una", una)
    facts.person("max", max)
    facts.tie("una", "parent", "max", agency="mind")
    facts.tie("max", "parent", "una", agency="housing", **tie)
    return facts


async def found(facts: Facts, *people: str) -> list[Flag]:
    """What the rule finds about some persons."""
    return await derived(case_of_networks(facts), list(people), RULES)


async def test_the_impossible_direction_is_found_with_agency_and_row() -> None:
    (flag,) = await found(una_and_max(since="2024-05-01"), "max")
    assert flag.statement == (
        "Housing record somebody as the parent of a person who by dates of birth is older, which does not count"
    )
    assert (flag.people, flag.agencies) == (["max", "una"], ["housing"])
    (row,) = flag.evidence
    assert (row.agency, row.row, row.person, row.since) == ("housing", "max-parent-una", "max", "2024-05-01")
    assert any("the other way round" in step for step in flag.cleared_by)
    assert any("date of birth" in step for step in flag.cleared_by)


async def test_it_is_found_of_whomever_it_names() -> None:
    (of_max,), (of_una,) = await found(una_and_max(), "max"), await found(una_and_max(), "una")
    assert of_max.as_map() == of_una.as_map()


async def test_it_is_found_where_no_agency_has_the_right_direction() -> None:
    facts = una_and_max()
    facts.found.ties = [tie for tie in facts.found.ties if tie.start == "max"]
    (of_max,), (of_una,) = await found(facts, "max"), await found(facts, "una")
    assert of_max.people == of_una.people == ["max", "una"]


async def test_two_agencies_with_one_mistake_are_one_finding_with_two_rows() -> None:
    facts = una_and_max()
    wrong = facts.found.ties[-1]
    facts.tie("max", "parent", "una", agency="police")
    wrong.assertions += facts.found.ties.pop().assertions
    (flag,) = await found(facts, "max")
    assert flag.agencies == ["housing", "police"]
    assert [one.agency for one in flag.evidence] == ["housing", "police"]


@pytest.mark.parametrize(
    ("una", "max"), [("1985-01-01", None), (None, "2015-02-03"), (None, None), ("1985-01-01", "1985")]
)
async def test_where_dates_of_birth_do_not_decide_the_ties_are_disputed_and_none_is_found(
    una: str | None, max: str | None
) -> None:
    assert await found(una_and_max(una, max), "una", "max") == []


async def test_a_row_that_has_ended_is_no_longer_found() -> None:
    assert await found(una_and_max(since="2020-01-01", until="2021-01-01"), "max") == []


@pytest.mark.parametrize(("type", "words"), [("grandparent", "the grandparent"), ("adoptive_parent", "the adoptive")])
async def test_any_elder_who_was_born_later_is_found(type: str, words: str) -> None:
    facts = Facts()
    facts.person("una", "1985-01-01")
    facts.person("max", "2015-02-03")
    facts.tie("max", type, "una", agency="housing")
    (flag,) = await found(facts, "max")
    assert words in flag.statement


async def test_a_step_parent_may_be_the_younger() -> None:
    facts = Facts()
    facts.person("old", "2010-01-01")
    facts.person("young", "2015-02-03")
    facts.tie("young", "step_parent", "old", agency="housing")
    assert await found(facts, "old", "young") == []


async def test_it_is_one_finding_of_each_child_in_whose_family_it_is() -> None:
    facts = una_and_max()
    facts.person("eve", "2018-01-01")
    facts.tie("una", "parent", "eve", agency="mind")
    (flag,) = await found(facts, "eve")
    assert flag.people == ["eve", "max", "una"]
    assert flag.as_map() == (await found(facts, "max"))[0].as_map()

