"""How two persons are related: by the nearest recorded ties, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from queries import readable, words
from queries.case import Around, Case
from queries.definitions import ties
from queries.definitions.family import ONE_STEP, Path, Search, every_way, steps_of
from queries.definitions.kinship import Blood, Move, moves, segments, sex_of, term
from queries.definitions.ties import Held, disputed_by_ties, holding
from queries.definitions.words import STEP_TYPE
from queries.questions.family_network import check_steps

KIN = Search(frozenset(ONE_STEP.keys() - {"CARES_FOR"}), homes=False, dead=True)
"""First by family alone: those who share a home are not related by it, nor need who cares for somebody be."""
SEARCHES = (
    KIN,
    Search(homes=False, dead=True),
    Search(dead=True),
    Search(homes=False, ended=True, dead=True),
)
"""Then by carers, by shared homes, and at last by ties that have ended."""


@dataclass(frozen=True, eq=False)
class KinshipWay:
    """One way by which two persons are related: the persons on it, and the steps between."""

    people: tuple[str, ...]
    steps: tuple[Held, ...]


@dataclass(frozen=True, eq=False)
class Kinship:
    """What one person is to another: `terms`, the ways that they say in words, none where nothing is recorded.

    `maybe_whole`: the one parent that two half-siblings share is the only one recorded of one of them.
    """

    one: str
    other: str
    longest: int
    terms: tuple[str, ...] = ()
    ways: tuple[KinshipWay, ...] = ()
    maybe_whole: bool = False


async def kinship(case: Case, one: str, other: str, longest: int) -> Kinship | None:
    """How a person is related to another on the date, by the fewest steps; None where one of them is not known.

    The dead are on the way: who shared a mother still does. ValueError for a length beyond 0 to `FARTHEST`.
    """
    check_steps("longest", longest)
    found = await case.people([one, other], around=Around(2))
    if len(found) < len({one, other}):
        return None
    start, target = found[one].id, found[other].id
    if start == target:
        return Kinship(start, target, longest)
    for search in SEARCHES:
        paths = (await every_way(case, start, target, longest, search))[: case.bound]
        if paths:
            ways = [KinshipWay(path.people, tuple(steps_of(case, path, search))) for path in paths]
            return await _found(case, Kinship(start, target, longest), ways)
    return Kinship(start, target, longest)


async def _found(case: Case, of: Kinship, ways: list[KinshipWay]) -> Kinship:
    """The kinship by some ways, and by one of the two caring for the other."""
    await case.read(ties=[of.one, of.other])
    if len(ways[0].steps) > 1:
        ways += _caring(case, of)
    disputable = {step.start for way in ways for step in way.steps if disputed_by_ties(step)}
    await case.read(ties=sorted(disputable))
    terms, maybe_whole = list[str](), False
    for way in ways:
        made = moves(case, way.people, way.steps)
        blood = _blood(case, of, made) if [one.name for one in segments(made)] == ["sibling"] else None
        terms.append(_former(case, way) + term(made, blood))
        maybe_whole |= blood is not None and blood.half and _may_be_whole(case, of)
    return Kinship(of.one, of.other, of.longest, tuple(dict.fromkeys(terms)), tuple(ways), maybe_whole)


def _caring(case: Case, of: Kinship) -> Iterator[KinshipWay]:
    """The direct ties of care between two persons, beside ways of several steps."""
    for tie in case.ties_of[of.one]:
        if tie.edge == "CARES_FOR" and tie.other(of.one) == of.other and holding(case, tie):
            path = Path((of.one, of.other), ((tie,),))
            yield KinshipWay(path.people, tuple(steps_of(case, path)))


def _former(case: Case, way: KinshipWay) -> str:
    """'former ' where a way goes along a tie that has ended, unless by birth: that remains, whatever a court orders."""
    over = (step for step in way.steps if ties.ended(case, step))
    return "former " if any(step.type not in ("parent", "sibling", "half_sibling") for step in over) else ""


def _parents(case: Case, child: str) -> set[str]:
    """The recorded parents by birth of somebody whose ties have been read."""
    born = (tie for tie in case.ties_of[child] if tie.type == "parent" and tie.end == child)
    return {tie.start for tie in born if holding(case, tie)}


def _blood(case: Case, of: Kinship, made: Sequence[Move]) -> Blood | None:
    """Whether two siblings share one parent by birth, and which; None where their tie is not of birth."""
    if any(move.type not in ("parent", "sibling", "half_sibling") for move in made):
        return None
    shared = sorted(_parents(case, of.one) & _parents(case, of.other))
    half = made[0].type == "half_sibling" or (made[0].type == "parent" and len(shared) < 2)
    return Blood(half, tuple(sex_of(case.persons[id].stated) for id in shared if id in case.persons))


def _may_be_whole(case: Case, of: Kinship) -> bool:
    """Whether the other parent of one of two half-siblings is not recorded."""
    one, other = _parents(case, of.one), _parents(case, of.other)
    return bool(one & other) and not (one - other and other - one)


def heading(case: Case, of: Kinship) -> str:
    """The kinship in a sentence."""
    return next(iter(_sentences(case, of)))


def statement(case: Case, of: Kinship) -> str:
    """The kinship in words, with what of it is uncertain, disputed or over. Needs the `ties` of its steps."""
    return " ".join(_sentences(case, of))


def _sentences(case: Case, of: Kinship) -> Iterator[str]:
    one, other = _name(case, of.one), _name(case, of.other)
    if of.one == of.other:
        yield f"Both ids are of {one}."
        return
    if not of.ways:
        limit = "" if case.sees_all else ", in the records that you see"
        far = f"{of.longest} {'step' if of.longest == 1 else 'steps'}"
        yield f"No relation of {one} to {other} is recorded within {far}{limit}."
        return
    yield f"{one} is {other}'s {words.listed(of.terms)}."
    if of.maybe_whole:
        yield "The other parent of one of them is not recorded: they may share both."
    steps = {(step.start, step.end, step.type): step for way in of.ways for step in way.steps}
    for step in steps.values():
        yield from _unsure(case, step)
    dead = sorted({id for way in of.ways for id in way.people if _is_dead(case, id)})
    if dead:
        yield f"{words.listed(_name(case, id) for id in dead)} {'has' if len(dead) == 1 else 'have'} died."


def _unsure(case: Case, step: Held) -> Iterable[str]:
    """What of a step is disputed, uncertain or over."""
    said = _said(case, step)
    if ties.disputed(case, step):
        yield f"Disputed: that {said}."
    if ties.uncertain(case, step):
        yield f"Uncertain on the date: that {said}."
    if ties.ended(case, step):
        until = ties.until(step)
        yield f"Over{f' since {until}' if until else ''}: that {said}."


def _said(case: Case, step: Held) -> str:
    one, other = _name(case, step.start), _name(case, step.end)
    if step.type == ties.SHARED_HOME:
        return f"{one} and {other} share a home"
    label = STEP_TYPE.by_code[step.type].label
    return f"{one} is {label[0].lower()}{label[1:]} of {other}"


def _name(case: Case, person: str) -> str:
    return words.name(readable.person(case, person))


def _is_dead(case: Case, person: str) -> bool:
    who = case.persons[person].stated
    return bool(who.deceased_on or who.deceased == "yes") and not case.dates.living(who)
