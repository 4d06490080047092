"""Which children are affected by what happens to an adult? Each case's family stands above its test.

All families are loaded once, by the agencies below; a case that names no date asks about 1 March 2026.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import NOW, ON, Agency, Answer, Ask, empty, load, names, person_id

from graph.private_store import StoreAddress

pytestmark = pytest.mark.usefixtures("families")

csc = Agency("csc", "children_social_care")
amh = Agency("amh", "mental_health")
police = Agency("police", "police")
drugs = Agency("drugs", "substance_misuse")
"""Its deliveries end with January 2026."""
mash = Agency("mash", "mash")
"""Delivers twice; see the cases on what was known when."""
TEN = [Agency(f"ten-{number}", "voluntary") for number in range(10)]
EVERYBODY = (csc, amh, police, drugs, mash, *TEN)

QUESTION = """
query ($adult: ID!, $on: Date, $knownAt: DateTime, $days: Int) {
  childrenAffected(adult: $adult, on: $on, knownAt: $knownAt, closedWithin: $days) {
    adult { id }
    services { ...service }
    children {
      child { id age unborn }
      livesWithAdult caringRole missing
      paths { people { id } steps { type since until uncertain disputed from { id } to { id } assertedBy { id } } }
      services { ...service }
    }
    coverage { agency { id } extractedAt coversFrom coversTo coversDate }
  }
}
fragment service on Involvement { status since until stale agency { id } }
"""


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Load every family of this module."""
    empty(store)
    first = mash.delivered("2026-01-31T22:00:00Z")
    second_thoughts()
    second = mash.delivered("2026-02-28T22:00:00Z")
    early = drugs.delivered("2026-01-31T22:00:00Z", covers=("2020-01-01", "2026-01-31"))
    load(store, store_home, csc.delivered(), amh.delivered(), police.delivered(), early, first, second)
    load(store, store_home, *(agency.delivered() for agency in TEN))


async def answer(
    ask: Ask, adult: str, *, by: Agency = csc, on: str = ON, known_at: str | None = None, days: int = 0
) -> Answer:
    """The answer about an adult whom an agency has a record of."""
    return await ask(QUESTION, adult=person_id(by.id, adult), on=on, knownAt=known_at, days=days)


async def children(
    ask: Ask, adult: str, *, by: Agency = csc, on: str = ON, known_at: str | None = None, days: int = 0
) -> dict[str, Answer]:
    """The children affected, by name."""
    said = await answer(ask, adult, by=by, on=on, known_at=known_at, days=days)
    known = names(*EVERYBODY)
    listed = [known[child["child"]["id"]] for child in said["children"]]
    assert len(set(listed)) == len(listed), "each child once"
    return dict(zip(listed, said["children"], strict=True))


def ways(child: Answer) -> list[str]:
    """A child's paths in words: `ann partner ben, ben parent cat`."""
    known = names(*EVERYBODY)
    return [
        ", ".join(f"{known[s['from']['id']]} {s['type'].lower()} {known[s['to']['id']]}" for s in path["steps"])
        for path in child["paths"]
    ]


def only_step(child: Answer) -> Answer:
    """The one step of the one path to a child."""
    (path,) = child["paths"]
    (step,) = path["steps"]
    return step


def asserted_by(step: Answer) -> list[str]:
    """Who asserts a step."""
    return [agency["id"] for agency in step["assertedBy"]]


def services(of: Answer) -> list[tuple[str, str]]:
    """The services shown: agency and status."""
    return sorted((one["agency"]["id"], one["status"]) for one in of["services"])


# ---- ties that count, and ties that do not

TIES_THAT_COUNT = (
    "parent", "adoptive_parent", "step_parent", "foster_parent", "special_guardian", "grandparent", "great_grandparent",
    "aunt_uncle", "cousin", "sibling", "half_sibling", "step_sibling", "carer", "main_carer", "kinship_carer",
    "cared_for_by",
)
TIES_THAT_DO_NOT = ("lodger", "family_friend", "neighbour", "contact", "other", "ex_partner", "partner", "spouse")
for tie in (*TIES_THAT_COUNT, *TIES_THAT_DO_NOT):
    csc.people(**{f"adult-{tie}": "1950-01-01", f"child-{tie}": "2014-01-01"})
    csc.tie(f"adult-{tie}", tie, f"child-{tie}")


