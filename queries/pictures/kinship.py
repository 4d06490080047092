"""The picture of a kinship: a genogram of the persons on the ways between two, with their parents."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from queries import readable, words
from queries.case import Case, reads
from queries.definitions import ties
from queries.definitions.ties import Held
from queries.pictures.family import Family, Link, Said
from queries.pictures.genogram import genogram
from queries.pictures.reading import family_of, network_of
from queries.pictures.svg import Picture
from queries.pictures.unions import PARENTS, PARTNERS
from queries.questions.kinship import Kinship, heading, statement


@reads("kinship_pictures")
async def know_pictures(case: Case, found: Iterable[Kinship]) -> None:
    """Draw kinships, beside the event loop. Needs the `ties` of their steps."""
    for one in found:
        if one not in case.pictures:
            case.pictures[one] = await asyncio.to_thread(genogram, await _family(case, one))


def picture(case: Case, of: Kinship) -> Picture:
    """The picture of a kinship. Needs `kinship_pictures`."""
    made = case.pictures[of]
    assert isinstance(made, Picture)
    return made


async def _family(case: Case, of: Kinship) -> Family:
    """The persons on the ways, by how far they are from the first, and what a genogram shows of them."""
    distance = {of.one: 0, of.other: 0}
    for way in of.ways:
        for steps, id in enumerate(way.people):
            distance.setdefault(id, steps)
    family = family_of(await network_of(case, of.one, distance), case.context.on)
    links = (*family.links, *_over(case, of, family))
    return replace(family, title=heading(case, of).removesuffix("."), note=statement(case, of), links=links)


def _over(case: Case, of: Kinship, family: Family) -> Iterable[Link]:
    """The steps that have ended and that a genogram of who is family now does not draw."""
    drawn = {(link.start, link.end, link.type) for link in family.links}
    children = {(child.child, parent) for child in family.children for parent in family.unions[child.union].partners}
    for way in of.ways:
        for step in way.steps:
            key = (step.start, step.end, step.type)
            is_child = step.type.upper() in PARENTS and (step.end, step.start) in children
            if not ties.ended(case, step) or key in drawn or is_child or step.type.upper() in PARTNERS:
                continue
            drawn.add(key)
            yield Link(*key, _said(case, step), ties.until(step) or "")


def _said(case: Case, step: Held) -> Said:
    until = ties.until(step)
    return Said(words.tie(readable.tie(case, step)) + (f", until {until}" if until else ""))
