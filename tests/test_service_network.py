"""A borough's network of agencies, a household, and the services around a child, as graphs for analysts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import TypeVar

import networkx as nx
import pytest
from deliver import ON, empty, load, opened
from informing_cases import Town

from graph.codes import AGENCY_KIND
from graph.ids import address_by_uprn
from graph.private_store import StoreAddress
from queries.analysis.case import NoSuchPerson, case
from queries.analysis.household import household
from queries.analysis.services import Apart, ServiceNetwork, TooManyPairs, service_network
from queries.analysis.sides import SIDES, Sided
from queries.case import Cases
from queries.questions import service_links

pytestmark = pytest.mark.slow

RECENT, LONG_AGO, TO_COME = "2025-10-01", "2025-02-28", "2026-03-02"
DAY = date.fromisoformat(ON)
TOWN = Town()
Found = TypeVar("Found")

ash = TOWN.case("ash", mum="1985-04-02", kid="2016-05-01", dad="1984-01-01", gran="1955-01-01")
ash.record("csc", "kid", school="oak")
ash.tie("mum", "parent", "kid")
ash.tie("dad", "parent", "kid")
ash.tie("gran", "parent", "mum")
ash.home("hill", "mum", "kid", "gran", uprn="100")
ash.home("mill", "dad", "kid", uprn="200", kind="home")
ash.home("inn", "dad", uprn="300", kind="hostel")
ash.involved("csc", "kid")
ash.involved("csc", "mum")
ash.involved("drugs", "mum")
ash.involved("mind", "mum", "closed", until="2026-02-28")
ash.involved("housing", "mum")
ash.involved("probation", "dad")

ELM = TOWN.case("elm", dan="1990-01-01")
ELM.involved("drugs", "dan", "referred")
ELM.involved("probation", "dan")
ELM.involved("housing", "dan", since="2026-03-02")

# met: three together, the owner among the participants too; before the months and after the date
ash.event("csc", "talk", "conference", RECENT, "kid", participants="csc;drugs;police")
ash.event("csc", "old", "meeting", LONG_AGO, "kid", participants="probation")
ash.event("csc", "planned", "meeting", TO_COME, "kid", participants="probation")
# and an undated one, after some day of last year
ash.event("drugs", "some-day", "contact", "2025", "mum")
ash.event("drugs", "then", "meeting", "", "mum", participants="mind", after="some-day")
# informed, each in its direction; an acknowledgement is of the same event; pending is none
ash.event("drugs", "slip", "relapse", RECENT, "mum")
ash.told("slip", "csc", "2025-10-02")
ash.told("slip", "csc", "2025-10-04", "acknowledged")
ash.told("slip", "housing", "2025-10-02", "pending")
ash.event("csc", "visit", "home_visit", RECENT, "kid")
ash.told("visit", "drugs", "2025-10-02")
ash.event("csc", "undated", "home_visit", "", "kid")
ash.told("undated", "drugs", "2025-10-02")
ash.told("undated", "probation", "2026-03-02")
# not dated, and so of the time of its event: of that which it followed
ash.event("housing", "long-ago", "contact", "2020-02-01", "mum")
ash.event("housing", "since", "contact", "", "mum", after="long-ago")
ash.told("since", "mind")
# referred
ELM.event("probation", "form", "referral", RECENT, "dan", to_agency="drugs")
# about nobody
TOWN.agency("police").event("patrol", "information", RECENT)
TOWN.agency("police").row("informed", event_id="patrol", agency="probation", at=RECENT)


def allocated(agency: str, involvement: str, worker: str, registration: str, until: str = "") -> None:
    """A worker of an agency is allocated to one of its involvements."""
    records = TOWN.agency(agency)
    records.row("professionals", professional_id=worker, name=worker.title(), registration=registration)
    records.row("allocations", involvement_id=involvement, professional_id=worker, since="2024-01-01", until=until)


allocated("drugs", ash.involved("drugs", "mum"), "dee", "SWE:dee")
allocated("mind", ash.involved("mind", "mum"), "dee-too", "SWE:dee")
allocated("housing", ash.involved("housing", "mum"), "eve", "SWE:eve", until="2025-03-01")
allocated("csc", ash.involved("csc", "mum"), "eve-too", "SWE:eve")


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("services"), *TOWN.delivered(covers={"housing": ("2020-01-01", "2025-12-31")}))


def read(store: StoreAddress, work: Callable[[Cases], Awaitable[Found]]) -> Found:
    """What `work` reads."""

    async def run() -> Found:
        async with opened(store) as driver:
            return await work(Cases.on(driver, timeout=170.0))

    return asyncio.run(run())


@pytest.fixture(scope="module")
def borough(store: StoreAddress, _loaded: None) -> ServiceNetwork:
    """The network on the date."""
    return read(store, lambda cases: service_network(cases, DAY))


def counts(graph: nx.Graph[str], one: str, other: str) -> dict[str, int]:
    """An edge's counts, but for those that are none."""
    return {kind: count for kind, count in graph.edges[one, other].items() if count}


