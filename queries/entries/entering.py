"""One entry on its way: by whom, for which agency, against which state; and why it may be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from neo4j import AsyncDriver

from graph.entries import Entered, EnteredRow, Entry, KeyReused, NoSuchEntry, VersionConflict, Work, enter, row
from queries.context import Context
from queries.entries.records import Records
from queries.entries.results import Made
from queries.facts.store import answering_store

LONGEST_TEXT = 2000
"""Characters of a reason or a note: a few paragraphs. A longer one belongs in the case record."""
KEY_LENGTH = range(8, 201)
"""Characters of an idempotency key: a UUID has 36."""


NO_SUCH_ENTRY = (
    "no such entry of this agency stands; it may have been taken back already, or corrected since: take the correction"
    " back first"
)


class EntryRefused(Exception):
    """An entry that was not written, and what to do."""


class NotFound(EntryRefused):
    """What the entry is about is unknown, or may not be seen: the two are not told apart."""


class Conflict(EntryRefused):
    """Somebody entered something meanwhile; `version` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"something was entered since you looked: expectedVersion is now {version}. Read it again, then decide"
        )
        self.version = version


class KeyTaken(EntryRefused):
    """An idempotency key used for something else."""


class TooOften(EntryRefused):
    """More entries of a kind than may be; `seconds` until the next."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class Impossible(EntryRefused):
    """What cannot be so: named, with the remedy."""


@dataclass(frozen=True)
class Entering:
    """An entry being made, begun by `by`. `agency` is the entering one; `asked` the request, for its digest."""

    driver: AsyncDriver
    records: Records
    context: Context
    agency: str
    key: str
    expected: int
    asked: Mapping[str, Any]

    def __post_init__(self) -> None:
        if len(self.key) not in KEY_LENGTH:
            raise Impossible("idempotencyKey needs 8 to 200 characters; take a new UUID for each entry")
        if self.expected < 0:
            raise Impossible("expectedVersion is 0 or more: how many entries you have seen")

    @classmethod
    async def by(
        cls, driver: AsyncDriver, records: Records, context: Context, agency: str, key: str, expected: int,
        asked: Mapping[str, Any],
    ) -> Entering:
        """The entry of the context's viewer; MayNotSee, before anything is looked up, for who may ask nothing.

        Whoever could not be answered with what an entry changed makes none.
        """
        await records.admit()
        return cls(driver, records, context, agency, key, expected, asked)

    async def write(self, line: str, written: EnteredRow) -> Entered:
        """Enter a row on a line."""
        return await self.enter(line, row(written))

    async def enter(self, line: str, work: Work, **facts: Any) -> Entered:
        """Do the work of an entry on a line of this agency.

        Raises EntryRefused where it was not done, and StoreUnavailable where nobody knows: the same key then tells.
        """
        entry = Entry(
            self.agency, self.key, line, self.expected, self.context.known_at, self.asked,
            self.context.viewer.professional, facts,
        )
        try:
            with answering_store():
                return await enter(self.driver, entry, work)
        except VersionConflict as conflict:
            raise Conflict(conflict.version) from None
        except KeyReused:
            raise KeyTaken("idempotencyKey was used for something else; take a new one for each entry") from None
        except NoSuchEntry:
            raise NotFound(NO_SUCH_ENTRY) from None

    async def must_see_person(self, what: str, id: str) -> None:
        """NotFound where the viewer knows nobody by this id."""
        _must(what, await self.records.sees_person(id))

    async def must_see_event(self, what: str, id: str) -> None:
        """NotFound where the viewer sees no event of this id."""
        _must(what, await self.records.sees_event(id))

    async def must_know_agency(self, what: str, id: str) -> None:
        """NotFound where no organisation has this id of which the viewer may know."""
        _must(what, await self.records.knows_organisation(id))


def _must(what: str, known: bool) -> None:
    if not known:
        raise NotFound(f"{what} is not known, or not to you")


def said(name: str, text: str | None) -> str | None:
    """A text as it is kept; Impossible where it is too long."""
    if text is not None and len(text) > LONGEST_TEXT:
        raise Impossible(f"{name} has {len(text)} characters; at most {LONGEST_TEXT} are kept")
    return text.strip() or None if text is not None else None


def needed(name: str, text: str | None) -> str:
    """A text that must be there."""
    kept = said(name, text)
    if kept is None:
        raise Impossible(f"{name} is needed: it is kept with the entry, and asked for when the decision is looked at")
    return kept


def made(entered: Entered, agency: str) -> Made:
    """An entry as it stands."""
    return Made(entered.id, entered.version, entered.at, entered.replayed, agency)


def not_to_come(name: str, at: datetime, context: Context) -> None:
    """Impossible for a time that is still to come."""
    if at > context.known_at:
        raise Impossible(f"{name} is still to come; record it when it has happened")