@pytest.mark.parametrize("tie", TIES_THAT_COUNT)
async def test_a_recorded_tie_of_this_kind_counts(ask: Ask, tie: str) -> None:
    (child,) = (await children(ask, f"adult-{tie}")).values()
    stated = {"cared_for_by": f"child-{tie} carer adult-{tie}"}
    assert ways(child) == [stated.get(tie, f"adult-{tie} {tie} child-{tie}")]


@pytest.mark.parametrize("tie", ["lodger", "family_friend", "neighbour", "contact", "other", "ex_partner"])
async def test_a_tie_of_this_kind_by_itself_makes_no_child_affected(ask: Ask, tie: str) -> None:
    assert await children(ask, f"adult-{tie}") == {}


csc.people(**{"father-elsewhere": "1985-04-01", "mia": "2016-05-01"})
csc.tie("father-elsewhere", "parent", "mia", since="2016-05-01")
csc.home("fathers-flat", "father-elsewhere")
csc.home("mothers-flat", "mia")


async def test_a_father_who_lives_elsewhere(ask: Ask) -> None:
    found = await children(ask, "father-elsewhere")
    assert list(found) == ["mia"]
    assert found["mia"]["livesWithAdult"] is False
    assert only_step(found["mia"])["since"] == "2016-05-01"
    assert found["mia"]["child"]["age"] == 9


csc.people(beau="1990-01-01", mother="1991-01-01", eve="2018-01-01", stepson="2017-01-01", former="1989-01-01")
csc.tie("beau", "partner", "mother")
csc.tie("mother", "parent", "eve")
csc.tie("mother", "step_parent", "stepson")
csc.tie("former", "ex_partner", "mother")


async def test_the_children_of_an_adults_partner(ask: Ask) -> None:
    found = await children(ask, "beau")
    assert {name: ways(child) for name, child in found.items()} == {
        "eve": ["beau partner mother, mother parent eve"],
        "stepson": ["beau partner mother, mother step_parent stepson"],
    }


async def test_a_former_partner_of_the_mother_is_no_tie(ask: Ask) -> None:
    assert await children(ask, "former") == {}


csc.people(nan="1955-01-01", daughter="1980-01-01", grandson="2012-01-01", elder="2001-01-01", uncle="1982-01-01")
csc.tie("nan", "parent", "daughter")
csc.tie("nan", "parent", "uncle")
csc.tie("daughter", "parent", "grandson")
csc.tie("daughter", "adoptive_parent", "elder")


async def test_a_grandmother_through_the_mother(ask: Ask) -> None:
    found = await children(ask, "nan")
    assert ways(found["grandson"]) == ["nan parent daughter, daughter parent grandson"]
    assert list(found) == ["grandson"]


async def test_a_grown_half_brother_through_the_shared_mother(ask: Ask) -> None:
    found = await children(ask, "elder")
    assert ways(found["grandson"]) == ["daughter adoptive_parent elder, daughter parent grandson"]


async def test_an_uncle_is_not_derived(ask: Ask) -> None:
    assert await children(ask, "uncle") == {}


# ---- sharing a home

csc.people(**{"tenant": "1970-01-01", "lodging": "1990-01-01", "homechild": "2015-01-01", "away": "1990-01-01"})
csc.tie("lodging", "lodger", "tenant")
csc.home("lodging-house", "tenant", "lodging", "homechild", since="2025-01-01")
csc.lives("away", "lodging-house", since="2024-01-01", until="2025-01-01")


async def test_a_lodger_shares_the_childs_home(ask: Ask) -> None:
    found = await children(ask, "lodging")
    assert ways(found["homechild"]) == ["lodging shared_home homechild"]
    assert found["homechild"]["livesWithAdult"] is True
    assert only_step(found["homechild"])["since"] == "2025-01-01"


async def test_who_left_before_the_child_came_shares_no_home(ask: Ask) -> None:
    assert await children(ask, "away") == {}
    assert await children(ask, "away", on="2024-12-31") == {}


csc.home("csc-oak", uprn="100040000001")
csc.person("oak-father", "1980-01-01")
csc.lives("oak-father", "csc-oak")
amh.home("amh-oak", uprn="100040000001")
amh.person("oak-child", "2015-01-01")
amh.lives("oak-child", "amh-oak")


