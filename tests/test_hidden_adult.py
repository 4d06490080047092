"""HIDDEN_ADULT: an adult close to a child of whom the child's agencies have no word (seed rows 8 to 10)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "HIDDEN_ADULT"
TOWN = Town()
HIDDEN: list[Case] = []
"""Cases in which the council, at work with the boy, lacks the adult: a flag."""
KNOWN: list[Case] = []
"""Cases in which it has some word of the adult, or the adult is not close to the boy: none."""


def family(name: str, flagged: bool, tie: str = "partner", *, child_agency: str = "csc", **columns: str) -> Case:
    """A boy with the council and his mother, whom all know; a man whom probation knows with them."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01", man="1980-01-01")
    case.tie("mum", "parent", "kid")
    case.involved(child_agency, "kid")
    case.involved("probation", "man")
    if tie:
        case.tie("man", tie, "mum" if tie == "partner" else "kid", "probation", **columns)
    (HIDDEN if flagged else KNOWN).append(case)
    return case


PARTNER = family("partner", True)
family("father", True, "parent")
family("step-father", True, "step_parent")
family("carer", True, "kinship_carer")
family("parted-this-year", True, until="2025-09-01")
family("early-help", True, child_agency="early")

LODGER = family("lodger", True, "")
LODGER.home("flat", "mum", "kid", "man", agency="housing", since="2025-01-01")

family("brother", False, "sibling")
family("parted-long-ago", False, since="2020-01-01", until="2025-01-01")
family("school-only", False, child_agency="oak")
family("grandfather", False, "grandparent")

RECORDED = family("recorded", False)
RECORDED.record("csc", "man")

TOLD = family("told", False)
TOLD.event("probation", "sentenced", "sentence", "2025-10-01", "man")
TOLD.told("sentenced", "csc", "2025-10-02")

MET = family("met", False)
MET.event("probation", "talk", "meeting", "2024-10-01", "man", participants="csc")

PENDING = family("pending", True)
PENDING.event("probation", "sentenced", "sentence", "2025-10-01", "man")
PENDING.told("sentenced", "csc", "2025-10-02", "pending")

DEAD = family("dead", False, "")
DEAD.record("police", "man", deceased_on="2026-01-01")
DEAD.tie("man", "partner", "mum", "police")

MOVED_OUT = family("hostel", False, "")
MOVED_OUT.home("hostel", "mum", "kid", "man", agency="housing", since="2025-01-01", kind="hostel")


def by_name_only(name: str, flagged: bool, born: str, number: str | None = "") -> Case:
    """The council has the mother's partner under a record of its own, without a number; None is for one of its own."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01", man="1980-01-01", thin=born)
    case.record("probation", "man", given_names="Zoë-Ann", family_name="O'Hara")
    own = {} if number is None else {"nhs_number": number}
    case.record("csc", "thin", given_names="Zoe Ann", family_name="OHara", **own)
    case.tie("mum", "parent", "kid")
    case.tie("man", "partner", "mum", "probation")
    case.tie("thin", "partner", "mum")
    case.involved("csc", "kid")
    (HIDDEN if flagged else KNOWN).append(case)
    return case


by_name_only("thin", False, "")
by_name_only("thin-year", False, "1980")
by_name_only("mistyped", False, "1981-02-02")
by_name_only("namesake-of-ten-years-less", False, "1971-01-01")
by_name_only("namesake", True, "1970-12-31")
by_name_only("namesake-of-another-number", True, "1984-06-07", None)
by_name_only("his-number-mistyped", False, "1980-01-01", None)


def two_children() -> Case:
    """The man lives with the boy and is the father of a girl elsewhere, who is with early help."""
    case = family("two", True)
    case.also(girl="2014-02-02")
    case.tie("man", "parent", "girl", "probation")
    case.involved("early", "girl")
    case.record("early", "mum")
    return case


TWO = two_children()


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("hidden-adult"), *TOWN.delivered())


@pytest.mark.parametrize("case", HIDDEN, ids=lambda case: case.name)
async def test_an_adult_whom_the_childs_agency_lacks_is_found(ask: Ask, case: Case) -> None:
    about_man = [flag for flag in await flags(ask, RULE, [case.person("man")]) if "man" in case.named(flag["people"])]
    assert len(about_man) == 1


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case.name)
async def test_an_adult_of_whom_it_has_word_is_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_says_who_lacks_the_adult_and_how_he_is_close(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [PARTNER.person("kid")])
    assert sorted(PARTNER.named(flag["people"])) == ["kid", "man"]
    assert ids(flag["agencies"]) == ["csc"]
    assert "Csc" in flag["statement"] and "Probation" not in flag["statement"]
    (path,) = flag["paths"]
    assert PARTNER.named(path["people"]) == ["kid", "mum", "man"]
    assert {(one["agency"] or {}).get("id") for one in flag["evidence"]} == {None, "csc", "probation"}
    assert len(flag["clearedBy"]) == 1 and "Csc" in flag["clearedBy"][0]
    assert any("not been joined" in one for one in flag["notKnown"])


async def test_a_shared_home_alone_makes_an_adult_close(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [LODGER.person("kid")])
    assert "Shares the child's home" in [one["statement"] for one in flag["evidence"]]


async def test_one_adult_is_one_flag_whoever_of_the_children_is_asked_about(ask: Ask) -> None:
    (by_kid,) = await flags(ask, RULE, [TWO.person("kid")])
    (by_girl,) = await flags(ask, RULE, [TWO.person("girl")])
    (by_both,) = await flags(ask, RULE, [TWO.person("girl"), TWO.person("kid")])
    assert by_kid["id"] == by_girl["id"] == by_both["id"]
    for flag in (by_kid, by_girl, by_both):
        assert sorted(TWO.named(flag["people"])) == ["girl", "kid", "man"]
        assert ids(flag["agencies"]) == ["csc", "early"]


async def test_before_the_partner_was_recorded_there_is_nothing_to_find(ask: Ask) -> None:
    assert await flags(ask, RULE, [PARTNER.person("kid")], knownAt="2026-03-31T00:00:00Z") == []
