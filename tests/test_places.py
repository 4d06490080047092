"""Which households are one home: one UPRN on many flats, no UPRN at all, temporary accommodation, passing families."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Agency, Ask, empty, load, person_id
from shared_cases import ASKED, load_cases, needs_cases, person

from graph.places import PlacedHousehold, agree, places, standard_address
from graph.private_store import StoreAddress

CHILDREN = """
query ($adult: ID!, $on: Date, $knownAt: DateTime) {
  childrenAffected(adult: $adult, on: $on, knownAt: $knownAt) {
    children { child { givenNames } livesWithAdult paths { steps { type } } } }
}
"""


async def children(ask: Ask, adult: str) -> dict[str, list[str]]:
    """By given names of each child affected by an adult's services, the first steps of the ways there."""
    answer = await ask(CHILDREN, adult=adult, **ASKED)
    return {
        one["child"]["givenNames"]: sorted(path["steps"][0]["type"] for path in one["paths"])
        for one in answer["children"]
    }


@needs_cases
@pytest.mark.parametrize("order", [("08/housing", "08/mh"), ("08/mh", "08/housing")])
async def test_flats_under_the_uprn_of_their_block_are_homes_of_their_own(
    empty_store: StoreAddress, tmp_path: Path, ask: Ask, order: tuple[str, str]
) -> None:
    """Housing has six flats with one UPRN; a mental health client lives in flat 6."""
    reports = [report for name in order for report in await load_cases(empty_store, tmp_path, name)]
    (warning,) = [note for report in reports for note in report.notes]
    assert "UPRNs stand on households with several addresses" in warning
    assert "lines 2 and 3 and 4 and 3 more" in warning
    assert await children(ask, person("c08-mh", "z")) == {"Child6": ["SHARED_HOME"]}
    for number in range(1, 7):
        assert await children(ask, person("c08-housing", f"a{number}")) == {
            f"Child{number}": ["PARENT", "SHARED_HOME"]
        }


@needs_cases
async def test_nobody_is_related_through_where_families_pass_through(
    empty_store: StoreAddress, tmp_path: Path, ask: Ask
) -> None:
    """A refuge, a bed-and-breakfast without a kind, a hostel, and a refuge without a kind; two families in each."""
    await load_cases(empty_store, tmp_path, "22/csc")
    for number in range(8):
        assert await children(ask, person("c22-csc", f"m{number}")) == {f"Kid{number}": ["PARENT"]}


council, town, clinic = (
    Agency("council", "children_social_care"), Agency("town", "housing"), Agency("clinic", "mental_health"),
)


def home(agency: Agency, household: str, *residents: str, stay: str = "", **columns: str) -> None:
    """A household with residents since 2024."""
    agency.row("households", household_id=household, **columns)
    for one in residents:
        agency.row("residence", person_id=one, household_id=household, kind=stay, **{"from": "2024-01-01"})


def people(agency: Agency, *names: str) -> None:
    for name in names:
        agency.person(name, "2016-05-05" if name.startswith("kid") else "1980-05-05", given_names=name)


# without a UPRN, two agencies' records are one address by its text
people(council, "kid-text")
home(council, "text", "kid-text", address="Flat 2, 12 High St., Riverton", postcode="RV1 1AB")
people(clinic, "man-text")
home(clinic, "h1", "man-text", address="FLAT 2 12 HIGH STREET RIVERTON", postcode="rv11ab")
people(clinic, "man-other-postcode", "man-no-postcode")
home(clinic, "h2", "man-other-postcode", address="Flat 2, 12 High Street, Riverton", postcode="RV9 9ZZ")
home(clinic, "h3", "man-no-postcode", address="Flat 2, 12 High Street, Riverton")

# one of two records lacks the UPRN; a third agency has the UPRN and another spelling
people(council, "kid-half")
home(council, "half", "kid-half", address="7 Mill Rd", postcode="RV2 2AB")
people(town, "man-half")
home(town, "half", "man-half", uprn="100000000071", address="7 Mill Road", postcode="RV2 2AB")
people(clinic, "man-spelt")
home(clinic, "h4", "man-spelt", uprn="100000000071", address="7, Mill Road, Riverton")

# no fixed abode is no address
people(council, "kid-nfa")
home(council, "nfa", "kid-nfa", address="No fixed abode", postcode="ZZ99 3VZ")
people(clinic, "man-nfa")
home(clinic, "h5", "man-nfa", address="No Fixed Abode", postcode="ZZ99 3VZ")