async def test_the_same_uprn_in_two_agencies_records_is_one_home(ask: Ask) -> None:
    found = await children(ask, "oak-father")
    assert ways(found["oak-child"]) == ["oak-father shared_home oak-child"]
    assert asserted_by(only_step(found["oak-child"])) == ["amh", "csc"]
    assert found["oak-child"]["livesWithAdult"] is True


csc.people(**{"elm-father": "1980-01-01", "elm-child": "2015-01-01", "nowhere-child": "2015-01-01",
              "unplaced-child": "2015-01-01"})
for child in ("elm-child", "nowhere-child", "unplaced-child"):
    csc.tie("elm-father", "parent", child)
csc.home("elm", "elm-father", uprn="100040000002")
amh.person("elm-child", "2015-01-01")
amh.home("ash", "elm-child", uprn="100040000003")
amh.person("unplaced-child", "2015-01-01")
amh.home("somewhere", "unplaced-child")


async def test_different_uprns_in_two_agencies_records_mean_living_apart(ask: Ask) -> None:
    assert (await children(ask, "elm-father"))["elm-child"]["livesWithAdult"] is False


async def test_no_residence_known_is_unknown(ask: Ask) -> None:
    assert (await children(ask, "elm-father"))["nowhere-child"]["livesWithAdult"] is None


async def test_places_of_two_agencies_that_cannot_be_compared_are_unknown(ask: Ask) -> None:
    assert (await children(ask, "elm-father"))["unplaced-child"]["livesWithAdult"] is None


csc.people(**{"moved-father": "1980-01-01", "moved-child": "2015-01-01"})
csc.tie("moved-father", "parent", "moved-child")
csc.home("moved", "moved-father", uprn="100040000078", since="2020-01-01", until="2024-01-01")
amh.person("moved-father", "1980-01-01")
amh.home("moved", "moved-father", uprn="100040000078", since="2023-01-01")
csc.home("moved-childs", "moved-child")


async def test_what_an_agency_said_of_an_earlier_time_is_not_compared(ask: Ask) -> None:
    assert (await children(ask, "moved-father"))["moved-child"]["livesWithAdult"] is None


def crowd(household: str, size: int, *, kind: str = "", living: str = "", born: str = "1980-01-01") -> None:
    """A household of so many unrelated adults, and one child."""
    csc.home(household, kind=kind)
    for number in range(size):
        csc.person(f"{household}-{number}", born)
        csc.lives(f"{household}-{number}", household, kind=living)
    csc.person(f"{household}-child", "2015-01-01")
    csc.lives(f"{household}-child", household)


crowd("hostel", 300, kind="hostel")
crowd("no-kind-12", 11)
crowd("no-kind-13", 12)
crowd("no-kind-12-and-the-dead", 11)
csc.person("dead-resident", "1930-01-01", deceased_on="2020-01-01")
csc.lives("dead-resident", "no-kind-12-and-the-dead")
crowd("big-home", 20, kind="home")
crowd("small-hostel", 2, kind="hostel")
crowd("half-refuge", 1, living="refuge")
for name in ("half-refuge-usual", "half-refuge-temporary"):
    csc.person(name, "1980-01-01")
    csc.lives(name, "half-refuge", kind="temporary")
crowd("ash-house", 1)
for name, lost in (("lost-one", "2024-01-01"), ("lost-two", "2025-01-01")):
    csc.person(name, "1930-01-01", deceased_on=lost)
    csc.lives(name, "ash-house", kind="hospital")
csc.person("long-after-child", "", expected_date_of_birth="2027-06-01")
csc.lives("long-after-child", "ash-house", kind="hospital")
crowd("wing", 3, living="custody")
csc.person("wing-warder", "1980-01-01")
csc.lives("wing-warder", "wing")


for said_by, kind in ((csc, "home"), (amh, "other")):
    said_by.home("two-kinds", uprn="100040000077", kind=kind)
csc.people(**{"two-kinds-aunt": "1980-01-01", "two-kinds-child": "2015-01-01"})
for name in ("two-kinds-aunt", "two-kinds-child"):
    csc.lives(name, "two-kinds")


