"""What a hub asks first of the persons in a contact, as a case: Noor's family, known to four agencies.

Noor is open to social care. Her father is with drug services, which relapse they told nobody of. Her mother's
former lodger moved out in January. The school knows nothing of any of it.

Tess is with drug services and with a refuge, which was not told of a relapse for a reason. Social care knows her son.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Agency, Answer, Ask, empty, load, names, person_id

from graph.private_store import StoreAddress

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

csc = Agency("csc", "children_social_care")
drugs = Agency("drugs", "substance_misuse")
housing = Agency("housing", "housing")
school = Agency("hill-school", "school")

csc.people(noor="2016-02-01", mum="1990-01-01", dad="1988-01-01")
csc.tie("mum", "parent", "noor")
csc.tie("dad", "parent", "noor")
csc.home("flat", "noor", "mum", uprn="100000000901")
csc.row("professionals", professional_id="sw1", name="Kit Oak", role="social worker", phone="01632 960011")
csc.involved("noor", since="2025-11-03", professional_ids="sw1")
drugs.people(dad="1988-01-01")
drugs.row("professionals", professional_id="no1", name="Sal Reed", phone="01632 960012", named_officer="yes")
drugs.involved("dad", since="2025-06-01")
drugs.event("relapse", "relapse", "2026-02-10", "dad")
housing.people(mum="1990-01-01", lodger="1979-01-01")
housing.home("tenancy", uprn="100000000901")
housing.lives("mum", "tenancy")
housing.lives("lodger", "tenancy", since="2025-01-01", until="2026-01-15")

for agency in (csc, drugs):
    agency.people(tess="1991-01-01", tom="2017-01-01")
refuge = Agency("refuge", "domestic_abuse")
refuge.people(tess="1991-01-01")
csc.tie("tess", "parent", "tom")
csc.involved("tom")
drugs.involved("tess")
refuge.involved("tess")
SAFETY = {"agency": "refuge", "at": "2026-02-11", "status": "withheld", "basis": "seeking consent would raise the risk"}
drugs.event("withheld", "relapse", "2026-02-10", "tess")
drugs.row("informed", event_id="withheld", **SAFETY)
drugs.event("settled", "relapse", "2026-02-10", "tess")
drugs.row("informed", event_id="settled", **SAFETY)
drugs.row("informed", event_id="settled", agency="csc", at="2026-02-11", status="informed")
drugs.event("some-day", "relapse", "2025", "tess")
drugs.event("since-then", "relapse", "", "tess", after="some-day")
drugs.event("long-ago", "relapse", "2024", "tess")
drugs.event("detox", "treatment_start", "2026-02-12", "tess")
drugs.event("ward", "discharge", "2026-02-12", "tess")
csc.event("back", "return_home", "2026-02-14", "tom")

UNTOLD = """query ($people: [ID!]!) { mashCheck(people: $people, on: "2026-03-01") {
  untold { event { localId } agencies { id } } } }"""
PEOPLE = """query ($people: [ID!]!) { mashCheck(people: $people, on: "2026-03-01") {
  people { id involvements { since agency { id } allocatedTo { name phone } } }
  family { person { id } distance path { steps { type } } }
  lately { id }
  agencies { agency { id } contacts { name phone } doesNotKnowOf { id } }
  untold { event { localId } rule { authority } agencies { id } }
  children { child { id } missing }
  flags { rule { id } statement state }
  coverage { agency { id } coversDate }
} }"""
EVERYBODY = (csc, drugs, housing, refuge, school)


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Load the family of this module."""
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in EVERYBODY if agency.rows))


@pytest.fixture
async def check(ask: Ask) -> Answer:
    """What is told of Noor."""
    told: Answer = await ask(PEOPLE, people=[person_id("csc", "noor"), "person:nobody"])
    return told


def named(*people: Answer) -> list[str]:
    """The names of persons, sorted."""
    known = names(*(agency for agency in EVERYBODY if agency.rows))
    return sorted(known[person["id"]] for person in people)


async def test_who_is_open_to_whom_since_when_and_whom_to_ring(check: Answer) -> None:
    (noor,) = check["people"]
    (involvement,) = noor["involvements"]
    assert (involvement["since"], involvement["agency"]["id"]) == ("2025-11-03", "csc")
    assert involvement["allocatedTo"] == [{"name": "Kit Oak", "phone": "01632 960011"}]


async def test_who_else_is_in_the_family_now_and_who_lately(check: Answer) -> None:
    assert named(*(member["person"] for member in check["family"])) == ["dad", "mum"]


async def test_a_parents_lodger_who_left_is_told_of_where_it_was_the_childs_home(ask: Ask) -> None:
    told = await ask(PEOPLE, people=[person_id("csc", "mum")])
    assert named(*told["lately"]) == ["lodger"]


async def test_which_agencies_cannot_know_of_each_other(check: Answer) -> None:
    by_agency = {row["agency"]["id"]: row for row in check["agencies"]}
    assert by_agency["drugs"]["doesNotKnowOf"] == [{"id": "csc"}]
    assert by_agency["drugs"]["contacts"] == [{"name": "Sal Reed", "phone": "01632 960012"}]
    assert by_agency["csc"]["contacts"] == [{"name": "Kit Oak", "phone": "01632 960011"}]


async def test_who_has_not_been_told_of_what(check: Answer) -> None:
    (untold,) = check["untold"]
    assert (untold["event"]["localId"], untold["agencies"]) == ("relapse", [{"id": "csc"}])
    assert "row 22" in untold["rule"]["authority"]


async def test_nobody_is_to_be_told_who_is_lawfully_not_or_whom_the_rule_is_not_for(ask: Ask) -> None:
    told = await ask(UNTOLD, people=[person_id("csc", "tom")])
    assert {one["event"]["localId"]: [agency["id"] for agency in one["agencies"]] for one in told["untold"]} == {
        "withheld": ["csc"],  # the refuge is not told, and why is recorded
        "some-day": ["csc", "refuge"],  # of the months, if it was late in the year
        "since-then": ["csc", "refuge"],  # as late as what it followed, at least
        "detox": ["csc"],  # row 23: children's services
        "back": ["drugs", "refuge"],  # row 24: who works with the mother
    }


async def test_what_is_not_known(check: Answer) -> None:
    assert [child["missing"] for child in check["children"]] == [["SCHOOL", "GP"]]
    assert {one["agency"]["id"] for one in check["coverage"]} == {"csc", "drugs", "housing", "refuge"}


async def test_which_flags_stand(check: Answer) -> None:
    flags = {flag["rule"]["id"]: flag for flag in check["flags"]}
    assert flags["COMPARTMENTALISED"]["state"] == "OPEN"


async def test_nobody_known_is_null(ask: Ask) -> None:
    assert await ask(PEOPLE, people=["person:nobody"]) is None
