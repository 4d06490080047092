"""When a worker last saw a child, by which agency and how, who has tried since, and who records no sight (row 42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import Agency, Ask, empty, load, opened, person_id
from facts_in_memory import Facts
from signed_in import answered

from graph.private_store import StoreAddress
from queries.access.permissions import Permissions
from queries.case import Cases
from queries.context import Context
from queries.questions.agency_matrix import mash_check
from queries.questions.last_seen import LastSeen, last_seen, last_seen_of

KINDS = {"csc": "children_social_care", "police": "police", "hv": "health_visiting", "oak": "school"}
COVERED = ("2024-04-01", "2026-12-31")


def family(*agencies: str) -> Facts:
    """Kit, his mother and brother; children's social care and other agencies are involved with him, and deliver."""
    facts = Facts(KINDS)
    facts.person("kit", "2018-05-01")
    facts.person("mum", "1990-01-01")
    facts.person("bob", "2020-01-01")
    for agency in ("csc", *agencies):
        facts.involved(agency, "kit")
        facts.delivered(agency, "2026-03-31T22:00:00Z", covers=COVERED)
    return facts


async def of_kit(facts: Facts, on: date = date(2026, 3, 1), allowed: Permissions | None = None) -> LastSeen:
    found = await last_seen(facts.case(on, allowed=allowed), "kit")
    assert found is not None
    return found


def visit(facts: Facts, id: str, on: str | None, *, agency: str = "csc", kind: str = "home_visit",
          seen: tuple[str, ...] = (), spoken_to: tuple[str, ...] = (), how: str | None = None, **more: Any) -> None:
    """A visit about Kit."""
    facts.event(id, agency, kind, on, "kit", seen=list(seen), spoken_to=list(spoken_to), seen_how=how, **more)


async def test_the_newest_sight_is_the_last_and_each_agencys_newest_is_listed() -> None:
    facts = family("police")
    visit(facts, "old", "2025-11-01", seen=("kit",))
    visit(facts, "new", "2026-02-01", seen=("kit",))
    visit(facts, "check", "2026-01-05", agency="police", kind="welfare_check", seen=("kit",))
    found = await of_kit(facts)
    assert found.last is not None and (found.last.event, found.last.on, found.last.agency) == (
        "new", "2026-02-01", "csc"
    )
    assert [one.event for one in found.by_agency] == ["new", "check"]


async def test_who_was_spoken_to_was_seen_alone_with_the_worker() -> None:
    facts = family()
    visit(facts, "talk", "2026-02-01", kind="contact", spoken_to=("kit",))
    found = await of_kit(facts)
    assert found.last is not None and found.last.alone


@pytest.mark.parametrize("how", ["video", "doorstep", "examined", None])
async def test_how_the_child_was_seen_is_said_as_recorded(how: str | None) -> None:
    facts = family()
    visit(facts, "call", "2026-02-01", kind="contact", seen=("kit",), how=how)
    found = await of_kit(facts)
    assert found.last is not None and found.last.how == how


async def test_how_somebody_else_was_seen_makes_no_sight_of_the_child() -> None:
    facts = family()
    visit(facts, "visit", "2026-02-01", seen=("bob",), how="seen_alone")
    found = await of_kit(facts)
    assert found.last is None and found.failed_since == ("visit",)


async def test_of_one_day_a_visit_says_more_than_a_video_call() -> None:
    facts = family()
    visit(facts, "z-call", "2026-02-01", kind="contact", seen=("kit",), how="video")
    visit(facts, "a-visit", "2026-02-01", seen=("kit",))
    found = await of_kit(facts)
    assert found.last is not None and found.last.event == "a-visit"


async def test_a_child_whom_an_event_about_another_saw_was_seen() -> None:
    facts = family("police")
    facts.event("stop", "police", "incident", "2026-02-01", "mum", seen=["kit"])
    found = await of_kit(facts)
    assert found.last is not None and found.last.event == "stop"