async def test_what_one_agency_records_as_a_home_is_one(ask: Ask) -> None:
    """DOMAIN, the first question: no child is left out because only one agency knows the tie."""
    assert list(await children(ask, "two-kinds-aunt")) == ["two-kinds-child"]


@pytest.mark.parametrize("household", ["hostel", "no-kind-13", "small-hostel", "wing"])
async def test_what_is_no_home_relates_nobody(ask: Ask, household: str) -> None:
    assert await children(ask, f"{household}-0") == {}


@pytest.mark.parametrize("household", ["no-kind-12", "no-kind-12-and-the-dead", "big-home"])
async def test_a_home_relates_all_who_live_there(ask: Ask, household: str) -> None:
    assert list(await children(ask, f"{household}-0")) == [f"{household}-child"]


async def test_where_most_are_in_custody_nobody_is_related(ask: Ask) -> None:
    assert await children(ask, "wing-warder") == {}


async def test_the_dead_and_the_not_yet_conceived_are_no_residents(ask: Ask) -> None:
    """DOMAIN, 'Home': of the residents on the date most are not in hospital; those two have died there."""
    assert list(await children(ask, "ash-house-0")) == ["ash-house-child"]


async def test_one_who_stays_as_in_a_refuge_is_related_to_nobody_in_a_home(ask: Ask) -> None:
    assert await children(ask, "half-refuge-0") == {}
    assert list(await children(ask, "half-refuge-usual")) == ["half-refuge-child"]


csc.people(**{"prisoner": "1985-01-01", "prisoners-child": "2015-01-01"})
csc.tie("prisoner", "parent", "prisoners-child")
csc.home("prison", kind="prison")
csc.lives("prisoner", "prison", kind="custody")
csc.home("prisoners-home", "prisoners-child")


async def test_a_father_in_prison_is_listed_by_the_tie_and_lives_apart(ask: Ask) -> None:
    found = await children(ask, "prisoner")
    assert ways(found["prisoners-child"]) == ["prisoner parent prisoners-child"]
    assert found["prisoners-child"]["livesWithAdult"] is False


csc.people(**{"precise": "1980-01-01", "late-wife": "1980-01-01"})
csc.person("precise-child", "2008-01-15", recorded_at="2020-01-01")
csc.tie("precise", "parent", "precise-child")
amh.person("precise-child", "2008", recorded_at="2025-01-01")
csc.person("late-husband", "1978-01-01", deceased_on="2025-02-01", recorded_at="2025-03-01")
police.person("late-husband", "1978-01-01", deceased_on="2025", recorded_at="2025-06-01")
csc.person("late-husbands-child", "2015-01-01")
csc.tie("late-wife", "spouse", "late-husband")
csc.tie("late-husband", "parent", "late-husbands-child")


async def test_a_less_precise_record_makes_nobody_younger_and_lets_nobody_live_on(ask: Ask) -> None:
    assert await children(ask, "precise") == {}  # eighteen since January
    assert await children(ask, "late-wife", on="2025-06-01") == {}  # the husband died in February


# ---- when a tie holds

csc.people(**{"bounded": "1980-01-01", "bounded-child": "2012-01-01"})
csc.tie("bounded", "carer", "bounded-child", since="2025-02-01", until="2026-02-01")


@pytest.mark.parametrize(("on", "listed"), [
    ("2025-01-31", False), ("2025-02-01", True), ("2026-01-31", True), ("2026-02-01", False),
])
async def test_a_tie_holds_from_its_first_day_until_the_day_of_its_end(ask: Ask, on: str, listed: bool) -> None:
    assert bool(await children(ask, "bounded", on=on)) is listed


csc.people(**{"vague": "1980-01-01", "vague-child": "2012-01-01"})
csc.tie("vague", "carer", "vague-child", since="2025-05", until="2026")


@pytest.mark.parametrize(("on", "uncertain"), [
    ("2025-04-30", None), ("2025-05-01", True), ("2025-05-31", True), ("2025-06-01", False), ("2025-12-31", False),
    ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", None),
])
async def test_within_the_window_of_a_reduced_date(ask: Ask, on: str, uncertain: bool | None) -> None:
    found = await children(ask, "vague", on=on)
    assert (only_step(found["vague-child"])["uncertain"] if found else None) is uncertain


