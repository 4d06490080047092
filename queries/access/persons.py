"""Form the persons that a viewer may see: of the records that may be seen, and of nothing else.

DOMAIN, 'One person, for a viewer': what is hidden altogether joins nothing. Records of one person are those that agree
in verified identifiers and do not conflict (`graph.identity`); the id told is that of the least of them, and their
facts are merged as loading merges those of all records (`graph.persons`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec.structs import replace

from graph.identity import RecordRun, groups
from graph.ids import own_person
from queries.access.permissions import Permissions
from queries.access.visible import Person, Record, Stated
from queries.facts.rows import LinkedRow, RecordRow

_SINGLE = ("family_name", "given_names", "sex", "first_language", "interpreter_needed", "disability", "strengths",
           "deceased", "ethnicity")
_DATES = ("date_of_birth", "expected_date_of_birth", "deceased_on")
_NOT_IDENTIFYING = ("first_language", "interpreter_needed", "disability", "strengths", "ethnicity")
"""What break-glass access does not show of the person at the other end of a tie."""
_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


class Formed:
    """The persons formed of the records of one stored person, or of several that share identifiers; and whom each
    record is of."""

    def __init__(self, rows: Sequence[RecordRow], allowed: Permissions) -> None:
        self.stored = sorted({row.person for row in rows})
        self.persons: list[Person] = []
        self.records: list[Record] = []
        self.of: dict[str, str] = {}
        self.clients: set[str] = set()
        """Ids of persons whom a record of the viewer's own agency is about."""
        self.identifiers: dict[str, set[str]] = {}
        for group in visible_groups(rows, allowed):
            self._add(group, allowed)

    def _add(self, group: Sequence[RecordRow], allowed: Permissions) -> None:
        stored = tuple(dict.fromkeys(row.person for row in group))
        records = [_record(row, allowed) for row in group]
        told = own_person(min(record.id for record in records))
        for record in records:
            record.person = told
            self.of[record.id] = told
        self.records += records
        self.persons.append(Person(told, stored, merged([(r.recorded_at, r.id, r.stated) for r in records])))
        self.identifiers[told] = {i for row in group for i in _verified(row)}
        if any(record.agency == allowed.own for record in records):
            self.clients.add(told)

    def in_store(self, stored: str) -> list[str]:
        """The persons formed of records that the store keeps of one person."""
        return [person.id for person in self.persons if stored in person.stored]

    def attached(self, linked: Collection[LinkedRow]) -> dict[str, list[str]]:
        """By record of which only existence may be seen, the persons whom a chain of identifiers ties it to.

        Each of `linked` must be known to the viewer by an involvement that may be seen: what is hidden joins nothing.
        What conflicts in them is not known here: they are tied to none but the stored person whose they are.
        """
        found: dict[str, list[str]] = {}
        for person in self.persons:
            held = set(self.identifiers[person.id])
            waiting = [one for one in linked if one.person in person.stored]
            while met := [one for one in waiting if not held.isdisjoint(one.identifiers)]:
                for one in met:
                    held.update(one.identifiers)
                    found.setdefault(one.id, []).append(person.id)
                waiting = [one for one in waiting if one not in met]
        return found


def sharing(rows: Iterable[RecordRow]) -> list[list[RecordRow]]:
    """Records parted into those that the store keeps of one person, or of several that share an identifier."""
    held: dict[str, list[RecordRow]] = {}
    with_it: dict[tuple[str, str], str] = {}
    leads: dict[str, str] = {}
    for row in rows:
        held.setdefault(row.person, []).append(row)
        for one in row.identifiers:
            first = with_it.setdefault((one.scheme, one.value), row.person)
            if first != row.person and one.joins:
                leads[_led(leads, row.person)] = _led(leads, first)
    if not leads:
        return list(held.values())
    made: dict[str, list[RecordRow]] = {}
    for stored, listed in held.items():
        made.setdefault(_led(leads, stored), []).extend(listed)
    return list(made.values())


