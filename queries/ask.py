"""The questions as functions, each of the name of its `.cypher` file: arguments in, a `Question` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.dates import partial_date
from graph.ids import global_id, own_record
from graph.names import folded
from queries import catalogue
from queries.child_network.reads import Reads
from queries.context import Viewer
from queries.rules import INCIDENTS, INFORMING, INFORMING_PARAMETERS

FARTHEST = 6
"""The longest path asked for; a family tie further off than this explains nothing."""
MOST_PAIRS = 100_000
"""The most pairs of agencies that are counted: some 150 agencies, all linked in every way."""


LONGEST_NAME, MOST_WORDS = 200, 20
"""Characters and words of a name to look for: more than anybody bears. Each word costs, and the index takes 1,024."""
FEW = 300
"""Records of a name that are put in order at once."""
_FIRST, _THEN = ([f"{zeros}{digit:x}" for digit in range(16)] for zeros in ("0", ""))
SOME = [*_FIRST, *_THEN[1:]]
"""By which digits ids begin, each id by one of these: in order, first 1 in 256 records, then 1 in 16.

So a page of a name reads not many more records than are on it, however many share the name.
"""


@dataclass(frozen=True)
class Question:
    """Which things are asked for: text in terms, the shape of a row ('' where it is read as it stands), parameters.

    `many` questions answer with a list, `page` ones with a page of `take` rows and one more to see
    whether there is another. `closed_within` is in days before the date.
    """

    name: str
    text: str
    shape: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    many: bool = False
    page: bool = False
    closed_within: int = 0


def person(id: str) -> Question:
    """The person whom an id means, now or formerly."""
    return Question("person", catalogue.text("person"), "Person", {"record": own_record(id)})


def source_record(agency: str, local_id: str) -> Question:
    """One agency's record, by the agency's own id of the person."""
    record = global_id("SourceRecord", agency, local_id)
    return Question("source_record", catalogue.text("source_record"), "SourceRecord", {"record": record})


def event(id: str | None = None, agency: str | None = None, local_id: str | None = None) -> Question:
    """One event, by global id or by the owner's own id."""
    key = id if id is not None else global_id("Event", agency or "", local_id or "")
    return Question("event", catalogue.text("event"), "Event", {"event": key})


def glass(reference: str, viewer: Viewer, entry: dict[str, Any] | None = None) -> Question:
    """Broken glass: the viewer's own, or any of the agency whose use of records the viewer answers for."""
    parameters = {
        "reference": reference, "agency": None if viewer.sees_all else viewer.agency, "answers": viewer.answers_for_use,
        "professional": viewer.professional, "entry": entry,
    }
    return Question("glass", catalogue.text("glass"), "Glass", parameters)


def notices(agency: str, skip: int, take: int) -> Question:
    """The notices to those who answer for an agency's use of records, the newest first."""
    parameters = {"agency": agency, "skip": skip, "take": take + 1}
    return Question("notices", catalogue.text("notices"), "Notice", parameters, page=True)


def coverage() -> Question:
    """What each agency has delivered."""
    return Question("coverage", catalogue.text("coverage"), "AgencyCoverage", many=True)


def find_people(
    name: str | None, date_of_birth: date | None, identifier: tuple[str, str] | None, skip: int, take: int
) -> Question:
    """Persons whose one record has all that is given: words of names, date of birth, `(scheme, value)`.

    In the order of their records' ids, which are digests fixed when a record is made. ValueError where nothing is
    given to look for, or more than a name.
    """
    words = _words(name) if name is not None else []
    if not words and date_of_birth is None and identifier is None:
        raise ValueError("give a name, a date of birth or an identifier to look for")
    parameters = {
        "name": _name(words),
        "names": [_name(words, some) for some in SOME],
        "few": FEW,
        "words": words,
        "born": _spellings(date_of_birth) if date_of_birth else None,
        "born_days": [partial_date(text).first for text in _spellings(date_of_birth)] if date_of_birth else None,
        "identifiers": _identifiers(*identifier) if identifier else None,
        "skip": skip,
        "take": take + 1,
    }
    return Question("find_people", catalogue.text("find_people"), "Person", parameters, page=True)


def _words(name: str) -> list[str]:
    """The words of a name as they are searched; ValueError where there are too many."""
    if len(name) > LONGEST_NAME:
        raise ValueError(f"name has {len(name)} characters; give at most {LONGEST_NAME}")
    words = folded(name).split()
    if len(words) > MOST_WORDS:
        raise ValueError(f"name has {len(words)} words; give at most {MOST_WORDS}")
    return words


def _name(words: list[str], digits: str = "") -> str:
    """What the index of names is asked: for names that begin by these words, in records whose ids begin by digits."""
    wanted = [f"folded_names:{word}*" for word in words] + [f"id:record\\:{digits}*"] * bool(digits)
    return " AND ".join(wanted)


