"""`thinkfamily demo`: the three questions answered for one invented family, as text to read."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

from neo4j import AsyncDriver
from rich.console import Console

from graph.ids import global_id, own_person
from queries import answered, words
from queries.case import Case, Cases
from queries.context import Context
from queries.questions.hidden_connections import Asked, FlagPage, hidden_connections

PATIENCE = 300.0
"""Seconds for a statement: the first time, a slow machine takes long to plan it."""
MOST_FLAGS = 5
FILE = "demo.toml"
"""Beside a borough's deliveries: whom and what to ask about."""

PASTE = """{{
  childrenAffected(adult: "{adult}", on: "{on}") {{
    services {{ service {{ name }} since }}
    children {{
      child {{ givenNames familyName age }}
      livesWithAdult
      paths {{ steps {{ type since assertedBy {{ name }} }} }}
      services {{ service {{ name }} allocatedTo {{ name phone }} }}
      missing
    }}
  }}
}}"""
"""A query for the explorer; `{adult}` and `{on}` are put in."""

_LIVES = {
    True: "lives with the adult",
    False: "does not live with the adult",
    None: "may or may not live with the adult: no residence is recorded",
}
_STATES = ("NOT_INFORMED", "PENDING", "WITHHELD", "INFORMED", "ACKNOWLEDGED", "REPORTED_IT")


class NoDemonstration(ValueError):
    """The folder holds no borough, or the store does not hold the borough's family."""


@dataclass(frozen=True)
class Demonstration:
    """Whom and what to ask about, by global ids."""

    on: date
    adult: str
    child: str
    event: str

    @classmethod
    def read(cls, folder: Path) -> Demonstration:
        """From a borough's `demo.toml`; NoDemonstration where there is none."""
        try:
            said = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:  # not there, not UTF-8, no TOML
            remedy = "name a folder written by `thinkfamily borough`"
            raise NoDemonstration(f"{folder / FILE} cannot be read; {remedy}.") from error
        adult, child, event = said["adult"], said["child"], said["event"]
        return cls(
            date.fromisoformat(said["on"]),
            own_person(global_id("SourceRecord", adult["agency"], adult["local_id"])),
            own_person(global_id("SourceRecord", child["agency"], child["local_id"])),
            global_id("Event", event["agency"], event["event_id"]),
        )

    @property
    def query(self) -> str:
        """The first question in GraphQL."""
        return PASTE.format(adult=self.adult, on=self.on)


async def tell(driver: AsyncDriver, folder: Path, port: int, console: Console) -> None:
    """Ask the three questions about the demonstration family of a borough and print the answers."""
    demonstration = Demonstration.read(folder)
    context = Context.as_of(demonstration.on)
    children, informing, flags = await _answers(Cases.on(driver, timeout=PATIENCE), demonstration, context)
    if children is None or informing is None:
        raise NoDemonstration(f"The store does not hold this borough; load it first: thinkfamily load {folder}/*/")
    for part in (_children(children), _informing(informing), _flags(flags)):
        for line in part:
            console.print(line, markup=line.startswith("[bold]"), highlight=False, soft_wrap=True)
        console.print()
    for line in _asking_more(f"http://127.0.0.1:{port}/graphql", demonstration.query):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _asking_more(url: str, query: str) -> Iterator[str]:
    yield f"Paste this at {url} to ask more:\n{query}"
    yield f"Or from a shell:\ncurl -sSG {url} --data-urlencode query={shlex.quote(' '.join(query.split()))}"


async def _answers(cases: Cases, about: Demonstration, context: Context) -> tuple[Any, Any, list[dict[str, Any]]]:
    """The answers to the three questions."""
    children = await cases.ask(context, lambda case: answered.children_affected(case, about.adult))
    informing = await cases.ask(context, lambda case: answered.informing(case, about.event))
    asked = Asked((about.child,), ("COMPARTMENTALISED",), take=MOST_FLAGS)
    return children, informing, await hidden_connections(cases, context, asked, _flags_of)


async def _flags_of(case: Case, page: FlagPage) -> list[dict[str, Any]]:
    return await answered.flags(case, page.flags)


