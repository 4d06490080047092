"""Pictures of a family that was loaded from deliveries: by GraphQL, by HTTP, by the command line."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import pytest_asyncio
from deliver import Ask, Service, empty, load, names, opened, person_id
from httpx import AsyncClient
from picture_families import AGENCIES, ANN, KIT, LOU
from PIL import Image

from api.picturing import CannotPicture, save
from graph.private_store import StoreAddress
from queries.case import Cases
from queries.context import Context
from queries.pictures import happenings, reading
from queries.pictures.family import Family
from queries.pictures.happenings import Timeline
from queries.pictures.surroundings import Link, Surroundings, surroundings

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

ON = "2026-03-01"
WHOLE = """query ($person: ID!, $on: Date, $knownAt: DateTime) {
  genogram(person: $person, on: $on, knownAt: $knownAt) { __typename svg width height alternative people } }"""


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Load the family of this module."""
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in AGENCIES))


@pytest_asyncio.fixture
async def family(store: StoreAddress) -> Family:
    """What is read for Kit's genogram, under the names of this module."""
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)
        found = await reading.family(cases, KIT, Context.as_of(date.fromisoformat(ON)))
        assert found is not None
        return found


@pytest_asyncio.fixture
async def around(store: StoreAddress) -> Surroundings:
    """What is read for Ann's ecomap."""
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)
        found = await surroundings(cases, ANN, Context.as_of(date.fromisoformat(ON)))
        assert found is not None and cases.store.sent <= 8
        return found


@pytest_asyncio.fixture
async def line(store: StoreAddress) -> Timeline:
    """What is read for the timeline of Kit and his mother."""
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)
        found = await happenings.timeline(cases, [KIT, ANN], Context.as_of(date.fromisoformat(ON)))
        assert found is not None and cases.store.sent <= 8
        return found


@pytest_asyncio.fixture
async def http(store: StoreAddress, service: Service) -> AsyncIterator[AsyncClient]:
    """The service over HTTP."""
    async with service.asked_whole(store), service.client() as client:
        yield client


def named(family: Family) -> Any:
    """From the ids of a family to the names of this module."""
    known = names(*AGENCIES)
    return lambda id: "unknown" if family.by_id[id].unknown else known[id]


async def test_everybody_is_read_the_dead_too(family: Family) -> None:
    name = named(family)
    assert sorted(name(person.id) for person in family.people) == [
        "ann", "bab", "bob", "cat", "gma", "gpa", "joy", "kit", "lou"]
    people = {name(person.id): person for person in family.people}
    assert (people["gpa"].died, people["gpa"].age) == ("2015-06-01", None)
    assert (people["bab"].unborn, people["bab"].due) == (True, "2026-06")
    assert people["kit"].age == 13
    assert name(family.index) == "kit"


async def test_marriages_partners_and_their_ends(family: Family) -> None:
    name = named(family)
    unions = {frozenset(map(name, union.partners)): union for union in family.unions}
    ann_bob = unions[frozenset({"ann", "bob"})]
    assert (ann_bob.kind, ann_bob.ended, ann_bob.since, ann_bob.until) == (
        "married", "divorced", "2009-07-01", "2018-02-01")
    bob_cat = unions[frozenset({"bob", "cat"})]
    assert (bob_cat.kind, bob_cat.ended, bob_cat.since) == ("partners", "", "2020")
    widowed = unions[frozenset({"gpa", "gma"})]
    assert (widowed.kind, widowed.ended) == ("married", "")


async def test_children_by_birth_and_by_care(family: Family) -> None:
    name = named(family)
    children = {(name(child.child), child.kind, frozenset(map(name, family.unions[child.union].partners)), child.until)
                for child in family.children}
    assert children == {
        ("kit", "birth", frozenset({"ann", "bob"}), ""), ("lou", "birth", frozenset({"ann", "bob"}), ""),
        ("bab", "birth", frozenset({"bob", "cat"}), ""), ("kit", "foster", frozenset({"joy"}), ""),
        ("bob", "birth", frozenset({"gpa", "gma"}), ""), ("joy", "birth", frozenset({"gpa", "gma"}), ""),
        ("lou", "foster", frozenset({"joy"}), "2022-02-01"),
    }


async def test_homes_and_caring_roles(family: Family) -> None:
    name = named(family)
    assert {frozenset(map(name, home.members)) for home in family.households} == {
        frozenset({"joy", "kit"}), frozenset({"ann", "lou"})}
    assert {(name(link.start), name(link.end), link.type, link.until) for link in family.links} == {
        ("kit", "ann", "young_carer", ""), ("gma", "kit", "kinship_carer", "2020-05")}


