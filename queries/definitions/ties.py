"""Ties and stays on a date: which assertions hold, since when, and whether agencies dispute it.

A tie whose elder was born after the younger holds on no date: its direction was entered the wrong way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.ids import address_of_place
from graph.model import ELDER_TYPES, LIVES_AT, UNDIRECTED
from queries.access.visible import Assertion, Stay, Tie
from queries.case import Case

Edge = Tie | Stay

BOTH_WAYS = frozenset((*UNDIRECTED, "shared_home"))
"""Types whose step reads along the path, since they say the same both ways."""
SHARED_HOME = "shared_home"
_COUPLES = ("partner", "spouse")


@dataclass(slots=True)
class Held:
    """A tie, a stay, or a step of a path, with the assertions meant of each of its edges.

    A step by a shared home has two edges: the stays of both. `other` is the person at the other end of a relationship.
    """

    edges: tuple[Edge, ...]
    assertions: tuple[Sequence[Assertion], ...]
    start: str
    end: str
    other: str = ""

    @property
    def tie(self) -> Tie:
        """The tie; not for a stay."""
        (edge,) = self.edges
        assert isinstance(edge, Tie)
        return edge

    @property
    def stay(self) -> Stay:
        """The stay; not for a tie."""
        edge = self.edges[0]
        assert isinstance(edge, Stay)
        return edge

    @property
    def type(self) -> str:
        """The type of relationship; `shared_home` for a step by two stays."""
        return self.tie.type if isinstance(self.edges[0], Tie) else SHARED_HOME


def holding(case: Case, edge: Edge) -> list[Assertion]:
    """The assertions of a tie or stay that may hold on the date."""
    kept = case.holding.get(id(edge))
    if kept is None:
        possible = () if born_after(case, edge) else edge.assertions
        kept = case.holding[id(edge)] = [one for one in possible if case.dates.holds(one)]
    return kept


def during(case: Case, edge: Edge) -> list[Assertion]:
    """The assertions that may hold on some day of the case's window."""
    kept = case.holding_during.get(id(edge))
    if kept is None:
        possible = () if born_after(case, edge) else edge.assertions
        kept = case.holding_during[id(edge)] = [one for one in possible if case.dates.during(one)]
    return kept


def begun(case: Case, edge: Edge) -> list[Assertion]:
    """The assertions of a tie or stay that hold on the date, or held before it."""
    return [] if born_after(case, edge) else [one for one in edge.assertions if one.maybe_from <= case.dates.on]


def born_after(case: Case, edge: Edge) -> bool:
    """Whether dates of birth exclude a tie: whoever is the elder by it was surely born after the younger."""
    if not isinstance(edge, Tie) or edge.type not in ELDER_TYPES:
        return False
    elder, younger = case.persons.get(edge.start), case.persons.get(edge.end)
    if elder is None or younger is None:
        return False
    first, last = elder.stated.date_of_birth_first, younger.stated.date_of_birth_last
    return first is not None and last is not None and first > last


def is_elder(tie: Tie) -> bool:
    """Whether whoever a tie starts at is a generation above: parents of all kinds, guardians, grandparents."""
    return tie.edge == "PARENT_OF" or tie.type in ELDER_TYPES


def held(case: Case, edge: Edge) -> Held | None:
    """The tie or stay by the assertions that hold on the date; None where none does."""
    now = holding(case, edge)
    return _held(edge, now) if now else None


def held_and_ended(case: Case, edge: Edge) -> Iterator[Held]:
    """The tie or stay as it holds, and once for each time over which it was said to hold before."""
    if now := holding(case, edge):
        yield _held(edge, now)
    ended: dict[tuple[str, str], list[Assertion]] = {}
    for one in () if born_after(case, edge) else edge.assertions:
        if one.maybe_to <= case.dates.on:
            ended.setdefault((one.valid_from, one.valid_to), []).append(one)
    for some in ended.values():
        yield _held(edge, some)


def _held(edge: Edge, assertions: Sequence[Assertion]) -> Held:
    if isinstance(edge, Stay):
        return Held((edge,), (assertions,), edge.person, edge.address)
    return Held((edge,), (assertions,), edge.start, edge.end)


def since(of: Held) -> str | None:
    """Since when, by the earliest record of each edge, the latest of the edges; None where none says."""
    days = [one for some in of.assertions if (one := _earliest(some)) is not None]
    return max(days, default=None)


def _earliest(assertions: Sequence[Assertion]) -> str | None:
    dated = [one for one in assertions if one.valid_from]
    return min(dated, key=lambda one: one.maybe_from).valid_from if dated else None


def until(of: Held) -> str | None:
    """The first day on which it no longer holds; None where any record leaves it open, or none holds on the date: a
    finding may rest on a tie that has ended since."""
    days = [one for some in of.assertions if (one := _latest(some)) is not None]
    return min(days, default=None)


def _latest(assertions: Sequence[Assertion]) -> str | None:
    if not assertions or any(not one.valid_to for one in assertions):
        return None
    return max(assertions, key=lambda one: one.maybe_to).valid_to


def ended(case: Case, of: Held) -> bool:
    """Whether no record has it hold on the date, for one of the edges."""
    return any(not any(map(case.dates.holds, some)) for some in of.assertions)


