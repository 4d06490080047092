"""Children's networks over a case: who is in them, which further ones bear on a finding, what is told of members."""

from __future__ import annotations

from datetime import date

from facts_in_memory import Facts, told, worker
from networks_in_memory import case_of_networks

from queries.access.visible import Other, Record
from queries.analysis.facts import Tie
from queries.analysis.network import Network
from queries.child_network.networks import Networks, child_networks
from queries.child_network.reads import EVERYTHING, Further, Reads, Table, reads
from queries.definitions.ties import edge_of
from queries.facts.rows import Identifier


async def networks(facts: Facts, *people: str, reading: Reads = EVERYTHING) -> Networks:
    """The networks around persons, of whom each is called by the id told."""
    return await child_networks(case_of_networks(facts, "drugs-service"), people, reading)


async def network(facts: Facts, person: str) -> Network:
    """The one network that holds a person."""
    (found,) = (await networks(facts, person)).near
    return found


def family() -> Facts:
    """A mother, her son by a former partner, her daughter, her partner, who lives with them, and his wife abroad."""
    facts = Facts()
    for name in ("mum", "dad", "lodger"):
        facts.person(name, "1985-01-01")
    for name in ("kid", "half"):
        facts.person(name, "2016-05-01")
    facts.tie("mum", "parent", "kid")
    facts.tie("mum", "parent", "half")
    facts.tie("dad", "partner", "mum", since="2025-06-01")
    facts.home("house", "mum", "kid", "lodger")
    return facts


async def test_a_network_holds_parents_partners_siblings_and_who_shares_the_home() -> None:
    roles = (await network(family(), "lodger")).roles
    assert roles["kid"] == {"child"}
    assert roles["mum"] == {"parent", "home"}
    assert [roles[name] for name in ("half", "dad", "lodger")] == [{"sibling"}, {"partner"}, {"home"}]


async def test_the_dead_and_ties_that_ended_before_the_window_are_out() -> None:
    facts = family()
    facts.person("nan", "1950-01-01", died="2025-12-01")
    facts.tie("nan", "carer", "kid")
    facts.tie("lodger", "carer", "half", until="2025-02-28")
    found = {one.child: one.roles for one in (await networks(facts, "mum")).near}
    assert "nan" not in found["kid"] and "lodger" not in found["half"]


async def test_a_partner_of_a_dead_parent_is_in_the_network() -> None:
    facts = Facts()
    facts.person("kid", "2016-05-01")
    facts.person("dad", "1980-01-01", died="2025-10-01")
    facts.person("widow", "1985-01-01")
    facts.tie("dad", "parent", "kid")
    facts.tie("widow", "spouse", "dad")
    assert (await network(facts, "widow")).roles == {"kid": {"child"}, "widow": {"partner"}}


async def test_a_tie_of_the_window_that_ended_is_not_of_now() -> None:
    facts = family()
    facts.tie("lodger", "carer", "kid", until="2025-12-01")
    found = await network(facts, "lodger")
    (ended,) = [tie for tie in found.ties if tie.edge == "CARES_FOR"]
    assert not ended.now
    assert all(tie.now for tie in found.ties if tie.edge == "PARENT_OF")


async def test_who_lived_together_in_the_window_but_not_now_share_no_home_now() -> None:
    facts = family()
    facts.person("gone", "1985-01-01")
    facts.home("house", "gone", until="2025-09-01")
    found = await network(facts, "gone")
    assert {tie.now for tie in found.ties if "gone" in (tie.start, tie.end)} == {False}


async def test_the_ids_of_a_tie_lead_back_to_its_edges() -> None:
    facts = family()
    case = case_of_networks(facts, "drugs-service")
    (found,) = (await child_networks(case, ["lodger"], EVERYTHING)).near
    by_edge: dict[str, Tie] = {tie.edge: tie for tie in found.ties}
    assert by_edge["PARTNER_OF"].ids == ("PARTNER_OF/dad/mum/partner",)
    assert [edge_of(case, id) for id in by_edge["PARTNER_OF"].ids] == [case.ties["dad", "mum", "partner"]]
    stays = [edge_of(case, id) for id in by_edge["HOME"].ids]
    assert stays == [case.stays[by_edge["HOME"].start, "house"], case.stays[by_edge["HOME"].end, "house"]]
    assert edge_of(case, "PARENT_OF/mum/nobody/parent") is None


async def test_further_networks_are_those_of_members_of_one_asked_about() -> None:
    facts = family()
    facts.person("other", "2018-01-01")
    facts.tie("dad", "parent", "other")
    found = await networks(facts, "lodger", reading=reads(Table.TIES, further=[Further.MEMBERS]))
    assert [one.child for one in found.near] == ["kid"]
    assert [one.child for one in found.networks] == ["half", "kid", "other"]
    alone = await networks(facts, "lodger", reading=reads(Table.TIES))
    assert [one.child for one in alone.networks] == ["kid"]


async def test_an_adult_met_in_incidents_leads_to_the_other_children_they_met() -> None:
    facts = family()
    facts.person("stranger", "1970-01-01")
    facts.person("far", "2014-01-01")
    facts.event("one", "police", "incident", "2026-01-10", "stranger", "kid")
    facts.event("two", "police", "incident", "2026-01-20", "stranger", "far")
    facts.event("old", "police", "incident", "2024-01-20", "stranger", "half")
    by_incidents = reads(Table.EVENTS, further=[Further.INCIDENTS])
    assert [one.child for one in (await networks(facts, "lodger", reading=by_incidents)).networks] == ["far", "kid"]


