"""Every question, finding and picture, for every kind of viewer: an answer, or a refusal that says why.

Of each root field all that can be selected is asked, about everybody and everything of a family of which parts are
hidden, sealed and shielded; what fails otherwise is an error of ours, which its client is told as INTERNAL.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from access_families import families, known_to_police, policy, viewed
from deliver import NOW, Agency, empty, load, opened, person_id
from graphql import get_named_type
from viewing import view
from whole_selections import whole

from api.errors import Forbidden
from api.graphql.refusals import NotSwept
from api.types.query import schema
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.access.codes import OPEN_ROLE
from queries.case import Cases
from queries.context import Context, Glass

pytestmark = pytest.mark.slow

AGENCIES = families()
known_to_police(*AGENCIES[:2])
NAMES = sorted({row["person_id"] for agency in AGENCIES for row in agency.rows["people"]})


def ids(name: str) -> list[str]:
    """The ids of a person by every agency's record."""
    return [person_id(agency.id, name) for agency in AGENCIES if _holds(agency, name)]


def _holds(agency: Agency, name: str) -> bool:
    return any(row["person_id"] == name for row in agency.rows["people"])


def broken(role: str, purpose: str, *names: str) -> Context:
    """A worker of the council with break-glass access to persons, whatever agency knows them."""
    people = tuple(id for name in names for id in ids(name))
    glass = Glass("ref-1", people, NOW + timedelta(minutes=60), tuple(agency.id for agency in AGENCIES))
    return viewed(role, "csc", purpose, glass=glass)


def viewers() -> Iterator[tuple[str, Context]]:
    """Each role of the policy by its purposes, workers of each agency, break-glass access to each person."""
    given = policy()
    for name, role in given.roles.items():
        for purpose in sorted(role.purposes):
            yield f"{name} for {purpose}", viewed(name, "csc", purpose)
    for agency in AGENCIES[1:]:
        yield f"case_worker of {agency.id}", viewed("case_worker", agency.id, "direct_care")
    yield "on significant harm", viewed("caldicott_guardian", "csc", "section47", "significant_harm")
    yield "as known then", viewed("manager", "csc", latest=False)
    for name in NAMES:
        yield f"break-glass on {name}", broken("case_worker", "direct_care", name)
    assert given.glass is not None
    for named in sorted(given.glass.roles):
        yield f"break-glass as {named}", broken(named, "section47", "mum", "ros", "vic")
    yield "who sees all", Context.as_of(viewed("manager", "csc").on)


VIEWERS = dict(viewers())
EVERYBODY = [ids(name)[0] for name in NAMES]
SOME = [ids(name)[0] for name in ("mum", "kim", "ros", "sam")]
"""Known to all, to some, and to the police alone; with sealed rows, a shielded address, partners."""
EVENTS = [global_id("Event", agency.id, row["event_id"]) for agency in AGENCIES for row in agency.rows["events"]]
RECORDS = [(agency.id, row["person_id"]) for agency in AGENCIES for row in agency.rows["people"]]
OTHERS = [global_id("Involvement", agency.id, row["involvement_id"])
          for agency in AGENCIES for row in agency.rows["involvements"]]


def listed(some: list[str]) -> str:
    """Ids as an argument."""
    return "[" + ", ".join(f'"{id}"' for id in some) + "]"


def each(argument: str, some: list[str], more: str = "") -> list[str]:
    """A question of each id."""
    return [f'{argument}: "{id}" {more}' for id in some]


ARGUMENTS: dict[str, list[str]] = {
    "person": each("id", SOME),
    "childrenAffected": each("adult", SOME, "closedWithin: 400"),
    "familyNetwork": each("person", SOME),
    "agencyMatrix": each("person", SOME),
    "genogram": each("person", SOME),
    "ecomap": each("person", SOME),
    "pathsBetween": [f'from: "{SOME[0]}" to: "{id}"' for id in SOME[1:]],
    "kinshipPath": [f'from: "{SOME[0]}" to: "{id}"' for id in SOME],
    "event": each("id", EVENTS[:5]),
    "agenciesNotInformed": each("event", EVENTS[:5]),
    "lastSeen": each("child", SOME),
    "mashCheck": [f"people: {listed(EVERYBODY)}"],
    "chronology": [f"people: {listed(EVERYBODY)}"],
    "timeline": [f"people: {listed(EVERYBODY)}"],
    "hiddenConnections": ["", f"people: {listed(EVERYBODY)}", *(f"people: {listed([id])}" for id in SOME)],
    "nodes": [f"ids: {listed([*EVERYBODY, *EVENTS[:4]])}", f"ids: {listed([*OTHERS, *(a.id for a in AGENCIES)])}"],
    "node": each("id", [*SOME[:1], *OTHERS[:1]]),
    "sourceRecord": [f'agency: "{agency}" localId: "{name}"' for agency, name in RECORDS[::6]],
    "findPeople": ['name: "Kim"', 'name: "nobody of this name"', 'name: "Mum" dateOfBirth: "1990-01-01"'],
    "mayShare": each("about", SOME[:2], 'what: PERSONAL with: "school"'),
    "maySee": each("about", SOME[:2], 'what: PERSONAL heldBy: "police" agency: "csc"'),
    "coverage": [""],
    "scope": [""],
    "notices": ['agency: "csc"'],
    "glass": ['reference: "glass:00000000000000000000"'],
}
"""By root field, what it is asked of."""
OF_THE_LOG = {"accessLog"}
"""Answered from the audit log, which a test of its own has."""
LEVELS = {"hiddenConnections": 3, "nodes": 1, "node": 1}


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, store_home: Path) -> None:
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in AGENCIES))


def test_every_root_field_is_asked() -> None:
    query = schema().query_type
    assert query is not None
    assert ARGUMENTS.keys() | OF_THE_LOG == query.fields.keys()


def test_every_role_asks() -> None:
    assert {context.viewer.role for context in VIEWERS.values()} == {*policy().roles, OPEN_ROLE}


def question(root: str, arguments: str) -> str:
    """All of a root field."""
    query = schema().query_type
    assert query is not None
    selected = whole(schema(), get_named_type(query.fields[root].type), LEVELS.get(root, 2))
    return f"{{ {root}{f'({arguments})' if arguments else ''} {selected} }}"


async def answered(cases: Cases, context: Context, root: str) -> bool:
    """Whether a root field answers anything, refused as it may be; any other error is raised as it is."""
    told = False
    for arguments in ARGUMENTS[root]:
        with suppress(Forbidden, NotSwept):
            told |= bool(await view(cases, context, question(root, arguments)))
    return told


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_nothing_fails(store: StoreAddress, viewer: str) -> None:
    async with opened(store) as driver:
        cases = Cases.on(driver, policy(), 170.0)
        told = {root for root in ARGUMENTS if await answered(cases, VIEWERS[viewer], root)}
    if VIEWERS[viewer].viewer.sees_all:
        assert told == ARGUMENTS.keys() - {"glass"}, "all of it is asked of somebody there is"
