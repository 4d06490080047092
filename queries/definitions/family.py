"""The family around persons, breadth first, a frontier at a time (DOMAIN, 'The family around a person').

One step: parent of any kind and child, special guardian and carer of any kind, partner or spouse, sibling of any kind,
shared home. Directly recorded kin count as two. Each member is reached once, whoever asserts the ties.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from queries.access.visible import Assertion, Tie
from queries.case import Around, Case
from queries.definitions.homes import homes_of, know_homes, sharing
from queries.definitions.persons import alive
from queries.definitions.ties import BOTH_WAYS, SHARED_HOME, Edge, Held, begun, holding

ONE_STEP = {"PARENT_OF": 1, "PARTNER_OF": 2, "CARES_FOR": 3, "SIBLING_OF": 4}
"""Family edges of one step, and which is preferred where several lead to one person."""
_HOME, _KIN = 5, 6


@dataclass(slots=True, frozen=True)
class Path:
    """How one person is tied to another: the persons on the way, and the edges of each step between them."""

    people: tuple[str, ...]
    steps: tuple[tuple[Edge, ...], ...]

    def then(self, person: str, edges: tuple[Edge, ...]) -> Path:
        """The path with a step more."""
        return Path((*self.people, person), (*self.steps, edges))


@dataclass(slots=True, frozen=True)
class Member:
    """Somebody of a family, with the shortest path there; the distance of kin counts two."""

    person: str
    distance: int
    path: Path


@dataclass(slots=True, frozen=True)
class Search:
    """Which edges ways between two persons go along: by default all that hold, among the living.

    `edges`: family edges of one step, beside directly recorded kin. `ended`: ties that have ended count too, and
    `dead`: so do persons who have died.
    """

    edges: Collection[str] = frozenset(ONE_STEP)
    homes: bool = True
    ended: bool = False
    dead: bool = False

    def ties(self, case: Case, person: str) -> list[Tie]:
        """The ties of a person by which it may go on."""
        return case.all_ties_of[person] if self.ended else case.ties_of[person]

    def meant(self, case: Case, edge: Edge) -> list[Assertion]:
        """The assertions of an edge that count."""
        return begun(case, edge) if self.ended else holding(case, edge)

    def meets(self, case: Case, person: str) -> bool:
        """Whether a person may be on the way."""
        return person in case.persons if self.dead else alive(case, person)


EVERY = Search()


def steps_of(case: Case, path: Path, search: Search = EVERY) -> list[Held]:
    """The steps of a path, each 'start is the TYPE of end' with the assertions that count."""
    made = []
    for number, edges in enumerate(path.steps):
        first = edges[0]
        type = first.type if isinstance(first, Tie) else SHARED_HOME
        start, end = path.people[number], path.people[number + 1]
        if isinstance(first, Tie) and type not in BOTH_WAYS:
            start, end = first.start, first.end
        made.append(Held(edges, tuple(search.meant(case, edge) for edge in edges), start, end))
    return made


async def around(case: Case, start: Sequence[str], steps: int) -> list[Member]:
    """The persons within so many steps of some, these among them; reads what has not been read yet.

    At most `case.bound` persons at each distance, by id.
    """
    reached = [Member(person, 0, Path((person,), ())) for person in start]
    by_distance: dict[int, list[Member]] = {0: reached}
    seen = set(start)
    for distance in range(1, steps + 1):
        frontier = by_distance[distance - 1]
        await know_steps(case, [member.person for member in frontier])
        candidates = _candidates(case, frontier, by_distance.get(distance - 2, ()))
        found = await case.apart(partial(_nearest, case, candidates, seen))
        by_distance[distance] = [
            Member(person, distance, before.path.then(person, edges)) for person, before, edges in found
        ]
        seen.update(member.person for member in by_distance[distance])
        reached = [*reached, *by_distance[distance]]
    return reached


async def know_steps(case: Case, people: Sequence[str]) -> None:
    """Read the ties, stays and homes of some persons, as far as a walk has not brought them along."""
    lacking = [person for person in people if not (case.has("ties", person) and case.has("stays", person))]
    if lacking:
        await case.walk(Around(1), people=lacking)
    places = {stay.address for person in people for stay in case.stays_of[person] if holding(case, stay)}
    await know_homes(case, places)
    await case.read(homes=sorted({stay.address for person in people for stay in homes_of(case, person)}))


Candidate = tuple[int, Member, str, tuple[Edge, ...]]
"""By which preference, from which member, who is reached, by which edges."""


def _candidates(
    case: Case, frontier: Iterable[Member], kin_of: Iterable[Member], search: Search = EVERY
) -> Iterator[Candidate]:
    for member in frontier:
        for tie in search.ties(case, member.person):
            if tie.edge in search.edges:
                yield ONE_STEP[tie.edge], member, tie.other(member.person), (tie,)
        for own, other in sharing(case, member.person) if search.homes else ():
            yield _HOME, member, other.person, (own, other)
    for member in kin_of:
        for tie in search.ties(case, member.person):
            if tie.type in case.context.terms.kin:
                yield _KIN, member, tie.other(member.person), (tie,)


def _nearest(
    case: Case, candidates: Iterable[Candidate], seen: set[str]
) -> list[tuple[str, Member, tuple[Edge, ...]]]:
    """Of each person who may be reached, the preferred way; in the order of their ids."""
    best: dict[str, tuple[tuple[int, str, str, str], Member, tuple[Edge, ...]]] = {}
    for rank, before, person, edges in case.counted(candidates):
        if person in seen or not all(holding(case, edge) for edge in edges) or not alive(case, person):
            continue
        preference = (rank, before.person, *preferred(edges[0], person))
        if person not in best or preference < best[person][0]:
            best[person] = (preference, before, edges)
    return [(person, *best[person][1:]) for person in sorted(best)][: case.bound]


async def every_way(case: Case, start: str, target: str, longest: int, search: Search = EVERY) -> list[Path]:
    """All shortest paths between two persons, no longer than asked; one a sequence of persons, by the preferred tie.

    Persons are met breadth first, each with all those from whom they were met; nothing is met beyond the target.
    """
    members = {start: Member(start, 0, Path((start,), ()))}
    before: dict[str, list[tuple[str, tuple[Edge, ...]]]] = {start: []}
    by_distance: list[list[Member]] = [[members[start]]]
    while target not in before and len(by_distance) <= longest:
        frontier = by_distance[-1]
        people = [member.person for member in frontier]
        await (case.read(ever_ties=people) if search.ended else know_steps(case, people))
        kin_of = by_distance[-2] if len(by_distance) > 1 else []
        candidates = _candidates(case, frontier, kin_of, search)
        ways = await case.apart(partial(_ways_to, case, candidates, before.keys(), search))
        met = sorted(ways)[: case.bound]
        before.update((person, ways[person]) for person in met)
        by_distance.append([Member(person, len(by_distance), Path((person,), ())) for person in met])
    return _read_back(before, start, target, case.bound) if target in before else []


def _ways_to(
    case: Case, candidates: Iterable[Candidate], seen: Iterable[str], search: Search
) -> dict[str, list[tuple[str, tuple[Edge, ...]]]]:
    """By each person who may be reached, from whom and by which edges; one way from each, the preferred one."""
    known = set(seen)
    best: dict[str, dict[str, tuple[tuple[int, str, str], tuple[Edge, ...]]]] = {}
    for rank, member, person, edges in case.counted(candidates):
        if person in known or not all(search.meant(case, edge) for edge in edges) or not search.meets(case, person):
            continue
        preference = (rank, *preferred(edges[0], person))
        from_each = best.setdefault(person, {})
        if member.person not in from_each or preference < from_each[member.person][0]:
            from_each[member.person] = (preference, edges)
    return {
        person: [
            (one, edges) for one, (_, edges) in sorted(ways.items(), key=lambda way: (way[1][0][0], way[0]))
        ]
        for person, ways in best.items()
    }


def _read_back(
    before: dict[str, list[tuple[str, tuple[Edge, ...]]]], start: str, target: str, most: int
) -> list[Path]:
    """The paths from the start to the target, read back from the target."""
    paths = [Path((target,), ())]
    while any(path.people[0] != start for path in paths):
        paths = [longer for path in paths for longer in _longer(before, start, path)][:most]
    return paths


def _longer(before: dict[str, list[tuple[str, tuple[Edge, ...]]]], start: str, path: Path) -> list[Path]:
    """A path with a step more at its beginning, for each way to where it begins; itself where that is the start."""
    if path.people[0] == start:
        return [path]
    return [Path((one, *path.people), (edges, *path.steps)) for one, edges in before[path.people[0]]]


def preferred(edge: Edge, person: str) -> tuple[str, str]:
    """The order among edges between the same persons: ties by type and direction, stays after them by address."""
    if isinstance(edge, Tie):
        return (edge.type, str(edge.start == person).lower())
    return ("\uffff", edge.address)


def ties_among(case: Case, people: Iterable[str]) -> list[Held]:
    """Every recorded tie between two of some persons that holds on the date. Needs their `ties`."""
    members = set(people)
    found = {tie.key: tie for person in members for tie in case.ties_of[person] if {tie.start, tie.end} <= members}
    made = [
        Held((tie,), (now,), tie.start, tie.end) for _, tie in sorted(found.items()) if (now := holding(case, tie))
    ]
    return made[: case.bound]
