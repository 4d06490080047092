"""AGENCY_NOT_INFORMED: an event that agencies with the family should know of, and do not (rows 9, 21 to 24)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "AGENCY_NOT_INFORMED"
STATES = """query ($event: ID!, $on: Date, $knownAt: DateTime) {
  agenciesNotInformed(event: $event, on: $on, knownAt: $knownAt) { agencies { agency { id } state } }
}"""
TOWN = Town()
UNTOLD: list[Case] = []
"""Cases in which an agency should have been told: a flag."""
NOTHING: list[Case] = []
"""Cases in which it was, or need not have been: none."""


def family(name: str, flagged: bool, kind: str = "relapse", on: str = "2026-02-02", **columns: str) -> Case:
    """A mother with the drug service, which recorded an event of hers; her boy is with the council."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01", partner="1980-01-01")
    case.tie("mum", "parent", "kid")
    case.involved("csc", "kid")
    case.involved("drugs", "mum")
    case.event("drugs", "news", kind, on, "mum", **columns)
    (UNTOLD if flagged else NOTHING).append(case)
    return case


RELAPSE = family("relapse", True)
family("arrest", True, "arrest")
family("new-partner", True, "new_relationship")
family("treatment", True, "treatment_start")
family("first-day-of-the-year", True, on="2025-03-01")

family("home-visit", False, "home_visit")
family("more-than-a-year-ago", False, on="2025-02-28")
family("no-date", False, on="")
FOLLOWED = family("followed-a-visit", True, on="", after="visit")
FOLLOWED.event("drugs", "visit", "home_visit", "2025-12-01", "mum")
AFTER_AN_UNDATED = family("followed-what-followed-a-visit", True, on="", after="call")
AFTER_AN_UNDATED.event("drugs", "call", "home_visit", "", "mum", after="visit")
AFTER_AN_UNDATED.event("drugs", "visit", "home_visit", "2025-12-01", "mum")
SOON_AFTER = family("followed-todays-visit", False, on="", after="visit")
SOON_AFTER.event("drugs", "visit", "home_visit", "2026-02-27", "mum")
family("some-day-of-this-year", False, on="2026")
OF_THIS_YEAR = family("followed-one-of-some-day-of-this-year", False, on="", after="visit")  # no earlier due than that
OF_THIS_YEAR.event("drugs", "visit", "home_visit", "2026", "mum")
family("referred-to-it", False, "referral", to_agency="csc")
family("together", False, "assessment", participants="csc;drugs")

PENDING = family("pending", True)
PENDING.told("news", "csc", "2026-02-03", "pending")

WITHHELD = family("withheld", False)
WITHHELD.told("news", "csc", "2026-02-03", "pending")
WITHHELD.told("news", "csc", "2026-02-04", "withheld")

NEVER_MIND = family("to-be-told-after-all", True)
NEVER_MIND.told("news", "csc", "2026-02-04", "withheld", recorded_at="2026-02-04", row_id="never-mind-1")
NEVER_MIND.told("news", "csc", "2026-02-04", "pending", recorded_at="2026-02-06", row_id="never-mind-2")

AT_ONCE = family("two-words-at-once", True)
AT_ONCE.told("news", "csc", "2026-02-04", "withheld", row_id="at-once-1")
AT_ONCE.told("news", "csc", "2026-02-04", "pending", row_id="at-once-2")

INFORMED = family("informed", False)
INFORMED.told("news", "csc", "2026-02-03")

LATER = family("informed-later", True)
LATER.told("news", "csc", "2026-03-02")

TWIN = family("recorded-by-both", False)
TWIN.event("csc", "same", "relapse", "2026-02-03", "mum", parent_event="drugs:recorded-by-both.news")

TOLD_OF_TWIN = family("told-of-the-other-record", False)
TOLD_OF_TWIN.event(
    "police", "same", "relapse", "2026-02-03", "mum", parent_event="drugs:told-of-the-other-record.news"
)
TOLD_OF_TWIN.told("same", "csc", "2026-02-03")


