"""Findings about the services around children: the flags of the rules, with what was decided of them.

Three ways to ask: about named persons; about everybody whom the viewer's own agency keeps records of; and, for who
sees all, what the last sweep of the whole borough found. Never a score of a person (seed row 58).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any, TypeVar

import msgspec
import orjson

from graph.flags import Told
from graph.ids import own_person
from queries.access.permissions import MayNotSee
from queries.access.visible import FlagDecision
from queries.analysis.evidence import Evidence
from queries.analysis.rule import AnalysisRule, Component, Flag, NotBuilt, built, once_each, rules_asked
from queries.case import Case, Cases, reads
from queries.child_network.members import children_among
from queries.child_network.networks import Networks, child_networks
from queries.context import Context
from queries.definitions.family import Path
from queries.definitions.ties import Edge, edge_now, edge_of
from queries.facts.statements import statement
from queries.rules import Rule

__all__ = [
    "Asked", "FlagPage", "FlagPlace", "HiddenConnection", "NoSweep", "NotBuilt", "derived", "flags_about",
    "flags_as_told", "flags_of_everybody", "flags_of_own_records", "flags_of_sweep", "grounds", "hidden_connections",
]

T = TypeVar("T")

AT_ONCE = 50
"""Records of the own agency whose persons are looked at together."""
BATCHES = 4
"""How often that is done for one page; a page with fewer flags than asked for says where to go on."""
MOST_COUNTED = 500
"""The most flags of which it is told how many there are."""
PERSONS_AT_ONCE = 150
"""Persons among whom children are looked for together, where everybody is gone through."""
_LAST = "~"
"""After every rule and flag of a record."""


class NoSweep(Exception):
    """Nothing has been swept yet: an error, for an empty list would be a false answer."""


@dataclass(frozen=True, order=True)
class FlagPlace:
    """Where a flag stands in a list: by rule and flag, in the own agency's list first by a record of theirs.

    A page begins after a place, so that what is found meanwhile before it moves nothing.
    """

    record: str = ""
    rule: str = ""
    flag: str = ""

    def __str__(self) -> str:
        return f"{self.record}/{self.rule}/{self.flag}"

    @classmethod
    def of(cls, text: str) -> FlagPlace:
        """The place that `str` wrote; ValueError for anything else."""
        record, rule, flag = text.split("/")
        return cls(record, rule, flag)


@dataclass(frozen=True)
class Asked:
    """Which flags are asked for: about whom, by which rules, over which time, after which place, how many.

    Without people, of the own agency's records, or of the last sweep for who sees all; without rules, by all.
    """

    people: tuple[str, ...] | None = None
    rules: tuple[str, ...] | None = None
    start: date | None = None
    after: FlagPlace = FlagPlace()
    take: int = 50


@dataclass(frozen=True)
class HiddenConnection:
    """A flag as it is told: what was found, and on what it rests. People, agencies and services are ids.

    `digest` stands for the evidence: what was decided of the flag holds for as long as that is the same.
    """

    id: str
    rule: Rule
    statement: str
    as_of: date
    people: tuple[str, ...]
    agencies: tuple[str, ...]
    components: tuple[Component, ...]
    paths: tuple[Path, ...]
    evidence: tuple[Evidence, ...]
    cleared_by: tuple[str, ...]
    not_known: tuple[str, ...]
    expires: str
    digest: str
    place: FlagPlace


@dataclass(frozen=True)
class FlagPage:
    """Some flags in order. `upto` is how far it was looked, None where that is all: the next page begins after it.

    `beyond` is whom the first flag of the next page names, where it was found: of an empty page, that there is one
    tells of them.
    `total` is how many flags all pages have, where that is known and they are few.
    """

    flags: tuple[HiddenConnection, ...]
    upto: FlagPlace | None
    beyond: tuple[str, ...] = ()
    total: int | None = None


async def hidden_connections(
    cases: Cases, context: Context, asked: Asked, then: Callable[[Case, FlagPage], Awaitable[T]]
) -> T:
    """Answer a page of flags: `then` makes the answer of it, and of the case in which its facts have been read.

    Raises `NotBuilt` for a rule that there is not, `NoSweep` where nothing has been swept, `MayNotSee`.
    """
    rules = rules_asked(asked.rules)
    if asked.people is None and context.viewer.sees_all:
        return await _of_last_sweep(cases, context, asked, then)

    async def work(case: Case) -> T:
        if asked.people is None:
            page = await flags_of_own_records(case, asked, rules)
        else:
            page = await flags_about(case, asked, rules)
        return await then(case, page)

    return await cases.ask(context, work, since=asked.start or context.linked_from)


async def derived(case: Case, people: Collection[str], rules: Sequence[AnalysisRule]) -> list[Flag]:
    """The flags that name one of some persons, or whose child's network holds one; each finding once."""
    found = await child_networks(case, people, reduce(or_, (rule.reads for rule in rules)))
    return await case.apart(partial(_concerning, case, found, rules))


