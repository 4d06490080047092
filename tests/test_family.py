"""Persons, who they are, and the family around them. Each case's family stands above its test.

All families are loaded once; a case that names no date asks about 1 March 2026.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import ON, Agency, Answer, Ask, empty, load, names, nhs, person_id

from graph.private_store import StoreAddress

pytestmark = pytest.mark.usefixtures("families")

csc = Agency("csc", "children_social_care")
amh = Agency("amh", "mental_health")
police = Agency("police", "police")
health = Agency("health", "health_visiting")
TEN = [Agency(f"ten-{number}", "voluntary") for number in range(10)]
EVERYBODY = (csc, amh, police, health, *TEN)

PERSON = """
query ($id: ID!, $knownAt: DateTime) {
  person(id: $id, on: "2026-03-01", knownAt: $knownAt) { id familyName records { localId agency { id } } }
}"""
RECORD = """
query ($agency: ID!, $localId: ID!) {
  sourceRecord(agency: $agency, localId: $localId) { localId identifiers { scheme value verified } person { id } }
}"""
FIND = """
query ($name: String, $born: Date, $identifier: IdentifierInput, $first: Int, $after: String) {
  findPeople(name: $name, dateOfBirth: $born, identifier: $identifier, first: $first, after: $after) {
    nodes { id } pageInfo { hasNextPage endCursor }
  }
}"""
NETWORK = """
query ($person: ID!, $on: Date) {
  familyNetwork(person: $person, steps: 3, on: $on) {
    members { person { id } distance path { steps { assertedBy { id } } } } ties { from { id } type to { id } }
  }
}"""
PATHS = """
query ($from: ID!, $to: ID!) {
  pathsBetween(from: $from, to: $to, longest: 3, on: "2026-03-01") { people { id } steps { type } }
}"""
MATRIX = """
query ($person: ID!) {
  agencyMatrix(person: $person, on: "2026-03-01") {
    agencies { agency { id } people { id } knowsOf { id } doesNotKnowOf { id } }
  }
}"""


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Load every family of this module."""
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in EVERYBODY))


def named(*people: Answer) -> list[str]:
    """Persons by the name of the record that their id comes from."""
    known = names(*EVERYBODY)
    return [known[person["id"]] for person in people]


# ---- one person, several records

csc.person("ines", "1985-04-01", family_name="Costa")
amh.person("i-costa", "1985-04", nhs_number=nhs("ines"))
csc.person("ben", "2012-01-01")
amh.person("benjamin", "2012-01-02", nhs_number=nhs("ben"))
csc.person("pia", "2013-01-01", upn="H801200001001")
amh.person("pia-2", "2013-01-01", nhs_number=nhs("pia"), upn="R310200319046")


async def test_records_that_agree_in_a_verified_number_are_one_person_whichever_id_is_asked_by(ask: Ask) -> None:
    one = await ask(PERSON, id=person_id("csc", "ines"))
    other = await ask(PERSON, id=person_id("amh", "i-costa"))
    assert one == other
    assert one["familyName"] == "Costa"
    assert [record["localId"] for record in one["records"]] == ["i-costa", "ines"]


@pytest.mark.parametrize(("one", "other"), [("ben", "benjamin"), ("pia", "pia-2")])
async def test_conflicting_births_or_pupil_numbers_keep_records_apart(ask: Ask, one: str, other: str) -> None:
    for agency, name in ((csc, one), (amh, other)):
        person = await ask(PERSON, id=person_id(agency.id, name))
        assert [record["localId"] for record in person["records"]] == [name]


async def test_an_unknown_id_is_null(ask: Ask) -> None:
    assert await ask(PERSON, id="person:nobody") is None
    assert await ask(RECORD, agency="csc", localId="nobody") is None


async def test_before_the_record_was_made_there_is_nobody(ask: Ask) -> None:
    assert await ask(PERSON, id=person_id("csc", "ines"), knownAt="2026-03-31T21:59:59Z") is None


