"""COMPARTMENTALISED: services of several agencies with one family, and no link between them (seed row 60)."""

from __future__ import annotations

import pytest
from deliver import ON, Answer, Ask, empty, load
from flag_cases import HIDDEN
from flag_cases import flags as flags_of
from informing_cases import Case, Town

from graph.private_store import StoreAddress
from queries.analysis.rule import built
from queries.rules import RULE_ID

pytestmark = pytest.mark.slow

TOWN = Town()
RECENT = "2025-10-01"
APART: list[Case] = []
"""Cases in which the services stay apart: a flag."""
JOINED: list[Case] = []
"""Cases in which they do not, or that are no compartments: none."""


def family(name: str, flagged: bool, *services: tuple[str, str]) -> Case:
    """A mother and her boy, with her partner who does not live there and the boy's cousin; services as given."""
    case = TOWN.case(
        name, mum="1985-04-02", kid="2016-05-01", partner="1980-01-01", aunt="1987-01-01", niece="2015-01-01"
    )
    case.tie("mum", "parent", "kid")
    case.tie("mum", "partner", "partner")
    case.tie("mum", "sibling", "aunt")
    case.tie("aunt", "parent", "niece")
    for agency, person in services or (("csc", "kid"), ("drugs", "mum")):
        case.involved(agency, person)
    (APART if flagged else JOINED).append(case)
    return case


PLAIN = family("plain", True)

# Each kind of link joins


def meeting() -> None:
    case = family("meeting", False)
    case.event("police", "talk", "meeting", RECENT, "kid", participants="csc;drugs")


def told() -> None:
    case = family("told", False)
    case.event("drugs", "slip", "relapse", RECENT, "mum")
    case.told("slip", "csc", "2025-10-02")


def acknowledged() -> None:
    case = family("acknowledged", False)
    case.event("csc", "visit", "home_visit", RECENT, "kid")
    case.told("visit", "drugs", "2025-10-02", "acknowledged")


def listed_by_the_receiver() -> None:
    case = family("received", False)
    case.event("csc", "visit", "home_visit", RECENT, "kid")
    case.told("visit", "drugs", "2025-10-02", by="drugs")


def referred() -> None:
    case = family("referred", False)
    case.event("drugs", "form", "referral", RECENT, "mum", to_agency="csc")


def allocated_to_csc_too(case: Case, worker: str, until: str = "", closed: str = "") -> None:
    """A worker of the drug service is with the mother for children's social care as well, until a day."""
    involvement = case.involved("csc", "mum", "closed" if closed else "open", since="2024-01-01", until=closed)
    for agency, id in (("drugs", worker), ("csc", f"{worker}-2")):
        TOWN.agency(agency).row("professionals", professional_id=id, name=worker.title(), registration=f"SWE:{worker}")
    TOWN.agency("csc").row(
        "allocations", involvement_id=involvement, professional_id=f"{worker}-2", since="2024-01-01", until=until
    )


def shared_worker() -> None:
    case = family("worker", False, ("csc", "kid"))
    case.involved("drugs", "mum", professional_ids="dee")
    allocated_to_csc_too(case, "dee", "2025-04-01")


def shared_worker_of_a_case_that_closed() -> None:
    case = family("worker-closed", False, ("csc", "kid"))
    case.involved("drugs", "mum", professional_ids="fay")
    allocated_to_csc_too(case, "fay", closed="2025-12-01")


def about_another_member() -> None:
    case = family("another", False)
    case.event("csc", "arrest", "information", RECENT, "partner")
    case.told("arrest", "drugs", "2025-10-02")


def on_the_first_day() -> None:
    case = family("first-day", False)
    case.event("police", "talk", "meeting", "2025-03-01", "kid", participants="csc;drugs")


def some_day_of_a_year() -> None:
    """DOMAIN: a reduced date is uncertain within its window; what is undated and followed it, likewise."""
    case = family("some-day", False)
    case.event("csc", "talk", "meeting", "2025", "kid", participants="csc;drugs")
    case = family("after-some-day", False)
    case.event("csc", "call", "contact", "2025", "kid")
    case.event("csc", "talk", "meeting", "", "kid", after="call", participants="csc;drugs")