def identified(facts: Facts, person: str, number: str, agency: str = "csc", placeholder: bool | None = None) -> None:
    """A record of a person with a verified number."""
    stated = facts.found.persons[person].stated
    numbers = [Identifier("nhs_number", number, True, placeholder)]
    id = f"record-{person}"
    facts.found.records.append(
        Record(id, facts.agency(agency), person, person, "2026-01-01T00:00:00Z", None, None, stated, numbers)
    )


async def test_who_holds_the_same_verified_number_leads_to_their_children_and_tells_their_records() -> None:
    facts = family()
    facts.person("double", "1971-07-07")
    facts.person("child of double", "2018-01-01")
    facts.tie("double", "parent", "child of double")
    identified(facts, "mum", "1")
    identified(facts, "double", "1", "drugs")
    identified(facts, "lodger", "0", placeholder=True)
    found = await networks(facts, "lodger", reading=reads(Table.PERSONS, further=[Further.IDENTIFIERS]))
    assert [one.child for one in found.networks] == ["child of double", "kid"]
    (kid,) = found.near
    assert [(record.person, record.identifiers) for record in kid.people["mum"].records] == [
        ("mum", ("nhs_number:1",)), ("double", ("nhs_number:1",)),
    ]
    assert [record.identifiers for record in kid.people["lodger"].records] == [()]


async def test_services_are_told_with_allocations_that_had_begun_and_workers_of_the_months_that_link() -> None:
    facts = family()
    facts.involved("csc", "kid", workers=[worker("w1", "csc", registration="SWE:1")], since="2025-04-01")
    left = worker("w2", "csc", registration="SWE:2", serving=False)
    facts.involved("drugs", "mum", workers=[left], since="2025-05-01")
    facts.involved("housing", "mum", "referred")
    found = await network(facts, "lodger")
    assert [(one.agency, one.since, len(one.allocations)) for one in found.involvements] == [
        ("csc", "2025-04-01", 1), ("drugs", "2025-05-01", 0),
    ]
    assert [(one.person, one.registration) for one in found.workers] == [("kid", "SWE:1")]
    assert found.allocating == {"drugs-service"}


async def test_events_are_those_by_the_date_of_any_time_with_who_was_told_by_then() -> None:
    facts = family()
    rows = [told("csc", "2026-01-11"), told("oak", "2026-03-02"), told("mind", None, "pending")]
    facts.event("long ago", "csc", "home_visit", "2021-01-01", "kid", seen=["kid"])
    facts.event("now", "drugs", "relapse", "2026-01-10", "mum", told=rows, took_part=["police"], to_agency="gp")
    facts.event("to come", "csc", "meeting", "2026-03-02", "kid")
    found = {event.id: event for event in (await network(facts, "lodger")).events}
    assert list(found) == ["long ago", "now"]
    assert found["long ago"].seen == ("kid",)
    assert [one.agency for one in found["now"].told] == ["csc", "mind"]
    assert (found["now"].together, found["now"].referred) == (("police",), ("gp",))
    assert [one.last for one in found["now"].told] == [date(2026, 1, 11), date(2026, 1, 10)]


async def test_an_undated_event_counts_from_the_one_that_it_followed() -> None:
    facts = family()
    facts.event("first", "csc", "strategy", "2026-02-01", "kid")
    facts.event("then", "csc", "conference", None, "kid", after=["first"])
    facts.event("later", "csc", "meeting", "2026-04-01", "kid")
    facts.event("after that", "csc", "meeting", None, "kid", after=["later"])
    found = {event.id: event.first for event in (await network(facts, "lodger")).events}
    assert found == {"first": date(2026, 2, 1), "then": date(2026, 2, 1)}


async def test_another_record_of_the_same_occurrence_is_told_with_whose_it_is_once_it_has_happened() -> None:
    facts = family()
    facts.event("ours", "csc", "incident", "2026-02-01", "kid", same=[Other("theirs", True), Other("to come", True)])
    facts.event("theirs", "police", "incident", "2026-02-01")
    facts.event("to come", "gp", "incident", "2026-05-01")
    (event,) = (await network(facts, "lodger")).events
    assert [(twin.id, twin.agency) for twin in event.twins] == [("theirs", "police"), ("to come", None)]


async def test_an_agency_that_has_delivered_covers_the_date_only_where_a_delivery_says_so() -> None:
    facts = family()
    for agency in ("csc", "drugs", "police", "oak"):
        facts.involved(agency, "kid")
    facts.delivered("csc", "2026-02-28T22:00:00Z", covers=("2020-01-01", "2026-03-31"))
    facts.delivered("drugs", "2026-02-28T22:00:00Z", covers=("2020-01-01", "2026-02-28"))
    facts.delivered("police", "2026-02-28T22:00:00Z", "loading")
    facts.delivered("oak", "2026-07-01T22:00:00Z", covers=("2020-01-01", "2026-07-01"))
    agencies = (await network(facts, "lodger")).agencies
    said = {id: (one.delivered, one.covered) for id, one in agencies.items()}
    assert said == {"csc": (True, True), "drugs": (True, False), "police": (False, False), "oak": (True, False)}


async def test_of_nobody_no_agency_is_told_and_nothing_is_read() -> None:
    facts = Facts()
    facts.delivered("csc", "2026-02-20T22:00:00Z")
    case = case_of_networks(facts)
    case._directory = None
    assert (await child_networks(case, [], EVERYTHING)).networks == []