csc.person("typo", "1990-01-01", nhs_number="943 476 5918")


async def test_a_number_that_fails_its_check_is_kept_and_never_joins(ask: Ask) -> None:
    record = await ask(RECORD, agency="csc", localId="typo")
    assert [(held["scheme"], held["verified"]) for held in record["identifiers"]] == [("nhs_number", False)]


# ---- finding people

csc.person("zoe", "1991-03-04", given_names="Zoë", family_name="Müller-Hughes")
csc.person("sean", "1980-05-06", given_names="Seán", family_name="O'Connor")
amh.person("sean", "1980-05-06", given_names="John", family_name="D’Arcy")
csc.person("month", "1991-03", given_names="May", family_name="Hughes")
for number in range(5):
    csc.person(f"twin-{number}", "2001-01-01", given_names="Quill", family_name="Page")


@pytest.mark.parametrize(("asked", "found"), [
    ({"name": "zoe muller hughes"}, ["zoe"]),
    ({"name": "Müller"}, ["zoe"]),
    ({"name": "hughes ZOË"}, ["zoe"]),
    ({"name": "oconnor"}, ["sean"]),
    ({"name": "O’Connor"}, ["sean"]),
    ({"name": "darcy"}, ["sean"]),
    ({"name": "John Connor"}, []),
    ({"name": "connor"}, []),
    ({"born": "1980-05-06"}, ["sean"]),
    ({"born": "1991-03-04"}, ["month", "zoe"]),
    ({"name": "hughes", "born": "1991-03-04"}, ["month", "zoe"]),
    ({"name": "zoe", "born": "1991-03-05"}, []),
    ({"identifier": {"scheme": "nhs_number", "value": nhs("zoe")}}, ["zoe"]),
    ({"identifier": {"scheme": "nhs_number", "value": f"{nhs('zoe')[:3]} {nhs('zoe')[3:]}"}}, ["zoe"]),
    ({"name": "oconnor", "identifier": {"scheme": "nhs_number", "value": nhs("zoe")}}, []),
    ({"name": "nobody of that name"}, []),
])
async def test_people_are_found_by_what_one_record_says(ask: Ask, asked: dict[str, Answer], found: list[str]) -> None:
    assert sorted(named(*(await ask(FIND, **asked))["nodes"])) == found


async def test_a_long_answer_comes_in_pages(ask: Ask) -> None:
    seen: list[str] = []
    after, more = None, True
    while more:
        page = await ask(FIND, name="quill page", first=2, after=after)
        seen += named(*page["nodes"])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert len(seen) == 5
    assert sorted(seen) == [f"twin-{number}" for number in range(5)]


# ---- the family around a person

csc.people(**{"sam": "2014-01-01", "mum": "1985-01-01", "stepdad": "1984-01-01", "gran": "1960-01-01",
              "great-aunt": "1950-01-01", "friend": "1985-01-01", "sister": "2016-01-01", "aunt": "1987-01-01",
              "brother": "2005-01-01", "brothers-wife": "2005-01-01", "wifes-child": "2023-01-01"})
csc.person("late-dad", "1980-01-01", deceased_on="2024-01-01")
csc.person("dads-mother", "1955-01-01")
csc.tie("mum", "parent", "sam")
csc.tie("late-dad", "parent", "sam")
csc.tie("dads-mother", "parent", "late-dad")
csc.tie("stepdad", "partner", "mum")
csc.tie("gran", "parent", "mum")
csc.tie("great-aunt", "sibling", "gran")
csc.tie("friend", "family_friend", "mum")
csc.tie("aunt", "aunt_uncle", "sam")
csc.tie("brother", "half_sibling", "sam")
csc.tie("brothers-wife", "spouse", "brother")
csc.tie("brothers-wife", "parent", "wifes-child")
csc.home("sams-home", "sam", "sister", "mum")