async def test_who_says_so_is_in_the_words(family: Family) -> None:
    (said,) = (child.said.words for child in family.children
               if named(family)(child.child) == "lou" and child.kind == "birth")
    assert "Ann Hale is parent of Lou Hale, say csc and housing" in said


async def test_a_household_its_family_elsewhere_and_the_agencies(around: Surroundings) -> None:
    known = names(*AGENCIES)
    assert sorted(known[person.id] for person in around.home) == ["ann", "lou"]
    assert {"kit", "bob"} <= {known[person.id] for person, _ in around.elsewhere}
    assert {agency.id: agency.group for agency in around.agencies} == {"csc": 0, "drugs": 0, "housing": 1}
    assert around.links == (Link("csc", "drugs", frozenset({"informed"})),)


async def test_how_strong_a_tie_is_by_what_was_recorded(around: Surroundings) -> None:
    known = names(*AGENCIES)
    assert {(known[tie.person], tie.agency): tie.strength for tie in around.ties} == {
        ("kit", "csc"): "strong", ("lou", "csc"): "one_way",
        ("ann", "drugs"): "stressful", ("ann", "housing"): "tenuous"}


async def test_services_that_a_child_should_have_are_gaps(around: Surroundings) -> None:
    known = names(*AGENCIES)
    assert {(known[gap.person], gap.text) for gap in around.gaps} == {
        ("lou", "No school recorded"), ("lou", "No GP recorded")}


async def test_events_by_agency_and_when_each_could_be_known(line: Timeline) -> None:
    assert [(event.agency, event.kind, event.on) for event in line.events] == [
        ("drugs", "Missed appointment", "2026-01-20"), ("csc", "Concern", "2026-02-02")]
    concern = line.events[1]
    assert concern.recorded == date(2026, 2, 4)
    assert {(knows.agency, knows.state, knows.day, knows.late) for knows in concern.known} == {
        ("drugs", "told", date(2026, 2, 5), True), ("housing", "not_told", None, True)}


async def test_who_was_not_told_of_a_missed_appointment(line: Timeline) -> None:
    missed = line.events[0]
    assert {(knows.agency, knows.state) for knows in missed.known} == {("csc", "not_told"), ("housing", "not_told")}


async def clocks_on(store: StoreAddress, person: str, day: str, end: str | None = None) -> dict[str, str]:
    """By title, how the clocks of a person stand on a day."""
    async with opened(store) as driver:
        cases, until = Cases.on(driver, timeout=170.0), date.fromisoformat(end) if end else None
        found = await happenings.timeline(cases, [person], Context.as_of(date.fromisoformat(day)), None, until)
        assert found is not None and cases.store.sent <= 8
        return {clock.title: clock.state for clock in found.clocks}


async def test_a_plan_starts_the_clocks_of_its_core_group_and_review(store: StoreAddress) -> None:
    """Conference and plan on 13 January: ten working days end on the 27th, three months on 13 April."""
    assert await clocks_on(store, LOU, "2026-01-27") == {"First core group": "running", "First review": "running"}
    assert await clocks_on(store, LOU, ON) == {"First core group": "past", "First review": "running"}


async def test_after_the_last_delivery_nobody_knows_whether_a_clock_is_met(store: StoreAddress) -> None:
    assert (await clocks_on(store, LOU, "2027-01-10"))["First review"] == "not_known"


async def test_clocks_are_a_childs_and_of_events_until_the_date(store: StoreAddress) -> None:
    assert await clocks_on(store, ANN, ON) == {}
    assert await clocks_on(store, LOU, ON, "2026-02-01") == {}


@pytest.mark.parametrize("kind", ["ecomap", "timeline"])
async def test_other_pictures_by_their_address(http: AsyncClient, kind: str) -> None:
    got = await http.get(f"/pictures/{kind}/{KIT}.svg", params={"on": ON})
    assert (got.status_code, got.text[:4]) == (200, "<svg")
    assert (await http.get(f"/pictures/{kind}/person:nobody.svg")).status_code == 404


async def test_a_timeline_between_two_days(http: AsyncClient) -> None:
    got = await http.get(f"/pictures/timeline/{KIT}.svg", params={"on": ON, "from": "2026-02-03"})
    assert got.status_code == 200 and "Concern" not in got.text


async def test_a_picture_by_graphql(ask: Ask) -> None:
    picture = await ask(WHOLE, person=KIT, on=ON)
    assert picture["__typename"] == "Picture"
    root = ElementTree.fromstring(picture["svg"])
    assert (root.get("width"), root.get("height")) == (str(picture["width"]), str(picture["height"]))
    assert person_id("csc", "gpa") in picture["people"] and len(picture["people"]) == 9
    assert picture["alternative"].startswith("Family of Kit Hale on 2026-03-01: 9 persons.")