def old_event_told_lately() -> None:
    case = family("told-lately", False)
    case.event("drugs", "slip", "relapse", "2023-10-01", "mum")
    case.told("slip", "csc", "2025-10-02")


def through_a_third() -> None:
    case = family("third", False, ("csc", "kid"), ("drugs", "mum"), ("hv", "kid"))
    case.event("hv", "visit", "home_visit", RECENT, "kid")
    case.told("visit", "csc", RECENT)
    case.told("visit", "drugs", RECENT)


def undated_but_told() -> None:
    case = family("undated-told", False)
    case.event("drugs", "slip", "relapse", "", "mum")
    case.told("slip", "csc", "2025-10-02")


def told_at_a_time_not_recorded() -> None:
    """EXTRACTS: empty is not recorded, and `at` is not a required column."""
    case = family("told-undated", False)
    case.event("drugs", "slip", "relapse", RECENT, "mum")
    case.told("slip", "csc", "")


# What is no link


def pending() -> None:
    case = family("pending", True)
    case.event("drugs", "slip", "relapse", RECENT, "mum")
    case.told("slip", "csc", "2025-10-02", "pending")
    case.told("slip", "csc", "2025-10-03", "withheld")


def too_old() -> None:
    case = family("old", True)
    case.event("police", "talk", "meeting", "2025-02-28", "kid", participants="csc;drugs")
    case.event("drugs", "slip", "relapse", "2025-02-01", "mum")
    case.told("slip", "csc", "2025-02-02")
    case.event("drugs", "form", "referral", "2024-10-01", "mum", to_agency="csc")


def told_at_no_time_of_what_followed_an_old_one() -> None:
    """An informing that is not dated is of the time of its event; an undated one, of the time of what it followed."""
    case = family("old-followed", True)
    case.event("drugs", "visit", "home_visit", "2023-05-01", "mum")
    case.event("drugs", "slip", "relapse", "", "mum", after="visit")
    case.told("slip", "csc")


def still_to_come() -> None:
    case = family("to-come", True)
    case.event("police", "talk", "meeting", "2026-03-02", "kid", participants="csc;drugs")
    case.event("drugs", "slip", "relapse", RECENT, "mum")
    case.told("slip", "csc", "2026-03-02")


def about_somebody_else() -> None:
    case = family("else", True)
    case.event("police", "talk", "meeting", RECENT, "niece", participants="csc;drugs")


def with_others() -> None:
    case = family("others", True)
    case.event("drugs", "slip", "relapse", RECENT, "mum")
    case.told("slip", "police", "2025-10-02")


def worker_of_long_ago() -> None:
    case = family("left", True, ("csc", "kid"))
    case.involved("drugs", "mum", professional_ids="eve")
    allocated_to_csc_too(case, "eve", "2025-03-01")


def worker_of_a_case_that_closed_long_ago() -> None:
    case = family("closed-long-ago", True, ("csc", "kid"))
    case.involved("drugs", "mum", professional_ids="gil")
    allocated_to_csc_too(case, "gil", closed="2025-03-01")


def worker_who_left_long_ago() -> None:
    case = family("left-long-ago", True, ("csc", "kid"))
    case.involved("drugs", "mum", professional_ids="ida")
    allocated_to_csc_too(case, "ida")
    TOWN.agency("csc").rows["professionals"][-1]["to"] = "2025-03-01"


# What counts as a compartment


def one_agency_two_services() -> None:
    case = family("one", False, ("csc", "kid"))
    TOWN.agency("csc").row("services", service_id="leaving-care", name="Leaving care")
    case.involved("csc", "mum", service_id="leaving-care")


def universal_without_concern() -> None:
    case = family("universal", False, ("csc", "kid"), ("surgery", "mum"))
    case.event("surgery", "visit", "attendance", RECENT, "mum")
    case.event("surgery", "harm", "concern", "2024-10-01", "mum")


def only_universal() -> None:
    case = family("only-universal", False, ("oak", "kid"), ("surgery", "kid"))
    case.event("oak", "harm", "concern", RECENT, "kid")
    case.event("surgery", "harm-too", "injury", RECENT, "kid")