def test_agencies_are_nodes_with_kind_side_and_how_many_they_work_with(borough: ServiceNetwork) -> None:
    assert {agency: (facts["side"], facts["people"]) for agency, facts in borough.graph.nodes.items()} == {
        "csc": ("children", 2), "drugs": ("adult", 1), "mind": ("adult", 1), "housing": ("adult", 1),
        "probation": ("adult", 2), "police": ("both", 0),
    }  # fmt: skip
    assert borough.graph.nodes["csc"] == {"name": "Csc", "kind": "children_social_care", "side": "children",
                                          "people": 2, "covered": True}  # fmt: skip
    assert dict(borough.flows.nodes) == dict(borough.graph.nodes)


def test_links_are_counted_by_kind(borough: ServiceNetwork) -> None:
    assert {tuple(sorted(edge)) for edge in borough.graph.edges} == {
        ("csc", "drugs"), ("csc", "police"), ("drugs", "police"), ("drugs", "probation"), ("drugs", "mind"),
    }  # fmt: skip
    assert counts(borough.graph, "csc", "drugs") == {"met": 1, "informed": 3, "people": 1}
    assert counts(borough.graph, "drugs", "police") == {"met": 1}
    assert counts(borough.graph, "drugs", "probation") == {"referred": 1}
    assert counts(borough.graph, "drugs", "mind") == {"met": 1, "worker": 1, "people": 1}


def test_flows_lead_from_one_agency_to_another(borough: ServiceNetwork) -> None:
    assert {edge: counts(borough.flows, *edge) for edge in borough.flows.edges} == {
        ("csc", "drugs"): {"informed": 2}, ("drugs", "csc"): {"informed": 1}, ("probation", "drugs"): {"referred": 1},
    }  # fmt: skip


def test_who_shares_people_and_has_no_link_is_apart(borough: ServiceNetwork) -> None:
    assert borough.apart == (
        Apart("csc", "housing", 1), Apart("csc", "mind", 1), Apart("drugs", "housing", 1), Apart("housing", "mind", 1),
    )  # fmt: skip


def test_agencies_without_cover_are_named(borough: ServiceNetwork) -> None:
    assert borough.uncovered == ("housing",)


def test_the_network_moves_with_the_date(store: StoreAddress) -> None:
    before = read(store, lambda cases: service_network(cases, date(2025, 9, 30)))
    assert {tuple(sorted(edge)) for edge in before.graph.edges if any(counts(before.graph, *edge))} == {
        ("csc", "probation"), ("drugs", "mind"), ("csc", "housing"),
    }  # fmt: skip
    later = read(store, lambda cases: service_network(cases, date(2026, 3, 2)))
    assert counts(later.graph, "csc", "probation") == {"met": 1, "informed": 1}
    assert later.graph.nodes["housing"]["people"] == 2


def test_before_anything_was_recorded_there_is_nobody(store: StoreAddress) -> None:
    early = datetime(2026, 3, 31, tzinfo=UTC)
    found = read(store, lambda cases: service_network(cases, DAY, early))
    assert (list(found.graph), list(found.flows), found.apart) == ([], [], ())