def recorded_there(name: str, flagged: bool, on: str = "2026-02-03", **columns: str) -> Case:
    """The drug service's event means the same occurrence as one of the council."""
    case = family(name, flagged, parent_event=f"csc:{name}.same")
    case.event("csc", "same", "relapse", on, "mum", **columns)
    return case


recorded_there("recorded-there", False)
WITHDRAWN = recorded_there("recorded-there-and-withdrawn", True)
OF_LATER = recorded_there("recorded-there-of-a-later-day", True, "2026-03-15")
AFTER_LATER = recorded_there("recorded-there-after-a-later-day", True, "", after="call")
AFTER_LATER.event("csc", "call", "contact", "2026-03-15", "mum")
NEVER_DELIVERED = family("recorded-there-and-not-delivered", True, parent_event="csc:nothing")


def treatment_of_a_partner_elsewhere() -> None:
    """Row 23 is about adults on whom a child depends."""
    case = family("partner-elsewhere", False, "home_visit")
    case.tie("mum", "partner", "partner")
    case.event("drugs", "detox", "treatment_start", "2026-02-02", "partner")


def treatment_told_to_no_other_adult_service() -> None:
    """Row 23 is for children's services: mental health need not be told."""
    case = family("detox", False, "treatment_start")
    case.told("news", "csc", "2026-02-02")
    case.involved("mind", "mum")


def home_again(name: str, flagged: bool, whose: str) -> Case:
    """Somebody comes home from hospital, as the council knows."""
    case = family(name, flagged, "home_visit")
    case.event("csc", "home", "return_home", "2026-02-02", whose)
    return case


def a_quiet_school(name: str, flagged: bool) -> Case:
    """A universal service; the council was told."""
    case = family(name, flagged)
    case.told("news", "csc", "2026-02-02")
    case.involved("oak", "kid")
    return case


treatment_of_a_partner_elsewhere()
treatment_told_to_no_other_adult_service()
RETURN = home_again("returned", True, "kid")
home_again("mother-returned", False, "mum")
a_quiet_school("school", False)
WORRIED = a_quiet_school("worried-school", True)
WORRIED.event("oak", "worry", "absence", "2025-10-01", "kid")

SIBLINGS = family("siblings", True)
SIBLINGS.also(girl="2018-01-01")
SIBLINGS.tie("mum", "parent", "girl")

FRIDAY = family("friday", True, on="2026-04-02")  # the day before Good Friday


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    covers = dict.fromkeys(TOWN.agencies, ("2020-01-01", "2026-04-30"))
    at = dict.fromkeys(TOWN.agencies, "2026-04-30T22:00:00Z")
    home = tmp_path_factory.mktemp("not-informed")
    load(store, home, *TOWN.delivered(at, covers))
    withdrawn = WITHDRAWN.local("same")
    again = TOWN.agency("csc").delivered("2026-05-01T22:00:00Z", covers=covers["csc"],
                                         without=lambda table, row: row.get("event_id") == withdrawn)  # fmt: skip
    load(store, home, again)


@pytest.mark.parametrize("case", [case for case in UNTOLD if case is not FRIDAY], ids=lambda case: case.name)
async def test_an_event_not_passed_on_is_found(ask: Ask, case: Case) -> None:
    found = await flags(ask, RULE, [case.person("kid")])
    assert len(found) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_one_passed_on_or_that_need_not_be_is_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_names_the_event_who_lacks_it_and_the_way_to_it(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [RELAPSE.person("mum")])
    assert sorted(RELAPSE.named(flag["people"])) == ["kid", "mum"]
    assert ids(flag["agencies"]) == ["csc"]
    assert "Relapse on 2026-02-02" in flag["statement"] and "Csc" in flag["statement"]
    assert [RELAPSE.named(path["people"]) for path in flag["paths"]] == [["mum", "kid"]]
    event = flag["evidence"][0]
    assert (event["event"]["id"], event["since"], event["agency"]["id"]) == (
        RELAPSE.event_id("news"), "2026-02-02", "drugs"
    )
    assert "No record says that Csc was told" in [one["statement"] for one in flag["evidence"]]


