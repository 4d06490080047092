"""Times and parents who are not recorded in a genogram: marriages one after another, adoption, unknown fathers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from facts_in_memory import CaseInMemory, Facts, assertion

from queries.case import Case, Cases
from queries.context import Context
from queries.pictures.family import Family
from queries.pictures.genogram import genogram
from queries.pictures.line_texts import union_text
from queries.pictures.reading import family

T = TypeVar("T")


@dataclass
class OneCase(Cases):
    """Answers everything in one case in memory."""

    def __init__(self, case: CaseInMemory) -> None:
        self.case = case

    async def ask(self, context: Context, work: Callable[[Case], Awaitable[T]], **more: object) -> T:
        return await work(self.case)


async def drawn(facts: Facts, person: str) -> Family:
    """The family around a person."""
    case = facts.case()
    found = await family(OneCase(case), person, case.context)
    assert found is not None
    return found


def parents(found: Family, child: str) -> list[tuple[str, ...]]:
    """The parents by birth with whom a child is drawn; '?' for one who is not recorded."""
    return [
        tuple("?" if found.by_id[id].unknown else id for id in found.unions[one.union].partners)
        for one in found.children if one.child == child and one.kind == "birth"
    ]


async def test_each_time_of_a_marriage_is_written_with_its_dates() -> None:
    facts = Facts()
    for name in ("ann", "bob"):
        facts.person(name, "1970-01-01")
    facts.person("kid", "1995-01-01")
    facts.tie("ann", "spouse", "bob", since="1990-01-01", until="2000-06-30")
    facts.found.ties[-1].assertions.append(assertion("csc", "again", "2005-01-01", "2008-01-01"))
    facts.found.ties[-1].assertions.append(assertion("mind", "almost", "2005-02-01", "2008-01-01"))
    facts.tie("ann", "parent", "kid")
    facts.tie("bob", "parent", "kid")
    found = await drawn(facts, "kid")
    assert [union_text(union) for union in found.unions] == ["m. 1990, d. 2000; m. 2005, d. 2008"]
    assert "m. 1990, d. 2000; m. 2005, d. 2008" in genogram(found).svg


async def test_each_child_has_an_unknown_father_of_its_own() -> None:
    facts = Facts()
    facts.person("mum", "1970-01-01")
    for name in ("hal", "kit", "lou", "max"):
        facts.person(name, "2000-01-01")
        facts.tie("mum", "parent", name)
    facts.tie("lou", "sibling", "max")
    found = await drawn(facts, "mum")
    union = {one.child: found.unions[one.union].partners for one in found.children}
    assert [parents(found, name) for name in union] == [[("mum", "?")]] * 4
    assert union["lou"] == union["max"], "a record says that they are full brothers and sisters"
    assert len({union[name] for name in ("hal", "kit", "lou")}) == 3


async def test_parents_by_birth_stay_drawn_beside_those_who_adopted_the_child() -> None:
    facts = Facts()
    for name in ("amy", "abe", "una"):
        facts.person(name, "1970-01-01")
    facts.person("kid", "2015-01-01")
    facts.tie("una", "parent", "kid", since="2015-01-01", until="2018-05-01")
    facts.tie("amy", "adoptive_parent", "kid", since="2018-05-01")
    facts.tie("abe", "adoptive_parent", "kid", since="2018-05-01")
    found = await drawn(facts, "kid")
    assert {(one.kind, one.until, found.unions[one.union].partners) for one in found.children} == {
        ("birth", "2018-05-01", ("una",)), ("adoptive", "", ("abe", "amy")),
    }
    assert "child by birth, adopted since" in genogram(found).svg


async def test_a_parent_by_birth_whose_tie_has_ended_is_not_drawn_where_nobody_adopted_the_child() -> None:
    facts = Facts()
    facts.person("una", "1970-01-01")
    facts.person("kid", "2015-01-01")
    facts.tie("una", "parent", "kid", since="2015-01-01", until="2018-05-01")
    assert (await drawn(facts, "kid")).children == ()


async def test_parent_and_child_exchanged_are_drawn_all_the_same() -> None:
    facts = Facts()
    facts.person("ruby", "1990-04-02")
    facts.person("nell")
    facts.tie("ruby", "parent", "nell", agency="mind")
    facts.tie("nell", "parent", "ruby", agency="housing")
    picture = genogram(await drawn(facts, "ruby"))
    assert set(picture.people) == {"ruby", "nell"}
