"""Find persons by name, date of birth or identifier: all that is given must agree, on one record.

A page goes on after the key of the last person listed, the id of the record by which they were found. Ids are digests
fixed when a record is made, so that the order is stable while others are loaded, and shows nothing that is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.dates import partial_date
from graph.names import folded
from queries.case import Case
from queries.questions.person import THEIR

LONGEST_NAME, MOST_WORDS = 200, 20
"""Characters and words of a name to look for: more than anybody bears. Each word costs, and the index takes 1,024."""
FEW = 300
"""Records of a name that are put in order at once."""
BATCH, TIMES = 500, 10
"""The most records that are looked at once, and how often: the budget of one page. A person has some two records; a
page that the filter thins more is refilled, each time by twice as many."""
MOST_COUNTED = 500
"""The most persons of whom it is told how many there are."""
_FIRST, _THEN = ([f"{zeros}{digit:x}" for digit in range(16)] for zeros in ("0", ""))
SOME = [*_FIRST, *_THEN[1:]]
"""By which digits ids begin, each id by one of these: in order, first 1 in 256 records, then 1 in 16.

So a page of a name reads not many more records than are on it, however many share the name.
"""
_DIGITS = len("record:")


@dataclass(frozen=True)
class Wanted:
    """What one record must have: the beginnings of names, one of some spellings of a date, one of some identifiers."""

    words: tuple[str, ...]
    born: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    def parameters(self, after: str) -> dict[str, Any]:
        """What the statement `find` takes."""
        begun = [some for some in SOME if some >= after[_DIGITS:][: len(some)]]
        return {
            "name": _name(self.words), "names": [_name(self.words, some) for some in begun], "few": FEW,
            "words": list(self.words),
            "born": list(self.born) or None, "born_days": [partial_date(text).first for text in self.born] or None,
            "identifiers": list(self.identifiers) or None,
        }


@dataclass(frozen=True)
class CountFound:
    """Count the persons who are found, on all pages."""

    wanted: Wanted

    async def count(self, case: Case) -> int | None:
        """How many there are; None where they are more than `MOST_COUNTED`, or too many records to look at."""
        page = await find_people(case, self.wanted, take=MOST_COUNTED)
        return None if page.has_next else len(page.found)


@dataclass(frozen=True)
class Found:
    """A person found, and the record by which: `key` is where a page goes on after them."""

    person: str
    key: str


@dataclass(frozen=True)
class FoundPage:
    """A page of persons found, in the order of their keys.

    `total` is how many there are, where the page holds all of them. `end` is where the next page goes on; a page that
    ends its budget may be short, even empty, and say that there may be more. `beyond` is the person of the next row,
    where that was found: of an empty page, that there is one tells of them.
    """

    found: tuple[Found, ...]
    has_next: bool
    end: str
    total: int | None
    beyond: tuple[str, ...] = ()


def wanted(name: str | None, date_of_birth: date | None, identifier: tuple[str, str] | None) -> Wanted:
    """What to look for: words of names, a date of birth, an identifier `(scheme, value)`.

    ValueError where nothing is given to look for, or more than a name.
    """
    words = _words(name) if name is not None else ()
    if not words and date_of_birth is None and identifier is None:
        raise ValueError("give a name, a date of birth or an identifier to look for")
    return Wanted(
        words, _spellings(date_of_birth) if date_of_birth else (), _identifiers(*identifier) if identifier else ()
    )


async def find_people(
    case: Case, wanted: Wanted, after: str = "", take: int = 50, early: Iterable[str] = ()
) -> FoundPage:
    """A page of persons of whom one record has all that is wanted; `after` is the `end` of an earlier page.

    `early` are kinds of facts about them that will be wanted: those that can be are read with who they are.
    """
    found: list[Found] = []
    looked_at, size = after, 2 * (take + 1)
    for _ in range(TIMES):
        matching = await case.records_found(wanted.parameters(looked_at), looked_at, size)
        for records in _in_two(matching, take + 1):
            await case.read_about((id for one in records for id in matching[one]), THEIR.intersection(early))
            found += [one for record in records if (one := _found(case, record, matching[record])) is not None]
            if len(found) > take:
                end = found[take - 1].key if take else after
                return FoundPage(tuple(found[:take]), True, end, None, (found[take].person,))
        if len(matching) < size:
            known = len(found) if not after and len(found) <= MOST_COUNTED else None
            return FoundPage(tuple(found), False, found[-1].key if found else after, known)
        looked_at, size = max(matching), min(2 * size, max(size, BATCH))
    return FoundPage(tuple(found), True, found[-1].key if found else _between(after, looked_at), None)


def _in_two(matching: Mapping[str, list[str]], most: int) -> Iterator[list[str]]:
    """The records that match, in order: those of so many persons, often enough for a page, then the others."""
    records = [record for record, alike in matching.items() if record in alike]
    persons: set[str] = set()
    for place, record in enumerate(records):
        persons.add(matching[record][0])
        if len(persons) > most:
            yield records[:place]
            yield records[place:]
            return
    if records:
        yield records


def _found(case: Case, record: str, matching: Iterable[str]) -> Found | None:
    """The person whom a record is about, where it is the first visible one of the person's records that match."""
    person = case.about.get(record)
    if person is None:
        return None
    visible = [one for one in matching if case.about.get(one) == person and case.is_whole(one)]
    return Found(person, record) if visible and min(visible) == record else None


def _between(after: str, looked_at: str) -> str:
    """A key beyond one and up to another, of three digits if they suffice: the other may be of a hidden record."""
    return next(key for length in range(_DIGITS + 3, len(looked_at) + 1) if (key := looked_at[:length]) > after)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name as they are searched; ValueError where there are too many."""
    if len(name) > LONGEST_NAME:
        raise ValueError(f"name has {len(name)} characters; give at most {LONGEST_NAME}")
    words = folded(name).split()
    if len(words) > MOST_WORDS:
        raise ValueError(f"name has {len(words)} words; give at most {MOST_WORDS}")
    return tuple(words)


def _name(words: tuple[str, ...], digits: str = "") -> str:
    """What the index of names is asked: for names that begin by these words, in records whose ids begin by digits."""
    asked = [f"folded_names:{word}*" for word in words] + [f"id:record\\:{digits}*"] * bool(digits)
    return " AND ".join(asked)


def _identifiers(scheme: str, value: str) -> tuple[str, ...]:
    """An identifier as it was written, and as a checked one is kept: without spaces, in upper case."""
    return f"{scheme.strip().lower()}:{''.join(value.split()).upper()}", f"{scheme.strip()}:{value.strip()}"


def _spellings(day: date) -> tuple[str, ...]:
    """The ways in which a date of birth that may be this day is recorded."""
    whole = day.isoformat()
    return whole, whole[:7], whole[:4]