# temporary accommodation relates those of one household row; bed-and-breakfast nobody
people(town, "kid-ta", "mum-ta", "man-ta", "kid-bb", "man-bb")
home(town, "ta-1", "kid-ta", "mum-ta", kind="temporary_accommodation", uprn="100000000072")
home(town, "ta-2", "man-ta", kind="temporary_accommodation", uprn="100000000072")
home(town, "bb", "kid-bb", "man-bb", kind="bed_and_breakfast")

# one family in passing is at home there, two are not, an aunt makes them one
people(town, "kid-one", "mum-one")
home(town, "one", "kid-one", "mum-one", stay="temporary")
people(town, "kid-a", "mum-a", "kid-b", "mum-b")
home(town, "two", "kid-a", "mum-a", "kid-b", "mum-b", stay="temporary")
people(town, "kid-c", "mum-c", "kid-d", "mum-d")
home(town, "kin", "kid-c", "mum-c", "kid-d", "mum-d", stay="temporary")
for letter in "abcd":
    town.tie(f"mum-{letter}", "parent", f"kid-{letter}")
town.tie("mum-c", "aunt_uncle", "kid-d")


@pytest.fixture(scope="module")
def homes(store: StoreAddress, store_home: Path) -> None:
    """Load the homes above, the agency with the UPRN last."""
    empty(store)
    load(store, store_home, council.delivered(), clinic.delivered(), town.delivered())


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize(
    ("agency", "adult", "by_home"),
    [
        (clinic, "man-text", {"kid-text"}),
        (clinic, "man-other-postcode", set()),
        (clinic, "man-no-postcode", set()),
        (town, "man-half", {"kid-half"}),
        (clinic, "man-spelt", {"kid-half"}),
        (clinic, "man-nfa", set()),
        (town, "mum-ta", {"kid-ta"}),
        (town, "man-ta", set()),
        (town, "man-bb", set()),
        (town, "mum-one", {"kid-one"}),
        (town, "mum-a", set()),
        (town, "mum-c", {"kid-c", "kid-d"}),
    ],
)
async def test_who_shares_a_home(ask: Ask, agency: Agency, adult: str, by_home: set[str]) -> None:
    found = await children(ask, person_id(agency.id, adult))
    assert {name for name, steps in found.items() if "SHARED_HOME" in steps} == by_home


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Flat 6, Ravenhill Court", "6 Ravenhill Ct, Riverton", True),
        ("Flat 6, Ravenhill Court", "Flat 5, Ravenhill Court", False),
        ("Flat 6, Ravenhill Court", "Ravenhill Court", False),
        ("Flat A, 12 High St", "12A High Street", True),
        ("Flat A, 12 High St", "Flat B, 12 High Street", False),
        ("Ground Floor Flat, 3 Elm Rd", "First Floor Flat, 3 Elm Rd", False),
        ("12 High Street", "12 Hgh Street", True),
        ("12 High Street", "12 Mill Lane", False),
        ("", "12 Mill Lane", True),
    ],
)
def test_texts_of_one_uprn_agree_on_one_dwelling(one: str, other: str, same: bool) -> None:
    assert agree(standard_address(one), standard_address(other)) is same


def test_a_household_that_may_be_any_of_several_is_none_of_them() -> None:
    """One agency has two flats, another the block alone: without a text, or with one that fits both."""
    flats = [PlacedHousehold("a1", "a", "flat 1 oak court"), PlacedHousehold("a2", "a", "flat 2 oak court")]
    assert places([*flats, PlacedHousehold("b1", "b", "")]) == {"a1": "a1", "a2": "a2", "b1": "b1"}
    assert places([*flats[:1], PlacedHousehold("b1", "b", "")]) == {"a1": "a1", "b1": "a1"}
    assert places([PlacedHousehold("a1", "a", ""), PlacedHousehold("a2", "a", "")]) == {"a1": "a1", "a2": "a2"}


def test_a_record_without_a_text_joins_no_two_whose_texts_differ() -> None:
    one, other = PlacedHousehold("a1", "a", "1 oak road"), PlacedHousehold("c1", "c", "2 oak road")
    assert places([one, other, PlacedHousehold("b1", "b", "")]) == {"a1": "a1", "b1": "a1", "c1": "c1"}
