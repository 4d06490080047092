"""CUMULATIVE_INCIDENTS: minor incidents seen together (row 39)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "CUMULATIVE_INCIDENTS"
TOWN = Town()
FOUND: list[Case] = []
"""Cases with four occurrences or more in twelve months: a flag."""
NOTHING: list[Case] = []
"""Cases that only look like it: none."""


def family(name: str, flagged: bool, *happened: tuple[str, str, str], **columns: str) -> Case:
    """A boy whom several agencies recorded something of: agency, kind, day."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01")
    case.tie("mum", "parent", "kid")
    for number, (agency, kind, on) in enumerate(happened):
        case.event(agency, f"e{number}", kind, on, "kid", **columns)
    (FOUND if flagged else NOTHING).append(case)
    return case


MINOR = (("oak", "concern", "2025-05-01"), ("surgery", "injury", "2025-08-01"), ("police", "incident", "2025-12-01"))
FOUR = family("four", True, *MINOR, ("csc", "referral", "2026-02-01"))
family("first-day", True, *MINOR, ("csc", "referral", "2025-03-01"))
family("absent-once-an-agency", True, *MINOR, ("oak", "absence", "2025-06-01"))
family("hurt", True, *MINOR, ("hospital", "attendance", "2026-02-01"), category="injury")

family("three", False, *MINOR)
family("day-before", False, *MINOR, ("csc", "referral", "2025-02-28"))
family("still-to-come", False, *MINOR, ("csc", "referral", "2026-03-02"))
family("undated", False, *MINOR, ("csc", "referral", ""))
family("a-check-up", False, *MINOR, ("hospital", "attendance", "2026-02-01"))
family("a-visit", False, *MINOR, ("csc", "home_visit", "2026-02-01"))
family("always-absent", False, *(("oak", "absence", f"2025-{month:02}-05") for month in range(5, 13)))

NIGHT = family("one-night", False, *MINOR)
NIGHT.event("csc", "same", "concern", "2025-12-02", "kid", parent_event="police:one-night.e2")

COUNTED = family("counted", True, ("oak", "concern", "2025-06-01"))
COUNTED.event("police", "calls", "incident", "2025-09-01", "kid", count="7")
ONE_ROW = family("one-row", False)
ONE_ROW.event("police", "calls", "incident", "2025-09-01", "kid", count="7")

OF_MUM = family("of-the-mother", False, *MINOR)
OF_MUM.event("police", "drunk", "arrest", "2026-02-01", "mum")


def two_families(name: str, tie: bool = False, first: str = "2025-06-01") -> Case:
    """A man whom the police met with the boy, and with a girl of another family."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01", man="1980-01-01", other="1987-01-01", girl="2015-01-01")
    case.tie("mum", "parent", "kid")
    case.tie("other", "parent", "girl")
    if tie:
        case.tie("mum", "partner", "other")
    case.event("police", "first", "incident", first, "man", "kid")
    case.event("police", "second", "incident", "2025-09-01", "man", "girl")
    return case


ACROSS = two_families("across")
SOME_DAY = two_families("across-some-day-of-a-year", first="2025")
FOUND += [ACROSS, SOME_DAY]
NOTHING.append(two_families("one-family", tie=True))


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("cumulative-incidents"), *TOWN.delivered())


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
async def test_four_occurrences_are_found_together(ask: Ask, case: Case) -> None:
    assert len(await flags(ask, RULE, [case.person("kid")])) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_fewer_are_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_lists_what_happened_as_recorded_and_by_whom(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [FOUR.person("mum")])
    assert FOUR.named(flag["people"]) == ["kid"]
    assert flag["statement"].startswith("4 occurrences since 2025-03-01")
    assert [(one["since"], one["agency"]["id"]) for one in flag["evidence"]] == [
        ("2025-05-01", "oak"), ("2025-08-01", "surgery"), ("2025-12-01", "police"), ("2026-02-01", "csc")
    ]
    assert ids(flag["agencies"]) == ["csc", "oak", "police", "surgery"]


@pytest.mark.parametrize("name", ["man", "kid", "girl", "mum"])
@pytest.mark.parametrize(("case", "first"), [(ACROSS, "2025-06-01"), (SOME_DAY, "2025")], ids=["a day", "a year"])
async def test_a_man_met_with_children_of_two_families_is_one_flag_for_both(
    ask: Ask, case: Case, first: str, name: str
) -> None:
    (flag,) = await flags(ask, RULE, [case.person(name)])
    assert sorted(case.named(flag["people"])) == ["girl", "kid", "man"]
    assert [one["since"] for one in flag["evidence"]] == [first, "2025-09-01"]


async def test_a_longer_time_may_be_asked_about(ask: Ask) -> None:
    (before,) = [case for case in NOTHING if case.name == "day-before"]
    assert len(await flags(ask, RULE, [before.person("kid")], **{"from": "2025-02-01"})) == 1