def _children(answer: dict[str, Any]) -> Iterator[str]:
    yield f"[bold]1. Which children are affected by what happens to {words.described(answer['adult'])}?[/bold]"
    yield f"   With: {words.listed(map(words.service, answer['services']))}."
    for each in answer["children"]:
        yield f"   {words.described(each['child'])} {_LIVES[each['livesWithAdult']]}."
        yield from (f"      {words.path(path)}." for path in each["paths"])
        yield f"      With: {words.listed(map(words.service, each['services'])) or 'no service recorded'}."
        if each["missing"]:
            yield f"      Not recorded: {words.listed(fact.lower().replace('_', ' ') for fact in each['missing'])}."
    yield f"   {words.coverage(answer['coverage'])}."


def _informing(answer: dict[str, Any]) -> Iterator[str]:
    event = answer["event"]
    about = words.listed(map(words.name, event["people"]))
    what = f"{event['kind'].lower().replace('_', ' ')} of {about}, {event['on']}"
    yield f"[bold]2. Which agencies have not been told of this: {what}?[/bold]"
    yield f"   {event['agency']['name']} records: {event['summary']}."
    agencies = sorted(answer["agencies"], key=lambda each: _STATES.index(each["state"]))
    for state, same in groupby(agencies, key=lambda each: str(each["state"])):
        yield f"   {state.replace('_', ' ').capitalize()}:"
        for each in same:
            yield from _agency(each)
    for kind in answer["missingAgencies"]:
        yield f"   Should know, and none is known: {kind.replace('_', ' ').lower()}."
    if rule := next((each["rule"] for each in agencies if each["rule"]), None):
        yield f"   Why they should know: {rule['title']} ({rule['authority']})."
    yield f"   {words.coverage(answer['coverage'])}."


def _agency(each: dict[str, Any]) -> Iterator[str]:
    waits = f", for {words.waiting(each['waiting'])}" if each["waiting"] else ""
    people = words.listed(dict.fromkeys(words.name(path["people"][-1]) for path in each["via"]))
    how = "not involved yet, should know because of" if each["notInvolved"] else "involved with"
    yield f"      {each['agency']['name']}, {how} {people}{waits}."
    if each["state"] in _STATES[:2]:
        to_each: dict[str, dict[str, Any]] = {}
        for path in each["via"]:
            to_each.setdefault(path["people"][-1]["id"], path)
        yield from (f"         {words.path(path)}." for path in to_each.values() if path["steps"])
        yield from (f"         Ring {words.worker(contact)}." for contact in each["contacts"][:2])
        reached = [one for one in each["services"] if one["contact"]]
        yield from (f"         Ring {one['name']}: {one['contact']}." for one in reached[:2])
        if not each["contacts"] and not reached:
            yield "         No worker recorded to ring."


def _flags(flags: list[dict[str, Any]]) -> Iterator[str]:
    yield "[bold]3. Where do services work on this family with no link between them?[/bold]"
    if not flags:
        yield "   Nowhere: no finding on this date."
        return
    first, *others = flags
    yield from _flag(first)
    if others:
        yield f"   The same holds of the networks of {len(others)} more of the family's children."


def _flag(flag: dict[str, Any]) -> Iterator[str]:
    yield f"   {flag['statement']}."
    for number, part in enumerate(flag["components"], 1):
        with_whom = words.listed(map(words.name, part["people"]))
        yield f"      Group {number}: {words.listed(s['name'] for s in part['services'])}, with {with_whom}."
    ties = {words.path(path): _between(path, flag["components"]) for path in flag["paths"] if path["steps"]}
    yield from (f"      Between groups {groups}: {tie}." for tie, groups in ties.items())
    yield from (f"      Would clear it: {each}." for each in flag["clearedBy"])
    yield from (f"      Not known: {each}." for each in flag["notKnown"])
    yield f"      Rule: {flag['rule']['title']} ({flag['rule']['authority']}). Derived anew by {flag['expires']}."


def _between(path: dict[str, Any], groups: list[dict[str, Any]]) -> str:
    """The numbers of the groups that work with the persons at its ends."""
    held = [{person["id"] for person in group["people"]} for group in groups]
    start, end = path["people"][0]["id"], path["people"][-1]["id"]
    pairs = combinations(enumerate(held, 1), 2)
    return ", ".join(f"{i} and {j}" for (i, one), (j, other) in pairs if start in one and end in other)