async def test_a_register_or_an_event_that_names_nobody_seen_is_no_sight() -> None:
    facts = family("oak")
    visit(facts, "week", "2026-02-01", agency="oak", kind="attendance")
    visit(facts, "plan", "2026-02-01", kind="plan_start")
    found = await of_kit(facts)
    assert found.last is None and found.failed_since == ()


async def test_an_attempt_that_saw_nobody_or_others_has_failed_since_the_last_sight() -> None:
    facts = family()
    visit(facts, "before", "2025-12-01")
    visit(facts, "seen", "2026-01-10", seen=("kit",))
    visit(facts, "nobody", "2026-01-20")
    visit(facts, "brother", "2026-02-01", kind="welfare_check", seen=("bob",))
    visit(facts, "office", "2026-02-02", kind="meeting")
    facts.event("theirs", "csc", "home_visit", "2026-02-03", "bob")
    assert (await of_kit(facts)).failed_since == ("nobody", "brother")


async def test_an_attempt_on_the_day_of_the_sight_is_not_since() -> None:
    facts = family()
    visit(facts, "morning", "2026-01-10")
    visit(facts, "evening", "2026-01-10", seen=("kit",))
    assert (await of_kit(facts)).failed_since == ()
    visit(facts, "next", None, after=["evening"])
    assert (await of_kit(facts)).failed_since == ("next",)


async def test_an_attempt_in_the_month_of_the_sight_may_have_been_since() -> None:
    facts = family()
    visit(facts, "seen", "2026-01-10", seen=("kit",))
    visit(facts, "month", "2026-01")
    assert (await of_kit(facts)).failed_since == ("month",)


async def test_where_no_sight_is_recorded_every_failed_attempt_is_listed() -> None:
    facts = family()
    visit(facts, "one", "2024-01-20")
    visit(facts, "undated", None)
    found = await of_kit(facts)
    assert (found.last, found.by_agency, found.failed_since) == (None, (), ("undated", "one"))


async def test_a_day_that_is_surely_later_counts_before_a_month_that_may_be() -> None:
    facts = family()
    visit(facts, "month", "2026-02", seen=("kit",))
    visit(facts, "day", "2026-02-10", seen=("kit",))
    found = await of_kit(facts)
    assert found.last is not None and (found.last.event, found.last.uncertain) == ("day", False)


async def test_an_undated_sight_is_of_the_day_of_the_event_that_it_followed() -> None:
    facts = family()
    visit(facts, "visit", "2026-02-10", seen=("kit",))
    visit(facts, "again", None, seen=("kit",), after=["visit"])
    visit(facts, "whenever", None, seen=("kit",))
    found = await of_kit(facts)
    assert found.last is not None and (found.last.event, found.last.on, found.last.uncertain) == ("again", None, True)
    found = await of_kit(facts, date(2026, 2, 9))
    assert found.last is not None and found.last.event == "whenever"


async def test_what_is_after_the_date_does_not_count() -> None:
    facts = family()
    visit(facts, "seen", "2026-02-01", seen=("kit",))
    visit(facts, "later", "2026-03-02", seen=("kit",))
    visit(facts, "failed", "2026-03-03")
    found = await of_kit(facts)
    assert found.last is not None and (found.last.event, found.failed_since) == ("seen", ())


async def test_agencies_that_are_involved_and_record_no_sight_are_named() -> None:
    facts = family("police", "hv")
    visit(facts, "seen", "2020-01-01", agency="police", seen=("kit",))
    assert (await of_kit(facts)).agencies_without == ("csc", "hv")


async def test_who_was_referred_or_has_closed_is_not_involved() -> None:
    facts = family()
    facts.involved("hv", "kit", "referred")
    facts.involved("police", "kit", "closed", until="2026-01-01")
    found = await of_kit(facts)
    assert (found.agencies_without, found.agencies_unknown) == (("csc",), ())