def universal_with_concern() -> None:
    case = family("concerned", True, ("csc", "mum"), ("oak", "kid"))
    case.event("oak", "harm", "absence", RECENT, "kid")


def universal_that_referred() -> None:
    case = family("referring", True, ("csc", "mum"), ("surgery", "kid"))
    case.event("surgery", "form", "referral", RECENT, "kid", to_agency="mind")


def school_on_record() -> None:
    case = TOWN.case("on-roll", kid="2016-05-01")
    case.record("csc", "kid", school="oak")
    case.involved("csc", "kid")
    case.event("oak", "harm", "injury", RECENT, "kid")
    APART.append(case)


def not_live() -> None:
    case = family("not-live", False, ("csc", "kid"))
    case.involved("drugs", "mum", "referred")
    case.involved("mind", "mum", "closed", until="2026-02-28")
    case.involved("asc", "mum", since="2026-03-02")


def not_in_the_network() -> None:
    family("cousin", False, ("csc", "kid"), ("drugs", "niece"))


def partner_of_long_ago() -> None:
    """Two agencies hold two stays together, and the months asked about lie between them."""
    case = TOWN.case("between", mum="1985-04-02", kid="2016-05-01", past="1980-01-01")
    case.tie("mum", "parent", "kid")
    case.tie("mum", "partner", "past", since="2020-01-01", until="2021-01-01")
    case.tie("mum", "partner", "past", "police", since="2026-03-20")
    case.involved("csc", "kid")
    case.involved("drugs", "past")
    JOINED.append(case)


def partner_of_last_year() -> None:
    """The network is that of the months asked about, not of the day alone."""
    case = TOWN.case("last-year", mum="1985-04-02", kid="2016-05-01", past="1980-01-01")
    case.tie("mum", "parent", "kid")
    case.tie("mum", "partner", "past", since="2020-01-01", until="2025-09-01")
    case.involved("csc", "kid")
    case.involved("drugs", "past")
    APART.append(case)


def three() -> Case:
    """Three agencies: two that met, and a third, which works with the partner."""
    case = family("three", True, ("csc", "kid"), ("csc", "mum"), ("drugs", "mum"), ("probation", "partner"))
    case.event("csc", "talk", "conference", RECENT, "kid", participants="csc;drugs")
    return case


for make in (
    meeting, told, acknowledged, listed_by_the_receiver, referred, shared_worker,
    shared_worker_of_a_case_that_closed, worker_of_a_case_that_closed_long_ago, worker_who_left_long_ago,
    about_another_member, on_the_first_day, some_day_of_a_year, old_event_told_lately, through_a_third,
    undated_but_told, told_at_a_time_not_recorded, pending, too_old, told_at_no_time_of_what_followed_an_old_one,
    still_to_come, about_somebody_else, with_others, worker_of_long_ago, one_agency_two_services,
    universal_without_concern, only_universal,
    universal_with_concern, universal_that_referred, school_on_record, not_live, not_in_the_network,
    partner_of_long_ago, partner_of_last_year,
):
    make()
THREE = three()


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("compartmentalised"), *TOWN.delivered())


async def flags(ask: Ask, people: list[str], **more: object) -> list[Answer]:
    """The flags about these persons."""
    return await flags_of(ask, "COMPARTMENTALISED", people, **more)


@pytest.mark.parametrize("case", APART, ids=lambda case: case.name)
async def test_services_without_a_link_are_flagged(ask: Ask, case: Case) -> None:
    found = await flags(ask, [case.person("kid")])
    assert [flag["rule"]["id"] for flag in found] == ["COMPARTMENTALISED"]
    assert len(found[0]["components"]) == 2


@pytest.mark.parametrize("case", JOINED, ids=lambda case: case.name)
async def test_linked_services_and_lone_ones_are_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, [case.person("kid")]) == []