async def test_it_is_as_of_a_date(ask: Ask) -> None:
    """In 2019 Bob had no partner whom anybody recorded, and Kit lived with nobody else."""
    before = await ask(WHOLE, person=KIT, on="2019-01-01")
    assert person_id("csc", "cat") not in before["people"]
    assert "Cat Moss" not in before["svg"]


async def test_it_is_as_known_at_a_time(ask: Ask) -> None:
    assert await ask(WHOLE, person=KIT, on=ON, knownAt="2020-01-01T00:00:00Z") is None


async def test_nobody_known_is_null(ask: Ask) -> None:
    assert await ask(WHOLE, person="person:nobody", on=ON) is None


async def test_a_picture_by_its_address(http: AsyncClient) -> None:
    got = await http.get(f"/pictures/genogram/{KIT}.svg", params={"on": ON})
    assert (got.status_code, got.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
    assert f"/pictures/genogram/{KIT}.svg?on={ON}" in got.text
    assert "no-store" in got.headers["cache-control"] and "sandbox" in got.headers["content-security-policy"]


async def test_a_picture_as_png_and_pdf(http: AsyncClient, tmp_path: Path) -> None:
    png = await http.get(f"/pictures/genogram/{KIT}.png", params={"on": ON})
    svg = await http.get(f"/pictures/genogram/{KIT}.svg", params={"on": ON})
    (tmp_path / "one.png").write_bytes(png.content)
    root = ElementTree.fromstring(svg.text)
    with Image.open(tmp_path / "one.png") as image:
        assert (png.headers["content-type"], image.size) == (
            "image/png", (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"])))
    pdf = await http.get(f"/pictures/genogram/{KIT}.pdf", params={"on": ON})
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/pictures/genogram/person:nobody.svg", 404, "NOT_FOUND"),
        ("/pictures/sociogram/person:nobody.svg", 404, "NOT_FOUND"),
        ("/pictures/genogram/person:nobody.gif", 404, "NOT_FOUND"),
        ("/pictures/genogram/person:nobody.svg?on=yesterday", 400, "BAD_REQUEST"),
        ("/pictures/genogram/person:nobody.svg?on=2026-03-01&on=2026-03-02", 400, "BAD_REQUEST"),
        ("/pictures/genogram/person:nobody.svg?sleep=9", 400, "BAD_REQUEST"),
    ],
)
async def test_what_cannot_be_drawn(http: AsyncClient, address: str, status: int, code: str) -> None:
    got = await http.get(address)
    (error,) = got.json()["errors"]
    assert (got.status_code, error["extensions"]["code"]) == (status, code)
    assert "nobody" not in error["message"]


async def test_only_get(http: AsyncClient) -> None:
    got = await http.post(f"/pictures/genogram/{KIT}.svg")
    assert (got.status_code, got.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("given", [{"on": "0001-01-01"}, {"knownAt": "9999-12-31"}, {"from": "2027-01-01", "on": ON}])
async def test_a_picture_of_a_time_that_cannot_be_asked_about_is_refused(
    http: AsyncClient, given: dict[str, str]
) -> None:
    got = await http.get(f"/pictures/timeline/{KIT}.svg", params=given)
    (refused,) = got.json()["errors"]
    assert (got.status_code, refused["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert "1900 to 2199" in refused["message"] or "from is after on" in refused["message"]


async def test_another_site_gets_no_picture(http: AsyncClient) -> None:
    got = await http.get(f"/pictures/genogram/{KIT}.svg", headers={"sec-fetch-site": "cross-site"})
    assert got.status_code == 403


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF-")])
async def test_a_picture_into_a_file(store: StoreAddress, tmp_path: Path, suffix: str, start: bytes) -> None:
    file = tmp_path / f"kit.{suffix}"
    async with opened(store) as driver:
        await save(Cases.on(driver), "genogram", KIT, file, ON)
    assert file.read_bytes().startswith(start)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("kind", "person", "file", "on", "said"),
    [
        ("sociogram", KIT, "one.svg", ON, "sociogram is no picture; ask for genogram, ecomap, timeline"),
        ("genogram", KIT, "one.gif", ON, "end it in .svg or .png or .pdf"),
        ("genogram", KIT, "one.svg", "2026-02-30", "must be given as 'Date'"),
        ("genogram", "person:nobody", "one.svg", ON, "nobody is known by this id"),
    ],
)
async def test_what_cannot_be_saved(
    store: StoreAddress, tmp_path: Path, kind: str, person: str, file: str, on: str, said: str
) -> None:
    async with opened(store) as driver:
        with pytest.raises(CannotPicture, match=said):
            await save(Cases.on(driver), kind, person, tmp_path / file, on)
    assert list(tmp_path.iterdir()) == []