def distances(network: Answer) -> dict[str, int]:
    """The members of a network by name, and how many steps off each is."""
    members = network["members"]
    return dict(zip(named(*(member["person"] for member in members)), (m["distance"] for m in members), strict=True))


async def test_the_family_around_a_child_step_by_step(ask: Ask) -> None:
    network = await ask(NETWORK, person=person_id("csc", "sam"), on=ON)
    assert distances(network) == {
        "sam": 0, "mum": 1, "sister": 1, "brother": 1, "stepdad": 2, "gran": 2, "aunt": 2, "brothers-wife": 2,
        "great-aunt": 3, "wifes-child": 3}
    tied = {(*named(tie["from"]), tie["type"], *named(tie["to"])) for tie in network["ties"]}
    assert ("aunt", "AUNT_UNCLE", "sam") in tied
    assert not any("friend" in (one, other) for one, _, other in tied)


async def test_while_the_father_lived_his_mother_was_of_the_family(ask: Ask) -> None:
    then = distances(await ask(NETWORK, person=person_id("csc", "sam"), on="2023-12-31"))
    assert (then["late-dad"], then["dads-mother"]) == (1, 2)


async def test_an_unknown_person_has_no_network_and_no_matrix(ask: Ask) -> None:
    assert await ask(NETWORK, person="person:nobody", on=ON) is None
    assert await ask(MATRIX, person="person:nobody") is None


async def test_a_shortest_path_between_two_persons(ask: Ask) -> None:
    (path,) = await ask(PATHS, **{"from": person_id("csc", "stepdad")}, to=person_id("csc", "sister"))
    assert named(*path["people"]) == ["stepdad", "mum", "sister"]
    assert [step["type"] for step in path["steps"]] == ["PARTNER", "SHARED_HOME"]


csc.people(**{"elder": "2010-01-01", "younger": "2012-01-01", "their-mum": "1985-01-01", "their-dad": "1984-01-01"})
csc.people(**{"youngers-child": "2026-01-01"})
for parent in ("their-mum", "their-dad"):
    csc.tie(parent, "parent", "elder")
    csc.tie(parent, "main_carer", "elder")
    csc.tie(parent, "parent", "younger")
csc.tie("younger", "parent", "youngers-child")


async def test_every_path_that_is_equally_short_is_told(ask: Ask) -> None:
    paths = await ask(PATHS, **{"from": person_id("csc", "elder")}, to=person_id("csc", "youngers-child"))
    assert sorted(tuple(named(*path["people"])) for path in paths) == [
        ("elder", "their-dad", "younger", "youngers-child"),
        ("elder", "their-mum", "younger", "youngers-child"),
    ]
    assert [[step["type"] for step in path["steps"]] for path in paths] == [["PARENT"] * 3] * 2


@pytest.mark.parametrize("other", ["friend", "dads-mother", "nobody"])
async def test_no_path_through_a_friend_or_the_dead(ask: Ask, other: str) -> None:
    assert await ask(PATHS, **{"from": person_id("csc", "sam")}, to=person_id("csc", other)) == []


async def test_no_path_to_the_dead_or_from_them(ask: Ask) -> None:
    for one, other in (("sam", "late-dad"), ("late-dad", "sam")):
        assert await ask(PATHS, **{"from": person_id("csc", one)}, to=person_id("csc", other)) == []


csc.people(**{"one-child": "2014-01-01", "one-mum": "1985-01-01", "one-gran": "1960-01-01"})
csc.tie("one-mum", "parent", "one-child")
csc.tie("one-gran", "parent", "one-mum")
for agency in TEN:
    agency.people(**{"ten-child": "2014-01-01", "ten-mum": "1985-01-01", "ten-gran": "1960-01-01"})
    agency.tie("ten-mum", "parent", "ten-child")
    agency.tie("ten-gran", "parent", "ten-mum")