csc.people(contested="1980-01-01", **{"contested-child": "2012-01-01"})
csc.tie("contested", "kinship_carer", "contested-child", since="2024-01-01", until="2025-06-01")
amh.people(contested="1980-01-01", **{"contested-child": "2012-01-01"})
amh.tie("contested", "kinship_carer", "contested-child", since="2024-03-01")


async def test_one_agency_records_a_tie_as_ended_and_another_as_holding(ask: Ask) -> None:
    step = only_step((await children(ask, "contested"))["contested-child"])
    assert (step["disputed"], asserted_by(step), step["since"], step["until"]) == (True, ["amh"], "2024-03-01", None)


async def test_before_the_end_nothing_is_disputed(ask: Ask) -> None:
    step = only_step((await children(ask, "contested", on="2025-05-31"))["contested-child"])
    assert (step["disputed"], asserted_by(step), step["since"]) == (False, ["amh", "csc"], "2024-01-01")


csc.people(couple="1980-01-01", parting="1981-01-01", **{"partings-child": "2012-01-01"})
csc.tie("couple", "partner", "parting", since="2019-01-01")
csc.tie("parting", "parent", "partings-child")
amh.people(couple="1980-01-01", parting="1981-01-01")
amh.tie("parting", "ex_partner", "couple", since="2025-06-01")


@pytest.mark.parametrize(("on", "disputed"), [("2026-03-01", True), ("2025-05-31", False)])
async def test_partners_whom_another_agency_has_as_former_partners(ask: Ask, on: str, disputed: bool) -> None:
    (path,) = (await children(ask, "couple", on=on))["partings-child"]["paths"]
    assert [(step["type"], step["disputed"]) for step in path["steps"]] == [("PARTNER", disputed), ("PARENT", False)]


for agency in (csc, amh):
    agency.people(agreed="1980-01-01", **{"agreed-child": "2012-01-01"})
    agency.tie("agreed", "parent", "agreed-child", parental_responsibility="yes")
police.people(agreed="1980-01-01", hushed="2013-01-01")
police.tie("hushed", "child", "agreed")


async def test_two_agencies_asserting_a_tie_make_one_path(ask: Ask) -> None:
    found = await children(ask, "agreed")
    assert asserted_by(only_step(found["agreed-child"])) == ["amh", "csc"]


async def test_a_tie_known_to_one_agency_only_is_listed_whichever_record_is_asked_by(ask: Ask) -> None:
    for by in (csc, amh, police):
        found = await children(ask, "agreed", by=by)
        assert asserted_by(only_step(found["hushed"])) == ["police"]


csc.people(**{"one-way": "1980-01-01", "other-way": "1981-01-01", "their-child": "2012-01-01"})
csc.tie("one-way", "partner", "other-way")
csc.tie("other-way", "parent", "their-child")
amh.people(**{"one-way": "1980-01-01", "other-way": "1981-01-01"})
amh.tie("other-way", "partner", "one-way")


async def test_a_partnership_written_from_either_side_is_one_path(ask: Ask) -> None:
    found = await children(ask, "one-way")
    (path,) = found["their-child"]["paths"]
    assert asserted_by(path["steps"][0]) == ["amh", "csc"]


# ---- the dead, the unborn, the grown

csc.person("widow", "1980-01-01")
csc.person("husband", "1978-01-01", deceased_on="2025-10-01")
csc.person("orphan", "2014-01-01")
csc.person("lost", "2013-01-01", deceased_on="2025-10-01")
csc.tie("widow", "spouse", "husband")
csc.tie("husband", "parent", "orphan")
csc.tie("husband", "parent", "lost")
csc.tie("widow", "foster_parent", "lost")


async def test_the_dead_are_in_no_path(ask: Ask) -> None:
    assert list(await children(ask, "widow", on="2025-09-30")) == ["lost", "orphan"]
    assert await children(ask, "widow") == {}
    assert await children(ask, "husband") == {}


csc.person("expecting", "1995-01-01")
csc.person("unborn", expected_date_of_birth="2026-05-20")
csc.person("overdue", expected_date_of_birth="2026-01-10")
csc.person("justdue", expected_date_of_birth="2026-01-18")
for name in ("unborn", "overdue", "justdue"):
    csc.tie("expecting", "parent", name)