def _led(leads: Mapping[str, str], stored: str) -> str:
    """Return the representative of all stored persons that share identifiers with one."""
    while (lead := leads.get(stored, stored)) != stored:
        stored = lead
    return stored


def visible_groups(rows: Sequence[RecordRow], allowed: Permissions) -> list[list[RecordRow]]:
    """The records that may be seen, those of one person together.

    An agreement on clients and their family opens a record only where it is of one person with an own record.
    """
    if len(rows) == 1 and _is_open(rows[0], allowed):
        return [list(rows)]
    candidates = [row for row in rows if _is_open(row, allowed) or row.agency in allowed.near_content]
    made, left = [], []
    for group in _grouped(candidates):
        near = [row for row in group if not _is_open(row, allowed)]
        if not near or any(row.agency == allowed.own for row in group):
            made.append(group)
        else:
            left += [row for row in group if _is_open(row, allowed)]
    return made + _grouped(left)


def _is_open(row: RecordRow, allowed: Permissions) -> bool:
    return row.agency in allowed.content or row.id in allowed.identified


def _grouped(rows: Collection[RecordRow]) -> list[list[RecordRow]]:
    """Records of one person together, in the order of their least ids."""
    if len(rows) < 2:
        return [list(rows)] if rows else []
    by_id = {row.id: row for row in rows}
    found = groups({row.id: _run(row) for row in rows})
    return [[by_id[id] for id in sorted(group)] for group in sorted(found, key=min)]


def _run(row: RecordRow) -> RecordRun:
    first, last = row.stated.date_of_birth_first, row.stated.date_of_birth_last
    born = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
    said = row.stated
    return RecordRun(
        _ALWAYS, _ALWAYS, "", None, frozenset(_verified(row)), born, row.agency, said.sex, said.given_names,
        said.family_name, tuple(said.also_known_as or ()),
    )


def _verified(row: RecordRow) -> set[str]:
    """The identifiers by which a record may be linked: none of a sealed record, for any viewer."""
    if row.kept == "sealed":
        return set()
    return {f"{i.scheme}:{i.value}" for i in row.identifiers if i.joins}


def _record(row: RecordRow, allowed: Permissions) -> Record:
    """The record as it may be seen; of one met at the other end of an opened tie, only who it is."""
    met = row.agency not in allowed.content and row.agency not in allowed.near_content and row.id not in allowed.opened
    if met:
        stated = replace(row.stated, **dict.fromkeys(_NOT_IDENTIFYING))
        return Record(row.id, row.agency, "", row.local_id, row.recorded_at, None, None, stated, [], whole=False,
                      sensitivity=None)
    return Record(
        row.id, row.agency, "", row.local_id, row.recorded_at, row.gp_practice, row.school, row.stated, row.identifiers,
        sensitivity=row.kept,
    )


def merged(records: Iterable[tuple[str, str, Stated]]) -> Stated:
    """What several records `(recorded_at, id, stated)` say of one person.

    Each fact by the newest record that gives one, a date by an older one that says it more precisely within that; other
    names by all.
    """
    newest = [stated for _, _, stated in sorted(records, key=lambda r: (_instant(r[0]), r[1]), reverse=True)]
    if len(newest) == 1:
        return newest[0]
    made = replace(newest[0])
    for name in _SINGLE:
        setattr(made, name, next((v for one in newest if (v := getattr(one, name)) is not None), None))
    for name in _DATES:
        giver = _giver(name, newest)
        for each in (name, f"{name}_first", f"{name}_last"):
            setattr(made, each, getattr(giver, each))
    made.also_known_as = sorted({name for one in newest for name in one.also_known_as or ()}) or None
    return made


def _giver(name: str, newest: Sequence[Stated]) -> Stated:
    """Of records in order, the one by which a date is given."""
    givers = [one for one in newest if getattr(one, name) is not None]
    if not givers:
        return newest[0]
    best, first, last = givers[0], f"{name}_first", f"{name}_last"
    for one in givers[1:]:
        if getattr(best, first) <= getattr(one, first) and getattr(one, last) <= getattr(best, last):
            best = one
    return best


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