def test_what_was_known_when_all_was_delivered_is_what_is_known_now(
    store: StoreAddress, borough: ServiceNetwork
) -> None:
    then = read(store, lambda cases: service_network(cases, DAY, datetime(2026, 4, 2, tzinfo=UTC)))
    assert nx.utils.graphs_equal(then.graph, borough.graph)
    assert nx.utils.graphs_equal(then.flows, borough.flows)
    assert then.apart == borough.apart


def test_one_statement_reads_the_borough(store: StoreAddress) -> None:
    async def counted(cases: Cases) -> int:
        await cases.store.directory()
        before = cases.store.sent
        await service_network(cases, DAY)
        return cases.store.sent - before

    assert read(store, counted) == 1


def test_a_part_of_the_network_is_refused(store: StoreAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_links, "MOST_PAIRS", 5)
    with pytest.raises(TooManyPairs, match="5 counted pairs"):
        read(store, lambda cases: service_network(cases, DAY))


def test_an_authority_may_draw_the_sides_otherwise(store: StoreAddress) -> None:
    own = {**SIDES, "police": Sided("children", "its child protection unit alone delivers")}
    found = read(store, lambda cases: service_network(cases, DAY, sides=own))
    assert found.graph.nodes["police"]["side"] == "children"


def test_every_kind_of_agency_has_a_side_with_a_reason() -> None:
    assert set(SIDES) == {code.code for code in AGENCY_KIND.codes}
    assert [kind for kind, sided in SIDES.items() if not sided.reason] == []


# ---- the services around a child


def test_a_childs_services_are_a_graph_of_their_links(store: StoreAddress) -> None:
    async def services(cases: Cases) -> dict[str, nx.Graph[str]]:
        return await (await case(cases, ash.person("mum"), DAY)).services()

    ((child, graph),) = read(store, services).items()
    assert ash.named([{"id": child}]) == ["kid"]
    assert {tuple(sorted((one, other))): facts["kinds"] for one, other, facts in graph.edges(data=True)} == {
        ("csc", "drugs"): {"met", "informed"}, ("drugs", "mind"): {"met", "worker"},
    }  # fmt: skip
    assert {agency: facts["side"] for agency, facts in graph.nodes.items()} == {
        "csc": "children", "drugs": "adult", "mind": "adult", "housing": "adult", "probation": "adult",
        "oak": "children",
    }  # fmt: skip
    council = graph.nodes["csc"]
    assert (council["name"], council["kinds"], council["services"]) == ("Csc", ("children_social_care",), ("Csc",))
    assert sorted(ash.named([{"id": person} for person in council["people"]])) == ["kid", "mum"]


# ---- a household


def test_a_household_is_those_who_share_a_home_and_their_ties(store: StoreAddress) -> None:
    home = read(store, lambda cases: household(cases, address_by_uprn("100"), DAY))
    assert sorted(ash.named([{"id": person} for person in home])) == ["gran", "kid", "mum"]
    assert sorted(ash.named([{"id": one}, {"id": other}]) for one, other in home.edges()) == [
        ["gran", "mum"], ["mum", "kid"],
    ]  # fmt: skip
    assert home.nodes[ash.person("gran")]["age"] == 71
    assert home.nodes[ash.person("gran")]["addresses"] == (address_by_uprn("100"),)


def test_a_person_of_two_homes_shares_both(store: StoreAddress) -> None:
    home = read(store, lambda cases: household(cases, ash.person("kid"), DAY))
    assert sorted(ash.named([{"id": person} for person in home])) == ["dad", "gran", "kid", "mum"]
    both = tuple(sorted((address_by_uprn("100"), address_by_uprn("200"))))
    assert home.nodes[ash.person("kid")]["addresses"] == both


def test_a_hostel_is_nobodys_household(store: StoreAddress) -> None:
    assert list(read(store, lambda cases: household(cases, address_by_uprn("300"), DAY))) == []
    assert list(read(store, lambda cases: household(cases, ELM.person("dan"), DAY))) == []


@pytest.mark.parametrize("whose", ["person:nobody", "address:nowhere"])
def test_a_household_of_nobody_is_an_error(store: StoreAddress, whose: str) -> None:
    with pytest.raises(NoSuchPerson, match=whose):
        read(store, lambda cases: household(cases, whose, DAY))
