"""IDENTITY_MISMATCH: agencies hold one person under facts that cannot all be true (row 29)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "IDENTITY_MISMATCH"
TOWN = Town()
FOUND: list[Case] = []
"""Cases in which two agencies' facts differ: a flag."""
NOTHING: list[Case] = []
"""Cases in which they can both be true: none."""


def family(name: str, flagged: bool, agency: str = "csc", **columns: str) -> Case:
    """A boy with the council, whom the school has on record too, with these columns."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01")
    case.record("csc", "kid", given_names="Leo", family_name="Ash")
    case.involved(agency, "kid")
    case.tie("mum", "parent", "kid")
    case.record("oak", "kid", **{"given_names": "Leo", "family_name": "Ash", **columns})
    (FOUND if flagged else NOTHING).append(case)
    return case


def born(name: str, flagged: bool, on: str) -> Case:
    """The school has the boy's number with another date of birth."""
    case = family(name, flagged)
    TOWN.agency("oak").rows["people"][-1]["date_of_birth"] = on
    TOWN.agency("oak").tie(case.local("kid"), "child", case.local("mum"))
    case.record("oak", "mum")
    return case


BORN = born("born", True, "2015-05-01")
born("born-that-month", False, "2016-05")
born("born-some-day", False, "")

NAMES = family("names", True, given_names="Xanthe", family_name="Quill")
family("one-name-in-common", False, given_names="Leo", family_name="Quill")
family("names-swapped", False, given_names="Ash", family_name="Leo")
family("known-as", False, given_names="Xanthe", family_name="Quill", also_known_as="Leo Ash")
family("no-name", False, given_names="", family_name="")
family("school-only", False, "oak", given_names="Xanthe", family_name="Quill")


def homes(name: str, flagged: bool, theirs: str, kind: str = "usual", until: str = "") -> Case:
    """The council has the boy in one home, and the school in another."""
    case = family(name, flagged)
    for agency, uprn, stay, end in (("csc", "100", "usual", ""), ("oak", theirs, kind, until)):
        home = case.local(f"home-{agency}")
        TOWN.agency(agency).row("households", household_id=home, uprn=uprn and f"{uprn}{len(FOUND + NOTHING)}")
        TOWN.agency(agency).row(
            "residence", person_id=case.local("kid"), household_id=home, since="2025-01-01", until=end, kind=stay
        )
    return case


HOMES = homes("homes", True, "200")
homes("same-home", False, "100")
homes("home-without-uprn", False, "")
homes("shared-care", False, "200", "part_time")
homes("holiday", False, "200", "temporary")
homes("home-of-before", False, "200", until="2025-06-01")


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("identity-mismatch"), *TOWN.delivered())


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
async def test_facts_that_cannot_both_be_true_are_found(ask: Ask, case: Case) -> None:
    assert len(await flags(ask, RULE, [case.person("kid")])) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_facts_that_can_are_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_two_dates_of_birth_under_one_number_are_one_flag_for_both_records(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [BORN.person("mum")])
    assert BORN.named(flag["people"]) == ["kid", "kid"]
    assert ids(flag["agencies"]) == ["csc", "oak"]
    assert "dates of birth" in flag["statement"]


async def test_the_flag_says_what_differs_and_who_holds_it(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [NAMES.person("kid")])
    assert "names" in flag["statement"]
    assert [one["agency"]["id"] for one in flag["evidence"]] == ["csc", "oak"]


async def test_two_homes_are_told_without_saying_where(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [HOMES.person("kid")])
    assert "homes" in flag["statement"]
    assert [one["since"] for one in flag["evidence"]] == ["2025-01-01", "2025-01-01"]