async def test_an_unborn_child_is_listed_with_nothing_missing(ask: Ask) -> None:
    unborn = (await children(ask, "expecting"))["unborn"]
    assert (unborn["child"]["unborn"], unborn["child"]["age"], unborn["missing"]) == (True, None, [])


async def test_a_due_date_long_past_is_a_missing_fact(ask: Ask) -> None:
    found = await children(ask, "expecting")
    assert found["overdue"]["missing"] == ["DATE_OF_BIRTH"]
    assert found["justdue"]["missing"] == [], "42 days ago is not yet past it"


csc.people(**{"coming-of-age": "2008-03-01", "leap": "2008-02-29", "some-day-in-2008": "2008"})
csc.person("guardian", "1970-01-01")
for name in ("coming-of-age", "leap", "some-day-in-2008"):
    csc.tie("guardian", "special_guardian", name)


async def test_on_the_eighteenth_birthday_a_child_is_one_no_longer(ask: Ask) -> None:
    assert "coming-of-age" in await children(ask, "guardian", on="2026-02-28")
    assert "coming-of-age" not in await children(ask, "guardian", on="2026-03-01")
    assert "leap" in await children(ask, "guardian", on="2026-02-28")
    assert "leap" not in await children(ask, "guardian", on="2026-03-01")


async def test_who_may_be_under_eighteen_is_listed(ask: Ask) -> None:
    assert "some-day-in-2008" in await children(ask, "guardian", on="2026-12-30")
    assert await children(ask, "guardian", on="2026-12-31") == {}


csc.person("landlady", "1960-01-01")
csc.home("boarding", "landlady")
WHAT_SAYS_ADULT = ("parent", "step_parent", "grandparent", "great_grandparent", "partner", "spouse", "ex_partner",
                   "carer", "main_carer", "kinship_carer", "special_guardian")
WHAT_DOES_NOT = ("young_carer", "sibling", "cousin", "aunt_uncle", "contact", "cared_for_by", "child")
for tie in (*WHAT_SAYS_ADULT, *WHAT_DOES_NOT):
    csc.home(f"home-{tie}", f"asked-{tie}", f"undated-{tie}")
    csc.person(f"asked-{tie}", "1960-01-01")
    csc.person(f"undated-{tie}")
    csc.person(f"somebody-{tie}")
    csc.tie(f"undated-{tie}", tie, f"somebody-{tie}")


@pytest.mark.parametrize("tie", WHAT_DOES_NOT)
async def test_without_date_of_birth_a_child_unless_something_says_adult(ask: Ask, tie: str) -> None:
    found = await children(ask, f"asked-{tie}")
    assert found[f"undated-{tie}"]["missing"] == ["DATE_OF_BIRTH", "GP"]


@pytest.mark.parametrize("tie", WHAT_SAYS_ADULT)
async def test_without_date_of_birth_an_adult_where_this_says_so(ask: Ask, tie: str) -> None:
    assert await children(ask, f"asked-{tie}") == {}


csc.person("asked-of-parent", "1990-01-01")
csc.person("undated-grandmother")
csc.tie("undated-grandmother", "parent", "asked-of-parent")
csc.home("three-generations", "asked-of-parent", "undated-grandmother")


async def test_a_parent_of_the_adult_asked_about_is_no_child(ask: Ask) -> None:
    assert await children(ask, "asked-of-parent") == {}


# ---- caring roles

csc.people(**{"ill-mother": "1980-01-01", "young-carer": "2011-01-01", "plain-carer": "2010-01-01",
              "looked-after": "2016-01-01"})
csc.tie("young-carer", "young_carer", "ill-mother")
csc.tie("plain-carer", "carer", "ill-mother")
csc.tie("ill-mother", "carer", "looked-after")
csc.tie("ill-mother", "main_carer", "looked-after")
csc.tie("ill-mother", "parent", "looked-after")


async def test_who_cares_for_whom(ask: Ask) -> None:
    found = await children(ask, "ill-mother")
    assert {name: child["caringRole"] for name, child in found.items()} == {
        "young-carer": "YOUNG_CARER", "plain-carer": "YOUNG_CARER", "looked-after": "MAIN_CARER"}
    assert len(found["looked-after"]["paths"]) == 3