@pytest.mark.parametrize("case", [FOLLOWED, AFTER_AN_UNDATED], ids=lambda case: case.name)
async def test_an_undated_event_is_past_its_clock_from_what_it_followed_and_the_flag_says_so(
    ask: Ask, case: Case
) -> None:
    (flag,) = await flags(ask, RULE, [case.person("kid")])
    assert "Relapse on or after 2025-12-01, by what went before" in flag["statement"]
    assert flag["evidence"][0]["since"] is None


async def test_pending_is_said_as_it_is(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [PENDING.person("kid")])
    assert "Telling Csc is recorded as pending" in [one["statement"] for one in flag["evidence"]]


@pytest.mark.parametrize("case", [NEVER_MIND, AT_ONCE], ids=lambda case: case.name)
async def test_the_question_has_the_same_newest_word_as_the_rule(ask: Ask, case: Case) -> None:
    said = await ask(STATES, event=case.event_id("news"), on="2026-03-01")
    assert [one["state"] for one in said["agencies"] if one["agency"]["id"] == "csc"] == ["PENDING"]


@pytest.mark.parametrize(
    "case", [WITHDRAWN, OF_LATER, AFTER_LATER, NEVER_DELIVERED], ids=lambda case: case.name
)
async def test_a_record_that_does_not_stand_on_the_date_lets_nobody_know(ask: Ask, case: Case) -> None:
    """DOMAIN: the owner of a record that is its parent_event knows; here is none, or one of a later day.

    The rule says what the question says.
    """
    said = await ask(STATES, event=case.event_id("news"), on="2026-03-01")
    assert [one["state"] for one in said["agencies"] if one["agency"]["id"] == "csc"] == ["NOT_INFORMED"]
    (flag,) = await flags(ask, RULE, [case.person("kid")])
    assert ids(flag["agencies"]) == ["csc"]


async def test_before_its_record_was_withdrawn_the_agency_knew(ask: Ask) -> None:
    then = "2026-05-01T12:00:00Z"
    said = await ask(STATES, event=WITHDRAWN.event_id("news"), on="2026-03-01", knownAt=then)
    assert [one["state"] for one in said["agencies"] if one["agency"]["id"] == "csc"] == ["INFORMED"]
    assert await flags(ask, RULE, [WITHDRAWN.person("kid")], knownAt=then) == []


async def test_a_childs_return_is_for_the_adults_service(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [RETURN.person("kid")])
    assert ids(flag["agencies"]) == ["drugs"]


async def test_a_school_that_worried_should_know_and_only_it(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [WORRIED.person("kid")])
    assert ids(flag["agencies"]) == ["oak"]


async def test_an_event_is_one_flag_for_all_the_children(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [SIBLINGS.person("girl")])
    assert sorted(SIBLINGS.named(flag["people"])) == ["girl", "kid", "mum"]


@pytest.mark.parametrize(("on", "flagged"), [("2026-04-07", False), ("2026-04-08", True)])
async def test_the_clock_stands_still_over_easter(ask: Ask, on: str, flagged: bool) -> None:
    assert bool(await flags(ask, RULE, [FRIDAY.person("kid")], on=on)) is flagged


async def test_what_was_told_after_the_date_is_the_same_finding_still(ask: Ask) -> None:
    (before,) = await flags(ask, RULE, [LATER.person("kid")], on="2026-02-20")
    (again,) = await flags(ask, RULE, [LATER.person("kid")])
    assert before["id"] == again["id"]
    assert await flags(ask, RULE, [LATER.person("kid")], on="2026-03-02") == []