def _concerning(case: Case, found: Networks, rules: Sequence[AnalysisRule]) -> list[Flag]:
    every = case.counted(found.flags(case.counted(rules), case.context))
    flags = [flag for flag in once_each(every) if found.concerns(flag)]
    return flags if case.sees_all else [_limited(flag) for flag in flags]


def _limited(flag: Flag) -> Flag:
    """A flag that is derived from what a viewer may see: that an agency knows may be in the rest."""
    return replace(flag, not_known=[*flag.not_known, "What is in records that the viewer may not see"])


async def flags_about(case: Case, asked: Asked, rules: Sequence[AnalysisRule]) -> FlagPage:
    """One page of the flags about named persons, by rule and flag."""
    found = await derived(case, asked.people, rules) if asked.people else []
    placed = await case.apart(lambda: sorted(((FlagPlace("", flag.rule, flag.id), flag) for flag in found), key=_place))
    page = await _told_page(case, _page([one for one in placed if asked.after < one[0]], asked, None))
    return replace(page, total=_few(len(placed)))


def _place(placed: tuple[FlagPlace, Any]) -> FlagPlace:
    return placed[0]


Placed = list[tuple[FlagPlace, T]]


def _page(
    placed: Placed[T], asked: Asked, upto: FlagPlace | None
) -> tuple[Placed[T], Placed[T], FlagPlace | None]:
    """As many as are asked for, the one after them, and how far it was looked: `upto`, where there is none."""
    shown, beyond = placed[: asked.take], placed[asked.take : asked.take + 1]
    if beyond:
        upto = shown[-1][0] if shown else asked.after
    return shown, beyond, upto


def _few(total: int) -> int | None:
    return total if total <= MOST_COUNTED else None


async def _told_page(case: Case, page: tuple[Placed[Flag], Placed[Flag], FlagPlace | None]) -> FlagPage:
    shown, beyond, upto = page
    told = await case.apart(lambda: tuple(_flag(case, place, flag.as_map()) for place, flag in case.counted(shown)))
    return FlagPage(told, upto, tuple(person for _, flag in beyond for person in flag.people))


async def flags_of_own_records(case: Case, asked: Asked, rules: Sequence[AnalysisRule]) -> FlagPage:
    """One page of the flags that name somebody of the own agency's records, by `FlagPlace`.

    A sweep is of everybody's records: that it found something may rest on what the viewer may not see. So some records
    are gone through at a time, and what their persons are in is derived from what may be seen.
    """
    found: Placed[Flag] = []
    upto: FlagPlace | None = asked.after
    for _ in range(BATCHES):
        if upto is None or len(found) > asked.take:
            break
        some, upto = await _batch(case, rules, upto)
        found += some
    page = await _told_page(case, _page(found, asked, upto))
    return replace(page, total=_few(len(found)) if upto is None and asked.after == FlagPlace() else None)


async def _batch(
    case: Case, rules: Sequence[AnalysisRule], after: FlagPlace
) -> tuple[Placed[Flag], FlagPlace | None]:
    """What is found about some of the persons after a place, and how far that was; None where it is the end."""
    records = await case.own_records(after.record, AT_ONCE)
    flags = await derived(case, [own_person(record) for record in records], rules)
    end = FlagPlace(records[-1], _LAST) if len(records) == AT_ONCE else None
    placed = [one for one in _placed(case, flags) if after < one[0] and (end is None or one[0] < end)]
    return sorted(placed, key=_place), end


