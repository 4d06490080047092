"""A toy schema over a case in memory: whatever a field of the API may be, and a field for each way to fail.

A person is a number: person 4's partner is person 5, and so on without end. What a field gives, and whether it fails,
follows from the number.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.errors import Forbidden
from api.types.build import build_schema
from api.types.connections import Connection, Edge, Page, edges_of
from api.types.declare import Answered, fact, root
from api.types.enums import CodeEnum
from api.types.node import Node, is_node
from api.types.scalars import PartialDate
from graph import codes


@dataclass(frozen=True, slots=True)
class Human:
    """A person of the toy family."""

    number: int

    @property
    def id(self) -> str:
        return f"person:{self.number}"


@dataclass(frozen=True, slots=True)
class Work:
    """One person with one service."""

    person: Human
    number: int

    @property
    def id(self) -> str:
        return f"work:{self.person.number}:{self.number}"


@dataclass(slots=True)
class ToyCase:
    """Facts in memory: counts its reads, and gives only what has been read."""

    reads: list[dict[str, list[str]]] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)

    async def read(self, **wanted: Iterable[str]) -> None:
        asked = {kind: list(ids) for kind, ids in wanted.items()}
        self.reads.append(asked)
        self.known.update((kind, each) for kind, ids in asked.items() for each in ids)

    def must_know(self, kind: str, person: Human) -> None:
        if (kind, person.id) not in self.known:
            raise AssertionError(f"{kind} of {person.id} was not read")


class Sex(CodeEnum, codes=codes.SEX):
    """Sex as the record gives it."""


class Status(CodeEnum, codes=codes.INVOLVEMENT_STATUS):
    """Where an involvement stands."""


@strawberry.input(description="An identifier to look for.")
class Identifier:
    """An input object."""

    scheme: str = strawberry.field(description="Whose numbers.")
    value: str = strawberry.field(description="The number.")


def work_needs(person: Human, ended: bool = False) -> Mapping[str, list[str]]:
    if person.number % 13 == 12:
        raise RuntimeError("no needs")
    return {"work": [person.id]}


def tie_needs(person: Human) -> Mapping[str, list[str]]:
    return {"ties": [person.id], "names": [person.id]}


def involvements(
    case: ToyCase, person: Human, ended: Annotated[bool, strawberry.argument(description="The ended ones too.")] = False
) -> list[Work]:
    case.must_know("work", person)
    return [Work(person, number) for number in range(person.number % 3 + ended)]


def partner(case: ToyCase, person: Human) -> Human | None:
    case.must_know("ties", person)
    return Human(person.number + 1) if person.number % 4 else None


def friends(
    case: ToyCase,
    person: Human,
    most: Annotated[int | None, strawberry.argument(description="At most so many.")] = None,
    sexes: Annotated[list[Sex] | None, strawberry.argument(description="Of these.")] = None,
) -> Any:
    if person.number % 7 == 6:
        return "nobody"  # no list
    found = [Human(person.number + 2), None if person.number % 2 else Human(person.number + 3)]
    return [each for each in found if not sexes or (each and sex_of(case, each) in sexes)][:most]


def sex_of(case: ToyCase, person: Human) -> str | None:
    return (None, "female", "MALE", Sex["INDETERMINATE"], "no such code")[person.number % 5]


def age(
    case: ToyCase,
    person: Human,
    on: Annotated[date | None, strawberry.argument(description="On which day.")] = None,
    in_months: Annotated[bool, strawberry.argument(description="In months.")] = False,
) -> int | None:
    years = (on.year if on else 2026) - 1990 - person.number
    return None if person.number % 5 == 3 else years * (12 if in_months else 1)


def required(case: ToyCase, person: Human) -> str | None:
    match person.number % 6:
        case 3:
            raise Forbidden("Not for you.")
        case 4:
            raise ValueError("person 4 is secret")
        case 5:
            return None
    return "given"


def risky(case: ToyCase, person: Human) -> str | None:
    return required(case, person) or "nothing"


def mother(case: ToyCase, person: Human) -> Human | None:
    return Human(person.number + 5) if person.number % 3 else None


def numbers(case: ToyCase, person: Human) -> list[list[int | None]]:
    return [[1, None], [], [person.number]] if person.number % 2 else [[None if person.number % 4 else 2]]


def slow(case: ToyCase, person: Human) -> str:
    end = time.thread_time() + 0.004
    while time.thread_time() < end:
        pass
    return "late"


@is_node(Human)
@strawberry.type(description="A person.")
class Person(Node):
    """A type with every kind of field."""

    name: str | None = fact(lambda case, p: f"P{p.number}" if p.number % 3 else None, "Name.")
    sex: Sex | None = fact(sex_of, "Sex.")
    age: int | None = fact(age, "Age.")
    born: PartialDate | None = fact(lambda case, p: "2019-05", "Date of birth.")
    day: date = fact(lambda case, p: date(2019, 5, 1 + p.number % 20), "A day.")
    codes: list[str] = fact(lambda case, p: ["a", "b"][: p.number % 3], "Codes.")
    table: list[list[int | None]] | None = fact(numbers, "Numbers.")
    strict: list[list[int]] | None = fact(numbers, "Numbers that are never null.")
    partner: Person | None = fact(partner, "Partner.", needs=tie_needs)
    friends: list[Person | None] | None = fact(friends, "Friends.")
    family: list[Person] = fact(lambda case, p: [p, Human(p.number + 2)], "Everybody.", needs=tie_needs)
    again: Person = fact(lambda case, p: p, "The same person.")
    mother: Person = fact(mother, "Mother.")
    involvements: list[Involvement] = fact(involvements, "Services.", needs=work_needs)
    nodes: list[Node | None] = fact(lambda case, p: [p, Work(p, 0), None, object()][: p.number % 5], "Anything.")
    required: str = fact(required, "Fails for some.")
    risky: str | None = fact(risky, "Fails for some.")
    slow: str = fact(slow, "Takes 4 ms.")

    tells = staticmethod(lambda case, person: [person.id])


@is_node(Work)
@strawberry.type(description="A person with a service.")
class Involvement(Node):
    """A type below another."""

    person: Person = fact(lambda case, work: work.person, "Who.")
    status: Status = fact(lambda case, work: "open" if work.number else "CLOSED", "Status.")
    label: str = fact(lambda case, work: f"{work.person.number}/{work.number}", "Label.", name="title")

    tells = staticmethod(lambda case, work: [work.id, work.person.id])


@strawberry.type(description="A person who was found.")
class PersonEdge(Edge[Person]):
    """An edge with a field of its own."""

    matched_by: list[str] = fact(lambda case, edge: ["name"] * (edge.index % 3), "What matched.")


@strawberry.type(description="A page of people.")
class PersonConnection(Connection[Person]):
    """A connection with edges of its own."""

    edges: Sequence[PersonEdge] = fact(edges_of, "The rows, with their cursors.")


def described(meaning: str) -> Any:
    return strawberry.argument(description=meaning)


Case = ToyCase
"""What a request gives: the case of every root field, so that its reads can be counted."""


async def person(case: Case, id: Annotated[strawberry.ID, described("Whose.")]) -> Answered:
    return Answered(case, human(id))


async def people(
    case: Case,
    ids: Annotated[list[strawberry.ID], described("Whose.")],
    on: Annotated[date | None, described("On which day.")] = None,
    known_at: Annotated[datetime | None, described("Known by when.")] = None,
) -> Answered:
    return Answered(case, [found for each in ids if (found := human(each))])


async def node(case: Case, id: Annotated[strawberry.ID, described("Whose.")]) -> Answered:
    person = human(id)
    return Answered(case, Work(person, 0) if person and person.number % 2 else person)


async def page(
    case: Case,
    identifier: Annotated[Identifier | None, described("An identifier.")] = None,
    first: Annotated[int, described("How many.")] = 3,
    after: Annotated[str | None, described("After which.")] = None,
) -> Answered:
    if identifier and identifier.scheme == "bad":
        raise Forbidden("No such scheme.")
    start = int(after.removeprefix("row:")) + 1 if after else 0
    rows = [Human(number) for number in range(start, min(start + first, 40))]
    cursors = [f"row:{row.number}" for row in rows]
    return Answered(case, Page(rows, cursors, start + first < 40, start > 0, 40, [row.id for row in rows[:1]]))


async def work_page(case: Case) -> Answered:
    rows = [Work(Human(number), number) for number in range(3)]
    return Answered(case, Page(rows, [row.id for row in rows]))


async def broken(case: Case) -> Answered:
    raise ValueError("person 4 is secret")


def human(id: str) -> Human | None:
    kind, _, number = id.partition(":")
    return Human(int(number)) if kind == "person" and number.isdecimal() else None


@strawberry.type(description="Questions.")
class Query:
    """The root."""

    person: Person | None = root(person, "One person.")
    people: list[Person] | None = root(people, "Some people.")
    node: Node | None = root(node, "Anything.")
    find: PersonConnection | None = root(page, "A page of people.")
    work: Connection[Involvement] | None = root(work_page, "A page of involvements.")
    broken: Person | None = root(broken, "Fails.")


@strawberry.type(description="Changes.")
class Mutation:
    """Root fields one after another."""

    touch: Person = root(person, "Change one person.")


SCHEMA = build_schema(Query, Mutation)