async def test_an_agency_without_a_delivery_of_the_date_is_unknown_not_without() -> None:
    facts = family()
    facts.involved("hv", "kit")
    facts.delivered("hv", "2026-01-31T22:00:00Z", covers=("2024-04-01", "2026-01-31"))
    facts.registered("csc", "kit", "practice")
    found = await of_kit(facts)
    assert (found.agencies_without, found.agencies_unknown) == (("csc",), ("hv", "practice"))


SIGHT = Permissions(
    own="csc", content=frozenset({"csc", "police"}), existence=frozenset({"csc", "police", "hv"}),
    consented=frozenset({"csc", "police", "hv"}), shown=("ordinary",), hidden_kinds=frozenset({"mental_health"}),
    discloses=False, today=date(2026, 3, 1),
)


async def test_an_agency_of_which_only_involvement_may_be_seen_is_unknown() -> None:
    """Of police the viewer sees the records; of health visiting that they are involved: their sights stay hidden."""
    facts = family("police")
    facts.involved("hv", "kit", content=False)
    facts.delivered("hv", "2026-03-31T22:00:00Z", covers=COVERED)
    found = await of_kit(facts, allowed=SIGHT)
    assert (found.agencies_without, found.agencies_unknown) == (("csc", "police"), ("hv",))


async def test_a_service_that_shows_by_consent_alone_is_unknown_though_its_agency_may_be_seen() -> None:
    """Events of a sensitive kind of service stay hidden, whatever is agreed of its agency's other records."""
    facts = family()
    facts.involved("police", "kit", service=facts.service("police", "mental_health"))
    facts.delivered("police", "2026-03-31T22:00:00Z", covers=COVERED)
    assert (await of_kit(facts, allowed=SIGHT)).agencies_unknown == ("police",)


async def test_an_agency_with_a_service_that_may_see_him_unseen_is_unknown_and_the_own_is_not() -> None:
    """By the directory: police and the council have such a service, and none of its records of Kit show."""
    facts = family("police")
    for agency in ("police", "csc"):
        facts.service(agency, "mental_health")
    found = await of_kit(facts, allowed=SIGHT)
    assert (found.agencies_without, found.agencies_unknown) == (("csc",), ("police",))
    everything = await of_kit(facts, allowed=replace(SIGHT, hidden_kinds=frozenset()))
    assert (everything.agencies_without, everything.agencies_unknown) == (("csc", "police"), ())


async def test_under_break_glass_access_an_opened_agency_that_records_no_sight_is_without() -> None:
    facts = family()
    facts.involved("hv", "kit", content=True)
    facts.service("hv", "mental_health")
    facts.delivered("hv", "2026-03-31T22:00:00Z", covers=COVERED)
    opened_one = replace(SIGHT, opened=("record:kit-hv",), content=frozenset({"csc"}), existence=frozenset({"csc"}))
    assert (await of_kit(facts, allowed=opened_one)).agencies_without == ("csc", "hv")


async def test_an_agency_whose_clients_alone_may_be_seen_is_unknown_of_others() -> None:
    near = replace(SIGHT, near_content=frozenset({"hv"}), near_existence=frozenset({"hv"}))
    facts = family()
    facts.involved("hv", "kit", content=False)
    facts.delivered("hv", "2026-03-31T22:00:00Z", covers=COVERED)
    assert (await of_kit(facts, allowed=near)).agencies_unknown == ("hv",)


async def test_nobody_is_known_by_an_id_that_nobody_has() -> None:
    assert await last_seen(family().case(), "nobody") is None


async def test_a_hubs_check_knows_when_each_child_was_last_seen() -> None:
    facts = family()
    facts.tie("mum", "parent", "kit")
    facts.tie("mum", "parent", "bob")
    visit(facts, "seen", "2026-02-01", seen=("kit",))
    case = facts.case(since=date(2025, 3, 1))
    check = await mash_check(case, ["mum"])
    assert check is not None
    last = {child: last_seen_of(case, child).last for child in check.children}
    assert {child: one and one.event for child, one in last.items()} == {"kit": "seen", "bob": None}


# Over the store

csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
hv, drugs = Agency("hv", "health_visiting"), Agency("drugs", "substance_misuse")
for known in (csc, police, hv):
    known.people(kim="2018-01-01")
    known.involved("kim", since="2025-01-01")
csc.people(mum="1990-01-01", sib="2020-01-01")
csc.tie("mum", "parent", "kim")
csc.event("visit", "home_visit", "2026-02-01", "kim", "sib", seen="kim", spoken_to="kim", seen_how="seen_alone")
csc.event("call", "contact", "2026-02-10", "kim", seen="kim", seen_how="video")
csc.event("none", "home_visit", "2026-02-20", "kim")
csc.event("since", "welfare_check", "2026-02-22", "kim", "sib", seen="sib")
police.people(mum="1990-01-01")
police.event("stop", "incident", "2026-02-25", "mum", seen="kim", seen_how="doorstep")
police.event("quiet", "incident", "2026-02-26", "kim", seen="kim", sensitivity="sealed")
hv.event("weighed", "contact", "2025-06-01", "kim", seen="kim", seen_how="examined")
KIM = person_id("csc", "kim")
ASKED = """query ($id: ID!) { lastSeen(child: $id, on: "2026-03-01") { child { id }
  last { event { localId seenHow } agency { id } service { id } on how alone }
  byAgency { agency { id } on how } failedSince { localId } agenciesWithout { id } agenciesUnknown { id } } }"""


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """A girl whom three agencies know."""
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in (csc, police, hv)))


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_the_store_gives_sights_of_any_age_by_anybodys_event_with_how(store: StoreAddress) -> None:
    async with opened(store) as driver:
        cases = Cases.on(driver)
        found = await cases.ask(Context.as_of(date(2026, 2, 25)), lambda case: last_seen(case, KIM))
        assert found is not None and cases.store.sent <= 5
    assert [(one.agency, one.on, one.how) for one in found.by_agency] == [
        ("police", "2026-02-25", "doorstep"), ("csc", "2026-02-10", "video"), ("hv", "2025-06-01", "examined"),
    ]
    assert (found.agencies_without, found.agencies_unknown) == ((), ())


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_a_hidden_sight_counts_for_nothing(store: StoreAddress) -> None:
    """A hub worker of the council sees that the others are involved, and none of their events."""
    seen = await answered(store, policy(), viewed("mash_worker", "csc"), ASKED, id=KIM)
    assert (seen["last"]["on"], seen["last"]["how"]) == ("2026-02-10", "VIDEO")
    assert [one["localId"] for one in seen["failedSince"]] == ["none", "since"]
    assert (seen["agenciesWithout"], seen["agenciesUnknown"]) == ([], [{"id": "hv"}, {"id": "police"}])


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_last_seen_over_http(ask: Ask) -> None:
    found = await ask(ASKED, id=KIM)
    assert found["last"]["event"] == {"localId": "quiet", "seenHow": None}
    assert [one["agency"]["id"] for one in found["byAgency"]] == ["police", "csc", "hv"]
    assert found["failedSince"] == []


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_a_hubs_check_over_http_says_when_each_child_was_last_seen(ask: Ask) -> None:
    check = await ask("""query ($id: ID!) { mashCheck(people: [$id], on: "2026-02-22") {
      children { child { id } lastSeen { last { on how event { localId } } failedSince { localId } } } } }""", id=KIM)
    (kim,) = [one["lastSeen"] for one in check["children"]]
    assert kim["last"] == {"on": "2026-02-10", "how": "VIDEO", "event": {"localId": "call"}}
    assert [one["localId"] for one in kim["failedSince"]] == ["none", "since"]


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_the_timeline_marks_who_was_seen_and_how(ask: Ask) -> None:
    picture = await ask('query ($id: ID!) { timeline(people: [$id], on: "2026-02-24") { svg alternative } }', id=KIM)
    said = picture["alternative"]
    assert "seen alone" in said and "seen by video" in said and "not seen" in said
    for meaning in ("a worker saw a child", "saw a child by video or at the doorstep", "a visit that saw no child"):
        assert meaning in picture["svg"]