def _placed(case: Case, flags: Iterable[Flag]) -> Iterator[tuple[FlagPlace, Flag]]:
    """Each flag that names somebody of the own agency's records, by the first of these records."""
    for flag in flags:
        records = (record for person in flag.people for record in case.records_of[person])
        first = min((record.id for record in records if record.agency == case.own_agency), default=None)
        if first is not None:
            yield FlagPlace(first, flag.rule, flag.id), flag


async def _of_last_sweep(
    cases: Cases, context: Context, asked: Asked, then: Callable[[Case, FlagPage], Awaitable[T]]
) -> T:
    """The answer of a page of the last sweep's flags, true of its date."""
    if not context.viewer.sees_all:
        raise MayNotSee("the last sweep is of all agencies' records")
    given = {
        "rules": list(asked.rules or ()), "rule": asked.after.rule, "flag": asked.after.flag, "take": asked.take + 1,
        "counted": MOST_COUNTED + 1,
    }
    columns = await cases.store.read(statement("last_sweep"), given, now=True)
    if columns["on"] is None:
        raise NoSweep("nothing has been swept yet: run `thinkfamily flags`, or name people")
    as_swept = replace(context, on=date.fromisoformat(columns["on"]))
    bodies = [orjson.loads(body) for body in columns["bodies"]]
    placed = [(FlagPlace("", body["rule"], body["id"]), body) for body in bodies]
    shown, beyond, upto = _page(placed, asked, None)
    next_people = [person for _, body in beyond for person in body["people"]]

    async def work(case: Case) -> T:
        page = await flags_of_sweep(case, shown, upto, next_people)
        return await then(case, replace(page, total=_few(columns["total"])))

    return await cases.ask(as_swept, work, since=as_swept.linked_from)


async def flags_of_sweep(
    case: Case, found: Placed[dict[str, Any]], upto: FlagPlace | None, beyond: Collection[str] = ()
) -> FlagPage:
    """A page of flags as a sweep has kept them, with the facts that they name read into the case."""
    named = {person for _, body in found for person in _people_of(body)}
    who = {id: person.id for id, person in (await case.people({*named, *beyond})).items()}
    found = [(place, _named_now(body, who)) for place, body in found]
    people = {who.get(id, id) for id in named}
    await case.read(
        ties=_on_paths(body for _, body in found), stays=_on_paths(body for _, body in found), involvements=people,
        events={one["event"] for _, body in found for one in body["evidence"] if one["event"]},
    )
    told = await case.apart(lambda: tuple(_flag(case, place, body) for place, body in case.counted(found)))
    return FlagPage(told, upto, _known(case, [who.get(id, id) for id in beyond]))


def _named_now(body: dict[str, Any], who: Mapping[str, str]) -> dict[str, Any]:
    """A flag as it was kept, with the ids that its persons have now: records joined since may have given others."""

    def now(people: Iterable[str]) -> list[str]:
        return [who.get(id, id) for id in people]

    return {
        **body,
        "people": list(dict.fromkeys(now(body["people"]))),
        "components": [{**one, "people": list(dict.fromkeys(now(one["people"])))} for one in body["components"]],
        "paths": [
            {"people": now(path["people"]), "steps": [[edge_now(id, who) for id in step] for step in path["steps"]]}
            for path in body["paths"]
        ],
        "evidence": [{**one, "person": who.get(one["person"], one["person"])} for one in body["evidence"]],
    }


def _people_of(body: dict[str, Any]) -> set[str]:
    """Everybody whom a flag names, by id."""
    in_components = {person for one in body["components"] for person in one["people"]}
    on_paths = {person for path in body["paths"] for person in path["people"]}
    in_evidence = {one["person"] for one in body["evidence"] if one["person"]}
    return {*body["people"], *in_components, *on_paths, *in_evidence}


def _on_paths(bodies: Iterable[dict[str, Any]]) -> list[str]:
    return sorted({person for body in bodies for path in body["paths"] for person in path["people"]})