def uncertain(case: Case, of: Held) -> bool:
    """Whether the date lies within the window of a date of reduced precision, for one of the edges."""
    dates = case.dates
    return any(
        any(map(dates.holds, some)) and not any(map(dates.surely, some)) for some in of.assertions
    )


def disputed(case: Case, of: Held) -> bool:
    """Whether another record says otherwise on the date: an agency that it has ended, or that they are former partners;
    any, that parent and child are the other way round.

    Needs the ties of the person at whom the tie starts, where `disputed_by_ties`.
    """
    return any(
        any(map(case.dates.holds, some))
        and (_ended_by_another(case, edge, some) or _former(case, edge, some) or _exchanged(case, edge))
        for edge, some in zip(of.edges, of.assertions, strict=True)
    )


def disputed_by_ties(of: Held) -> bool:
    """Whether other ties of the same persons may dispute this one."""
    first = of.edges[0]
    return isinstance(first, Tie) and (first.type in _COUPLES or is_elder(first))


def _exchanged(case: Case, edge: Edge) -> bool:
    """Whether a record has the elder and the younger the other way round on the date."""
    return isinstance(edge, Tie) and is_elder(edge) and any(
        is_elder(tie) and (tie.start, tie.end) == (edge.end, edge.start) and holding(case, tie)
        for tie in case.ties_of[edge.start]
    )


def _ended_by_another(case: Case, edge: Edge, assertions: Sequence[Assertion]) -> bool:
    agencies = {one.agency for one in assertions}
    return any(one.maybe_to <= case.dates.on and one.agency not in agencies for one in edge.assertions)


def _former(case: Case, edge: Edge, assertions: Sequence[Assertion]) -> bool:
    """Whether another agency has partners as former partners on the date."""
    if not isinstance(edge, Tie) or edge.type not in _COUPLES:
        return False
    agencies = {one.agency for one in assertions}
    return any(
        tie.type == "ex_partner"
        and {tie.start, tie.end} == {edge.start, edge.end}
        and any(one.agency not in agencies for one in holding(case, tie))
        for tie in case.ties_of[edge.start]
    )


def asserted_by(case: Case, of: Held) -> list[str]:
    """The agencies that assert it, by id."""
    agencies = {one.agency for some in of.assertions for one in some}
    return sorted(agency for agency in agencies if case.organisation(agency) is not None)[: case.bound]


def parental_responsibility(of: Held) -> str | None:
    """Whether the parent has parental responsibility: yes where any agency says so, else no, else unknown."""
    said = {one.kind for one in of.assertions[0]}
    return next((answer for answer in ("yes", "no", "unknown") if answer in said), None)


def assertions(of: Held) -> list[Assertion]:
    """Each row that asserts it, by agency and row."""
    return sorted((one for some in of.assertions for one in some), key=lambda one: (one.agency, one.row))


def relationships(case: Case, person: str, *, ended: bool = False) -> list[Held]:
    """A person's ties to others that hold on the date; with `ended`, also those that have ended. Needs `ties`
    (`ever_ties` for ended ones). Oldest first."""
    edges = case.all_ties_of.get(person, ()) if ended else case.ties_of[person]
    found = [one for edge in edges for one in _now_or_ever(case, edge, ended)]
    for one in found:
        one.other = one.tie.other(person)
    found = [one for one in found if one.other in case.persons]
    found.sort(key=lambda one: (_begun(one), one.tie.edge, one.type, one.other, one.start == one.other, _first(one)))
    return found[: case.bound]


def residences(case: Case, person: str, *, ended: bool = False) -> list[Held]:
    """Where a person lives on the date; with `ended`, also where they lived. Needs `stays` (`ever_stays`). Oldest
    first."""
    edges = case.all_stays_of.get(person, ()) if ended else case.stays_of[person]
    found = [one for edge in edges for one in _now_or_ever(case, edge, ended)]
    found.sort(key=lambda one: (_begun(one), one.end, _first(one)))
    return found[: case.bound]


def _now_or_ever(case: Case, edge: Edge, ended: bool) -> list[Held]:
    if ended:
        return list(held_and_ended(case, edge))
    return [now] if (now := held(case, edge)) else []


def _begun(of: Held) -> str:
    return min(one.maybe_from for one in of.assertions[0])


def _first(of: Held) -> tuple[str, str]:
    first = of.assertions[0][0]
    return (first.agency, first.row)


def edge_of(case: Case, id: str) -> Edge | None:
    """The tie or stay of an id (`graph.ids.edge_id`), of those that have been read; None for any other."""
    edge, start, end, *type = id.split("/")
    return _stay_at(case, start, end) if edge == LIVES_AT else case.ties.get((start, end, "".join(type)))


def edge_now(id: str, who: Mapping[str, str]) -> str:
    """The id of a tie or stay by the ids that its persons have now, where `who` gives others."""
    edge, start, end, *type = id.split("/")
    start, end = who.get(start, start), who.get(end, end)
    if "".join(type) in UNDIRECTED and end < start:
        start, end = end, start
    return "/".join((edge, start, end, *type))


def _stay_at(case: Case, person: str, place: str) -> Stay | None:
    """A person's stay at a place, or at what of its address the viewer sees as one place with it."""
    if stay := case.stays.get((person, place)):
        return stay
    address = address_of_place(place)
    there = [stay for stay in case.stays_of[person] if address_of_place(stay.address) == address]
    return there[0] if len(there) == 1 else None