async def test_a_flag_names_components_persons_path_and_what_would_join_them(ask: Ask) -> None:
    (flag,) = await flags(ask, [THREE.person("kid")])
    assert [
        ([one["id"] for one in part["agencies"]], sorted(THREE.named(part["people"]))) for part in flag["components"]
    ] == [(["csc", "drugs"], ["kid", "mum"]), (["probation"], ["partner"])]
    services = [sorted(one["name"] for one in part["services"]) for part in flag["components"]]
    assert services == [["Csc", "Drugs"], ["Probation"]]
    (path,) = flag["paths"]
    assert (THREE.named(path["people"]), [step["type"] for step in path["steps"]]) == (["mum", "partner"], ["PARTNER"])
    assert sorted(THREE.named(flag["people"])) == ["kid", "mum", "partner"]
    assert [one["id"] for one in flag["agencies"]] == ["csc", "drugs", "probation"]
    assert len(flag["clearedBy"]) == 1
    assert flag["clearedBy"][0].startswith("A contact of Csc or Drugs with Probation about this family")
    assert all(name in flag["statement"] for name in ("Csc", "Drugs", "Probation"))
    assert (flag["asOf"], flag["state"], flag["expires"]) == (ON, "OPEN", "2026-03-29")
    assert "row 60" in flag["rule"]["authority"]
    assert sorted((one["agency"]["id"], one["since"]) for one in flag["evidence"]) == [
        (agency, "2025-06-01") for agency in ("csc", "csc", "drugs", "probation")
    ]


@pytest.mark.parametrize("name", ["mum", "partner", "kid"])
async def test_an_adult_of_the_childs_network_brings_the_flag_up(ask: Ask, name: str) -> None:
    (flag,) = await flags(ask, [THREE.person(name)])
    (again,) = await flags(ask, [THREE.person("kid")])
    assert flag == again


async def test_nobody_outside_the_network_brings_it_up(ask: Ask) -> None:
    assert await flags(ask, [THREE.person("niece"), "person:none"]) == []
    assert await flags(ask, []) == []


async def test_the_months_that_link_end_on_the_date_asked(ask: Ask) -> None:
    (first_day,) = (case for case in JOINED if case.name == "first-day")
    assert await flags(ask, [first_day.person("kid")], on="2026-03-01") == []
    assert len(await flags(ask, [first_day.person("kid")], on="2026-03-02")) == 1


async def test_the_network_is_over_the_dates_asked(ask: Ask) -> None:
    (last_year,) = (case for case in APART if case.name == "last-year")
    assert await flags(ask, [last_year.person("kid")], **{"from": "2025-09-01"}) == []
    assert len(await flags(ask, [last_year.person("kid")], **{"from": "2025-08-31"})) == 1


async def test_flags_come_page_by_page_and_once_each(ask: Ask) -> None:
    people = [PLAIN.person("kid"), "person:none", PLAIN.person("mum"), THREE.person("mum")]
    both = await flags(ask, people)
    assert len(both) == 2
    one_at_a_time = {"people": people, "on": ON, "rule": ["COMPARTMENTALISED"], "first": 1}
    first = await ask(HIDDEN, **one_at_a_time)
    assert (first["nodes"], first["pageInfo"]["hasNextPage"]) == (both[:1], True)
    second = await ask(HIDDEN, **one_at_a_time, after=first["pageInfo"]["endCursor"])
    assert (second["nodes"], second["pageInfo"]["hasNextPage"]) == (both[1:], False)


async def test_before_anything_was_recorded_nothing_is_flagged(ask: Ask) -> None:
    assert await flags(ask, [PLAIN.person("kid")], knownAt="2026-03-31T00:00:00Z") == []


async def refused(ask: Ask, **variables: object) -> str:
    """The code of the refusal."""
    with pytest.raises(AssertionError) as raised:
        await ask(HIDDEN, on=ON, **variables)
    code: str = raised.value.args[0][0]["extensions"]["code"]
    return code


def test_every_rule_that_there_is_to_be_is_built() -> None:
    assert sorted(built()) == sorted(code.code.upper() for code in RULE_ID.codes)


async def test_all_rules_are_asked_where_none_is_named(ask: Ask) -> None:
    found = (await ask(HIDDEN, people=[PLAIN.person("kid")], on=ON))["nodes"]
    assert "COMPARTMENTALISED" in [flag["rule"]["id"] for flag in found]
