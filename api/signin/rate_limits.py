"""How much one viewer may ask and read, and what of it a privacy officer should hear of."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from api.errors import TooManyRequests, TooMuchRead
from api.signin.principal import Principal
from graph.names import folded
from queries.audit.record import Record

HOUR = 3_600.0


@dataclass(frozen=True, kw_only=True)
class ReadingLimits:
    """The bounds on one viewer, each with its reason. An authority may set them otherwise: `[limits.ROLE]`."""

    requests_a_minute: int = 300
    """A page of a client asks some ten questions; nobody turns thirty pages a minute all the time."""
    people_an_hour: int = 1_000
    """Beyond this the answer is refused: some fifty families of twenty, which nobody reads in an hour."""
    families_an_hour: int = 20
    """Beyond this a notice is given: families that have nobody in common with what was read in the hour before."""


LIMITS: dict[str, ReadingLimits] = {
    "case_worker": ReadingLimits(),
    # A hub triages the contacts of a whole borough: sixty a day are common, each with a family around it.
    "mash_worker": ReadingLimits(people_an_hour=3_000, families_an_hour=60),
    "manager": ReadingLimits(people_an_hour=2_000, families_an_hour=40),
    # Whole lists by page, of persons without names; a notice would be of their everyday work.
    "analyst": ReadingLimits(requests_a_minute=600, people_an_hour=50_000, families_an_hour=50_000),
    "privacy_officer": ReadingLimits(),
    "caldicott_guardian": ReadingLimits(),
}
"""By role. The open local user has none."""

UNRELATED_FAMILIES, TOO_MUCH = "unrelated_families", "too_much_read"
OWN_FAMILY, OWN_NAME, OWN_ADDRESS = "own_family", "own_family_name", "own_address"


@dataclass
class _Reading:
    """What one viewer has done of late. Persons by id, each with the time when last read of."""

    allowance: float
    since: float
    people: OrderedDict[str, float] = field(default_factory=OrderedDict)
    families: deque[float] = field(default_factory=deque)
    noticed: dict[str, float] = field(default_factory=dict)


class RateLimits:
    """Counts what viewers read, in this process; remembers up to `most` of them."""

    def __init__(
        self,
        limits: Mapping[str, ReadingLimits] = LIMITS,
        *,
        most: int = 2_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._most = most
        self._clock = clock
        self._readings: OrderedDict[tuple[str, str] | None, _Reading] = OrderedDict()

    def admit(self, principal: Principal) -> None:
        """Let a request in. Raises `TooManyRequests`."""
        limits = self._limits.get(principal.viewer.role)
        if limits is None:
            return
        now, rate = self._clock(), limits.requests_a_minute / 60
        reading = self._of(principal, limits, now)
        reading.allowance = min(limits.requests_a_minute, reading.allowance + (now - reading.since) * rate)
        reading.since = now
        if reading.allowance < 1:
            message = f"More than {limits.requests_a_minute} requests a minute. Ask for more in one request, or wait."
            raise TooManyRequests(message, (1 - reading.allowance) / rate)
        reading.allowance -= 1

    def read(self, principal: Principal, record: Record) -> list[str]:
        """Count what an answer tells before it is released; what should be noticed of it, by its code.

        Raises `TooMuchRead`.
        """
        limits = self._limits.get(principal.viewer.role)
        if limits is None:
            return []
        now = self._clock()
        reading = self._of(principal, limits, now)
        _forget(reading, now - HOUR)
        self._count(reading, record, limits, now)
        found = [*_own(principal, record)]
        if len(reading.families) > limits.families_an_hour:
            found.append(UNRELATED_FAMILIES)
        return [each for each in found if _is_news(reading, each, now)]

    def _count(self, reading: _Reading, record: Record, limits: ReadingLimits, now: float) -> None:
        new = len(record.people - reading.people.keys())
        if len(reading.people) + new > limits.people_an_hour:
            oldest = next(iter(reading.people.values()), now)
            message = f"More than {limits.people_an_hour} persons in an hour, which is what this role may read of."
            raise TooMuchRead(message, oldest + HOUR - now)
        for family in record.families:
            if reading.people.keys().isdisjoint(family.people.union(family.asked)):
                reading.families.append(now)
            for person in family.people:
                reading.people[person] = now
                reading.people.move_to_end(person)

    def _of(self, principal: Principal, limits: ReadingLimits, now: float) -> _Reading:
        who = principal.viewer.account
        reading = self._readings.get(who)
        if reading is None:
            reading = self._readings[who] = _Reading(limits.requests_a_minute, now)
        self._readings.move_to_end(who)
        if len(self._readings) > self._most:
            self._readings.popitem(last=False)
        return reading


def _forget(reading: _Reading, before: float) -> None:
    while reading.people and next(iter(reading.people.values())) < before:
        reading.people.popitem(last=False)
    while reading.families and reading.families[0] < before:
        reading.families.popleft()


def _is_news(reading: _Reading, notice: str, now: float) -> bool:
    """Once an hour of a kind is enough to be heard, and not so much as to be passed over."""
    if now - reading.noticed.get(notice, float("-inf")) < HOUR:
        return False
    reading.noticed[notice] = now
    return True


def _own(principal: Principal, record: Record) -> Iterator[str]:
    """Which parts of the reader's own life the answer, or the question, is about."""
    own = principal.own
    if own.person and (own.person in record.told or own.person in record.asked):
        yield OWN_FAMILY
    if own.family_name and any(_has(own.family_name, word) for word in record.words):
        yield OWN_NAME
    if own.postcode and any(_plain(own.postcode) == _plain(word) for word in record.words):
        yield OWN_ADDRESS


def _has(name: str, words: str) -> bool:
    return set(folded(name).split()) <= set(folded(words).split())


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()