async def test_no_caring_role_without_care(ask: Ask) -> None:
    assert (await children(ask, "father-elsewhere"))["mia"]["caringRole"] is None


# ---- services

csc.people(**{"client": "1980-01-01", "clients-child": "2015-01-01"})
csc.tie("client", "parent", "clients-child")
amh.person("client", "1980-01-01")
amh.involved("client", since="2025-01-01")
amh.involved("client", "closed", since="2024-01-01", until="2026-02-01")
amh.involved("client", "waiting", since="2026-02-20")
police.person("client", "1980-01-01")
police.involved("client", "referred", since="2026-02-01")
police.involved("client", "refused", since="2026-02-01")
police.involved("client", "closed", since="2024-01-01", until="2026-03-20")
drugs.people(client="1980-01-01")
drugs.involved("client", since="2025-06-01")
csc.involved("client", "open", since="2026-03-02")


async def test_services_that_are_open_referred_or_waiting_are_shown_and_refused_ones_are_not(ask: Ask) -> None:
    assert services(await answer(ask, "client")) == [
        ("amh", "OPEN"), ("amh", "WAITING"), ("drugs", "OPEN"), ("police", "OPEN"), ("police", "REFERRED")]


async def test_what_closed_lately_is_shown_when_asked_for(ask: Ask) -> None:
    assert ("amh", "CLOSED") in services(await answer(ask, "client", days=28))
    assert ("amh", "CLOSED") not in services(await answer(ask, "client", days=27))


async def test_after_the_agencys_cover_ends_a_service_counts_and_is_stale(ask: Ask) -> None:
    said = await answer(ask, "client")
    assert {one["agency"]["id"]: one["stale"] for one in said["services"]} == {
        "amh": False, "drugs": True, "police": False}
    assert not any(one["stale"] for one in (await answer(ask, "client", on="2026-01-31"))["services"])


async def test_a_child_is_listed_whether_or_not_the_adults_services_are_live(ask: Ask) -> None:
    said = await answer(ask, "father-elsewhere")
    assert (said["services"], len(said["children"])) == ([], 1)


csc.person("pupils-mother", "1980-01-01", gp_practice="gp-elm", school="school-oak")
csc.person("pupil", "2015-01-01", gp_practice="gp-elm", school="school-oak")
amh.person("pupil", "2015-01-01", gp_practice="gp-elm")
csc.person("preschool", "2022-01-01", gp_practice="gp-elm")
csc.person("dropout", "2012-01-01")
csc.person("leaver", "2009-02-01")
csc.involved("dropout", since="2025-01-01")
for name in ("pupil", "preschool", "dropout", "leaver"):
    csc.tie("pupils-mother", "parent", name)


async def test_a_recorded_school_and_gp_are_involved_each_once(ask: Ask) -> None:
    found = await children(ask, "pupils-mother")
    assert services(found["pupil"]) == [("gp-elm", "OPEN"), ("school-oak", "OPEN")]
    assert found["pupil"]["missing"] == []


async def test_the_mothers_own_gp_is_not_among_her_services(ask: Ask) -> None:
    assert services(await answer(ask, "pupils-mother")) == []


async def test_a_missing_school_and_gp_are_told(ask: Ask) -> None:
    found = await children(ask, "pupils-mother")
    assert {name: child["missing"] for name, child in found.items()} == {
        "pupil": [], "preschool": [], "dropout": ["SCHOOL", "GP"], "leaver": ["GP"]}


# ---- what was known when: one agency, two deliveries

mash.people(**{"corrected": "1980-01-01", "corrected-child": "2012-01-01", "left-out-child": "2012-01-01"})
mash.tie("corrected", "parent", "corrected-child", until="2026-01-01", row_id="corrected-tie", recorded_at="2026-01-10")
mash.tie("corrected", "step_parent", "left-out-child", recorded_at="2026-01-10T09:00:00Z")
mash.people(**{"mourner": "1980-01-01", "mourned": "1979-01-01", "mourners-child": "2012-01-01"})
mash.tie("mourner", "partner", "mourned")
mash.tie("mourned", "parent", "mourners-child")


