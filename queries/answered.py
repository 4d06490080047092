"""Answers of questions as plain mappings for words, pictures and graphs, by the same keys as in GraphQL answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from queries import readable
from queries.case import Case
from queries.definitions.directory import name
from queries.definitions.family import Path, steps_of, ties_among
from queries.definitions.homes import know_homes, lives_with
from queries.definitions.persons import missing
from queries.definitions.ties import disputed_by_ties
from queries.questions import agencies_not_informed as informing_state
from queries.questions import children_affected as affected
from queries.questions import family_network
from queries.questions.coverage import AgencyCoverage, coverage_of
from queries.questions.hidden_connections import HiddenConnection
from queries.readable import Row


async def network(case: Case, person: str) -> Row | None:
    """The person, the members with their distance, and the ties among them; None where nobody is known by the id."""
    found = await family_network.family_network(case, person)
    if found is None:
        return None
    members = [{"person": readable.person(case, one.person), "distance": one.distance} for one in found.members]
    ties = await _ties(case, [one.person for one in found.members])
    return {"person": readable.person(case, found.person), "members": members, "ties": ties}


async def household(case: Case, whose: str) -> Row | None:
    """Who lives in a person's homes, or at an address, each with residences; None where the id means neither."""
    people = await family_network.household(case, whose)
    if not people and whose not in case.addresses and await case.person(whose) is None:
        return None
    await case.read(stays=people)
    await know_homes(case, {stay.address for id in people for stay in case.stays_of[id]})
    members = [
        {"person": {**readable.person(case, id), "residences": readable.residences(case, id)}} for id in people
    ]
    return {"members": members, "ties": await _ties(case, people)}


async def _ties(case: Case, people: Sequence[str]) -> list[Row]:
    await case.read(ties=people)
    return [readable.tie(case, one) for one in ties_among(case, people)]


async def children_affected(case: Case, adult: str) -> Row | None:
    """The adult with services, and each child with paths, services and what is missing; None where nobody is known."""
    found = await affected.children_affected(case, adult)
    if found is None:
        return None
    people = [found.adult, *(one.child for one in found.children)]
    await case.read(involvements=people, ever=people, stays=people, workers=people)
    await _know(case, (path for one in found.children for path in one.paths))
    return {
        "adult": readable.person(case, found.adult), "services": readable.services(case, found.adult),
        "children": [_child(case, one) for one in found.children], "coverage": coverage(case),
    }


def _child(case: Case, of: affected.AffectedChild) -> Row:
    return {
        "child": readable.person(case, of.child), "paths": [readable.path(case, path) for path in of.paths],
        "livesWithAdult": lives_with(case, of.adult, of.child), "services": readable.services(case, of.child),
        "missing": [fact.upper() for fact in missing(case, of.child)],
    }


async def informing(case: Case, event: str) -> Row | None:
    """The event, and each agency around its family and how it stands; None where there is no such event."""
    found = await informing_state.agencies_not_informed(case, event)
    if found is None:
        return None
    await _know(case, (path for one in found.agencies for path in one.via))
    return {
        "event": readable.event(case, case.events[found.event]),
        "agencies": [_informed(case, one) for one in found.agencies],
        "missingAgencies": [kind.upper() for kind in found.missing_agencies], "coverage": coverage(case),
    }


def _informed(case: Case, of: informing_state.AgencyInformed) -> Row:
    return {
        "agency": readable.organisation(case, of.agency), "state": of.state.upper(), "basis": of.basis,
        "notInvolved": of.not_involved,
        "waiting": None if of.waiting is None else f"P{of.waiting}D",
        "rule": None if of.rule is None else {"title": of.rule.title, "authority": of.rule.cited(case.context.on)},
        "via": [readable.path(case, path) for path in of.via], "contacts": list(map(readable.worker, of.contacts)),
        "services": [{"name": name(one), "contact": one.contact} for one in of.services],
    }


async def flags(case: Case, found: Sequence[HiddenConnection]) -> list[Row]:
    """Flags with their paths and components."""
    await _know(case, (path for flag in found for path in flag.paths))
    return [_flag(case, one) for one in found]


def _flag(case: Case, of: HiddenConnection) -> Row:
    return {
        "id": of.id, "rule": {"title": of.rule.title, "authority": of.rule.cited(case.context.on)},
        "statement": of.statement, "expires": of.expires, "clearedBy": of.cleared_by, "notKnown": of.not_known,
        "paths": [readable.path(case, path) for path in of.paths],
        "components": [
            {
                "services": [readable.service(case, id) for id in one.services],
                "people": [readable.person(case, id) for id in one.people],
            }
            for one in of.components
        ],
    }


async def _know(case: Case, paths: Iterable[Path]) -> None:
    """Read what tells whether the steps of some paths are disputed: other ties of the same persons."""
    steps = (step for path in paths for step in steps_of(case, path))
    await case.read(ties=sorted({step.start for step in steps if disputed_by_ties(step)}))


def coverage(case: Case) -> list[Row]:
    """What each agency has delivered, of a case that has read something."""
    return [_covered(case, one) for one in coverage_of(case)]


def _covered(case: Case, of: AgencyCoverage) -> Row:
    last = of.last
    return {
        "agency": readable.organisation(case, of.agency), "coversDate": of.covers_date, "loading": of.loading,
        "extractedAt": last.extracted_at if last else None, "coversFrom": last.covers_from if last else None,
        "coversTo": last.covers_to if last else None,
    }