def _flag(case: Case, place: FlagPlace, body: dict[str, Any]) -> HiddenConnection:
    return HiddenConnection(
        id=body["id"],
        rule=built()[body["rule"]].rule,
        statement=body["statement"],
        as_of=case.context.on,
        people=_known(case, body["people"]),
        agencies=tuple(body["agencies"]),
        components=tuple(
            replace(made, people=list(_known(case, made.people)))
            for made in msgspec.convert(body["components"], list[Component])
        ),
        paths=tuple(path for one in body["paths"] if (path := _path(case, one)) is not None),
        evidence=tuple(msgspec.convert(body["evidence"], list[Evidence])),
        cleared_by=tuple(body["cleared_by"]),
        not_known=tuple(body["not_known"]),
        expires=body["expires"],
        digest=body["evidence_digest"],
        place=place,
    )


def _known(case: Case, people: Iterable[str]) -> tuple[str, ...]:
    """Those of some persons who are known by the ids named."""
    return tuple(person for person in people if person in case.persons)


def _path(case: Case, found: dict[str, Any]) -> Path | None:
    """A family path by the edges that its ids name; None where one of them is no more."""
    steps = [tuple(edge_of(case, id) for id in step) for step in found["steps"]]
    edges = tuple(tuple(edge for edge in step if edge is not None) for step in steps)
    if not all(step and all(step) for step in steps) or any(one not in case.persons for one in found["people"]):
        return None
    return Path(tuple(found["people"]), edges)


def decision(case: Case, flag: HiddenConnection) -> FlagDecision | None:
    """What was last decided of a flag on its present evidence, None where it is open. Needs `flags`.

    Its reason is for the agency that decided.
    """
    return next((one for one in case.flag_decisions[flag.id] if one.digest == flag.digest), None)


def version(case: Case, flag: HiddenConnection) -> int:
    """How often a flag was decided upon: the `expectedVersion` of the next decision. Needs `flags`."""
    return case.flag_versions[flag.id]


def grounds(flag: HiddenConnection) -> list[str]:
    """The rows that a flag rests on, by id: who challenges one of them challenges the flag (decision 0025)."""
    of_evidence = {row for one in flag.evidence for row in (one.involvement, one.event, one.row) if row is not None}
    edges: Iterator[Edge] = (edge for path in flag.paths for step in path.steps for edge in step)
    return sorted({*of_evidence, *(one.row for edge in edges for one in edge.assertions)})


async def flags_of_everybody(cases: Cases, context: Context, rules: Sequence[AnalysisRule]) -> list[Flag]:
    """The flags of some rules about all children, derived anew, for who sees all; nothing is kept."""
    if not context.viewer.sees_all:
        raise MayNotSee("findings about everybody rest on all agencies' records")
    found: list[Flag] = []
    after = ""
    while ids := await _everybody(cases, after):
        after = ids[-1]
        found += await cases.ask(context, _deriving(ids, rules), since=context.linked_from)
    return once_each(found)


def _deriving(ids: Collection[str], rules: Sequence[AnalysisRule]) -> Callable[[Case], Awaitable[list[Flag]]]:
    async def work(case: Case) -> list[Flag]:
        known = await case.people(ids)
        children = await children_among(case, {person.id for person in known.values()})
        return await derived(case, children, rules) if children else []

    return work


async def _everybody(cases: Cases, after: str) -> list[str]:
    """A page of the ids of all persons."""
    given = {"after": after, "take": PERSONS_AT_ONCE}
    columns = await cases.store.read(statement("borough/everybody"), given, now=True)
    ids: list[str] = columns["ids"]
    return ids


async def flags_as_told(cases: Cases, people: Sequence[str], context: Context) -> list[Told]:
    """The flags about some persons, with the evidence on which they are told to the viewer of a context."""
    rules = rules_asked(None)

    async def work(case: Case) -> list[Flag]:
        return await derived(case, people, rules)

    found = await cases.ask(context, work, since=context.linked_from)
    return [Told(flag.id, flag.evidence_digest, tuple(flag.people)) for flag in found]


@reads("findings")
async def know_findings(case: Case, people: Iterable[str]) -> None:
    """Derive all flags about some persons together, in a case opened since `context.linked_from`."""
    asked = tuple(people)
    if asked not in case.findings:
        page = await flags_about(case, Asked(asked, take=case.bound), rules_asked(None))
        case.findings[asked] = page.flags


def findings(case: Case, people: tuple[str, ...]) -> tuple[HiddenConnection, ...]:
    """The flags about some persons, by rule and flag. Needs `findings` of the same persons."""
    found: tuple[HiddenConnection, ...] = case.findings[people]
    return found