def second_thoughts() -> None:
    """What the second delivery says otherwise."""
    ties, people = mash.rows["relationships"], mash.rows["people"]
    mash.rows["relationships"] = [
        {**row, "to": "", "recorded_at": "2026-02-15"} if row.get("row_id") == "corrected-tie" else row
        for row in ties if row["to_person_id"] != "left-out-child"
    ]
    mash.rows["people"] = [
        {**row, "deceased_on": "2026-01-20", "recorded_at": "2026-02-15"} if row["person_id"] == "mourned" else row
        for row in people
    ]


@pytest.mark.parametrize(("known_at", "listed"), [
    ("2026-01-31T22:00:00Z", ["left-out-child"]),
    ("2026-02-14T23:59:00Z", ["left-out-child"]),
    ("2026-02-15T00:00:00Z", ["corrected-child", "left-out-child"]),
    ("2026-02-28T21:59:00Z", ["corrected-child", "left-out-child"]),
    ("2026-02-28T22:00:00Z", ["corrected-child"]),
    (None, ["corrected-child"]),
])
async def test_what_was_known_before_and_after_a_correction(ask: Ask, known_at: str | None, listed: list[str]) -> None:
    assert sorted(await children(ask, "corrected", by=mash, known_at=known_at)) == listed


async def test_before_the_first_record_nobody_is_known(ask: Ask) -> None:
    assert await answer(ask, "corrected", by=mash, known_at="2026-01-31T21:59:00Z") is None


async def test_a_death_is_not_known_before_it_was_recorded(ask: Ask) -> None:
    assert list(await children(ask, "mourner", by=mash, known_at="2026-02-14T12:00:00Z")) == ["mourners-child"]
    assert await children(ask, "mourner", by=mash) == {}


# ---- ten agencies

csc.people(**{"plain-mother": "1980-01-01", "plain-partner": "1980-01-01", "plain-child": "2015-01-01"})
csc.tie("plain-mother", "parent", "plain-child")
csc.tie("plain-mother", "partner", "plain-partner")
csc.home("plain-home", "plain-mother", "plain-child", uprn="100040000010")
for agency in TEN:
    agency.people(**{"ten-mother": "1980-01-01", "ten-partner": "1980-01-01", "ten-child": "2015-01-01"})
    agency.tie("ten-mother", "parent", "ten-child")
    agency.tie("ten-mother", "partner", "ten-partner")
    agency.home("ten-home", "ten-mother", "ten-child", uprn="100040000011")


@pytest.mark.parametrize("adult", ["mother", "partner"])
async def test_ten_agencies_asserting_every_tie_answer_as_one(ask: Ask, adult: str) -> None:
    one = await children(ask, f"plain-{adult}")
    ten = await children(ask, f"ten-{adult}", by=TEN[7])
    plain, tenfold = one["plain-child"], ten["ten-child"]
    assert [way.replace("plain", "ten") for way in ways(plain)] == ways(tenfold)
    assert (plain["livesWithAdult"], plain["missing"]) == (tenfold["livesWithAdult"], tenfold["missing"])
    for path in tenfold["paths"]:
        assert all(asserted_by(step) == sorted(agency.id for agency in TEN) for step in path["steps"])


# ---- what the answer rests on

async def test_coverage_names_each_agency_and_whether_it_covers_the_date(ask: Ask) -> None:
    said = await answer(ask, "client")
    covered = {one["agency"]["id"]: one["coversDate"] for one in said["coverage"]}
    assert covered == {agency.id: agency is not drugs for agency in EVERYBODY}
    last = next(one for one in said["coverage"] if one["agency"]["id"] == "mash")
    assert (last["extractedAt"], last["coversFrom"]) == ("2026-02-28T22:00:00Z", "2020-01-01")


async def test_coverage_of_an_agency_before_its_second_delivery(ask: Ask) -> None:
    said = await answer(ask, "client", known_at=NOW.isoformat())
    then = await answer(ask, "corrected", by=mash, known_at="2026-02-01T00:00:00Z")
    dates = [next(one["extractedAt"] for one in it["coverage"] if one["agency"]["id"] == "mash") for it in (said, then)]
    assert dates == ["2026-02-28T22:00:00Z", "2026-01-31T22:00:00Z"]


async def test_an_unknown_adult_is_null_without_error(ask: Ask) -> None:
    assert await ask(QUESTION, adult="person:nobody", on=ON) is None