async def test_ten_agencies_asserting_every_tie_make_the_network_of_one(ask: Ask) -> None:
    one = await ask(NETWORK, person=person_id("csc", "one-child"), on=ON)
    ten = await ask(NETWORK, person=person_id("ten-3", "ten-child"), on=ON)
    assert {name.replace("one", "ten"): far for name, far in distances(one).items()} == distances(ten)
    assert len(ten["ties"]) == len(one["ties"]) == 2
    for member in ten["members"]:
        assert all(len(step["assertedBy"]) == 10 for step in member["path"]["steps"])


# ---- who is involved with whom, and who knows of whom

csc.person("max", "2024-01-01", gp_practice="gp-elm")
csc.person("maxs-mum", "1995-01-01")
csc.tie("maxs-mum", "parent", "max")
for agency, name in ((csc, "max"), (health, "max"), (amh, "maxs-mum"), (police, "maxs-mum")):
    if agency is not csc:
        agency.person(name)
    agency.involved(name, since="2025-01-01")
csc.event("meeting", "strategy_meeting", "2026-02-01", "max", participants="csc;health")
csc.event("told", "concern", "2026-02-10", "max")
csc.row("informed", event_id="told", agency="amh", at="2026-02-11", status="informed")
csc.row("informed", event_id="told", agency="police", at="2026-02-11", status="acknowledged")
csc.event("untold", "concern", "2026-02-12", "max")
csc.row("informed", event_id="untold", agency="gp-elm", at="2026-02-13", status="pending")


async def test_who_knows_of_whose_involvement(ask: Ask) -> None:
    matrix = await ask(MATRIX, person=person_id("csc", "maxs-mum"))
    knows = {one["agency"]["id"]: [other["id"] for other in one["knowsOf"]] for one in matrix["agencies"]}
    assert knows == {
        "csc": ["amh", "gp-elm", "health", "police"],
        "health": ["csc"],
        "amh": ["csc"], "police": ["csc"],
        "gp-elm": [],
    }
    for one in matrix["agencies"]:
        every = {other["id"] for other in (*one["knowsOf"], *one["doesNotKnowOf"])}
        assert every == set(knows) - {one["agency"]["id"]}


csc.people(ned="2015-01-01", nell="2015-01-01")
for mother, child, agency in (("neds-mum", "ned", amh), ("nells-mum", "nell", police)):
    csc.person(mother, "1985-01-01")
    agency.person(mother)
    csc.tie(mother, "parent", child)
    csc.involved(child, involvement_id=f"csc-{child}")
    agency.involved(mother, involvement_id=f"of-{mother}")
for agency, involvement, since in ((csc, "csc-ned", "2025-01-01"), (amh, "of-neds-mum", "2026-03-20")):
    agency.row("professionals", professional_id="both", name="Both", registration="SWE:both")
    agency.row("allocations", involvement_id=involvement, professional_id="both", since=since)
police.event("to-come", "incident", "2026-03-10", "nells-mum")
police.event("talk-after-it", "meeting", "", "nells-mum", after="to-come", participants="police;csc")


@pytest.mark.parametrize("mother", ["neds-mum", "nells-mum"])
async def test_what_comes_after_the_date_lets_nobody_know_of_another(ask: Ask, mother: str) -> None:
    """A second allocation of the same worker; an undated meeting that followed an incident to come."""
    matrix = await ask(MATRIX, person=person_id("csc", mother))
    assert [one["knowsOf"] for one in matrix["agencies"]] == [[], []]


async def test_which_members_an_agency_works_with(ask: Ask) -> None:
    matrix = await ask(MATRIX, person=person_id("csc", "maxs-mum"))
    assert {one["agency"]["id"]: named(*one["people"]) for one in matrix["agencies"]} == {
        "amh": ["maxs-mum"], "csc": ["max"], "gp-elm": ["max"], "health": ["max"], "police": ["maxs-mum"]}