def _identifiers(scheme: str, value: str) -> list[str]:
    """An identifier as it was written, and as a checked one is kept: without spaces, in upper case."""
    return [f"{scheme.strip().lower()}:{''.join(value.split()).upper()}", f"{scheme.strip()}:{value.strip()}"]


def _spellings(day: date) -> list[str]:
    """The ways in which a date of birth that may be this day is recorded."""
    whole = day.isoformat()
    return [whole, whole[:7], whole[:4]]


def children_affected(adult: str, closed_within: int = 0) -> Question:
    """The first question: every child on whom it bears what happens to this adult."""
    return Question(
        "children_affected",
        catalogue.text("children_affected"),
        "ChildrenAffected",
        {"record": own_record(adult)},
        closed_within=closed_within,
    )


def agencies_not_informed(event: str, closed_within: int = 0) -> Question:
    """The second question: every agency live in the family around an event, and whether it knows."""
    return Question(
        "agencies_not_informed",
        catalogue.text("agencies_not_informed", start="concerned", steps=2),
        "InformingState",
        {"event": event, **INFORMING_PARAMETERS},
        closed_within=closed_within,
    )


def family_network(person: str, steps: int = 3) -> Question:
    """The persons within so many steps (0 to `FARTHEST`)."""
    return Question(
        "family_network",
        catalogue.text("family_network", steps=_bounded("steps", steps)),
        "FamilyNetwork",
        {"record": own_record(person)},
    )


def agency_matrix(person: str) -> Question:
    """Who is involved with whom in this family, and who can know of whom."""
    return _around("AgencyMatrix", [person])


def mash_check(people: Sequence[str]) -> Question:
    """What a multi-agency safeguarding hub asks first of the persons in a contact."""
    return _around("MashCheck", people)


def _around(shape: str, people: Sequence[str]) -> Question:
    """The agencies around persons, and the events that not all of them have been told of."""
    parameters = {"records": [own_record(p) for p in dict.fromkeys(people)], **INFORMING_PARAMETERS}
    return Question("agency_matrix", catalogue.text("agency_matrix", steps=2), shape, parameters)


def chronology(people: Sequence[str], start: date | None, end: date | None, skip: int, take: int) -> Question:
    """Events that concern any of the persons; `start` and `end` are days, both included."""
    parameters = {
        "records": [own_record(p) for p in dict.fromkeys(people)],
        "from": start,
        "to": end,
        "skip": skip,
        "take": take + 1,
    }
    return Question("chronology", catalogue.text("chronology"), "Event", parameters, page=True)


def children(after: str, take: int) -> Question:
    """A page of persons by id, and the ids of those who are children: for what goes through everybody."""
    return Question("children", catalogue.text("children"), parameters={"after": after, "take": take})


def own_people(since: str, take: int) -> Question:
    """Some of those whom the asking agency's own records are about, from a record's id on."""
    return Question("own_people", catalogue.text("own_people"), parameters={"since": since, "take": take})


def own_records(people: Sequence[str]) -> Question:
    """Of each of some persons the first of the asking agency's own records, by id."""
    return Question("own_records", catalogue.text("own_records"), parameters={"people": list(people)})


def networks(people: Sequence[str], start: date, bound: int, reads: Reads) -> Question:
    """The networks of the children around persons, since a day; at most `bound` rows a person of each list."""
    records = [own_record(person) for person in dict.fromkeys(people)]
    parameters = {
        "records": records, "from": start, "incidents": sorted(INCIDENTS), "informing": sorted(INFORMING),
        "most": bound * len(records),
    }
    return Question("networks", catalogue.text("networks", reads=reads), parameters=parameters)


def last_sweep(rules: Sequence[str] | None, skip: int, take: int) -> Question:
    """The last complete sweep's date, and a page of what it found."""
    parameters = {"only": list(rules) if rules else None, "skip": skip, "take": take}
    return Question("last_sweep", catalogue.text("last_sweep"), parameters=parameters)


def paths_between(one: str, other: str, longest: int = FARTHEST) -> Question:
    """The shortest family paths between two persons."""
    text = catalogue.text("paths_between", steps=_bounded("longest", longest))
    return Question(
        "paths_between", text, "FamilyPath", {"record": own_record(one), "other": own_record(other)}, many=True
    )


def household(whose: str) -> Question:
    """Those who live in a person's homes, or at an address: by the id of either."""
    parameters = {"record": own_record(whose), "address": whose}
    return Question("household", catalogue.text("household"), "FamilyNetwork", parameters)


def service_links() -> Question:
    """All agencies and the links between them in the months before the date, by pair; at most `MOST_PAIRS` rows."""
    return Question("service_links", catalogue.text("service_links"), parameters={"most": MOST_PAIRS})


def _bounded(name: str, steps: int) -> int:
    if not 0 <= steps <= FARTHEST:
        raise ValueError(f"{name} is {steps}; ask for 0 to {FARTHEST}")
    return steps
