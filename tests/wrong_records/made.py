"""Mistakes as they are made in real records, each noted down by whoever makes it: what, where, about whom.

Each mistake has a family of its own, or several, so that what is answered of them is owed to it alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from random import Random

from wrong_records.deliveries import Deliveries, Place, Row

BORN_AFTER = "2008-04-01"
"""Who was born later is a child."""


@dataclass(frozen=True)
class Mistake:
    """A mistake: of which kind, in which file of which agency, on which lines, about which true persons."""

    kind: str
    agency: str
    table: str
    lines: tuple[int, ...]
    people: tuple[str, ...] = ()


Make = Callable[[Deliveries, Random], Iterator[Mistake]]
"""Makes one mistake after another, as long as it is asked for more and there is where to make it."""


def mistakes(deliveries: Deliveries, each: int, seed: int) -> list[Mistake]:
    """Make so many mistakes of each kind, fewer where there is no more room; the files are not written yet."""
    random = Random(seed)
    made = []
    for kind in KINDS:
        some = KINDS[kind](deliveries, random)
        made += [mistake for _, mistake in zip(range(each), some, strict=False)]
    return made


def _shuffled(deliveries: Deliveries, random: Random, table: str) -> list[tuple[str, Row]]:
    rows = list(deliveries.of(table))
    random.shuffle(rows)
    return rows


def _is_child(row: Row) -> bool:
    return row["date_of_birth"] > BORN_AFTER


def _at(kind: str, deliveries: Deliveries, agency: str, table: str, rows: list[Row], people: list[str]) -> Mistake:
    lines = tuple(deliveries.line(agency, table, row) for row in rows)
    return Mistake(kind, agency, table, lines, tuple(people))


def _of_persons(kind: str, wrong: Callable[[Row], bool]) -> Make:
    """Mistakes in one record of a person: `wrong` makes it, and returns False where there is nothing to get wrong."""

    def make(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
        for agency, row in _shuffled(deliveries, random, "people"):
            person = deliveries.person[agency, row["person_id"]]
            if deliveries.family[person] not in deliveries.taken and wrong(row):
                deliveries.take(person)
                yield _at(kind, deliveries, agency, "people", [row], [person])

    return make


def _typed(column: str, value: str, when: Callable[[Row], bool]) -> Callable[[Row], bool]:
    def wrong(row: Row) -> bool:
        if when(row):
            row[column] = value
            return True
        return False

    return wrong


def _is_dead(row: Row) -> bool:
    return row["deceased_on"] != ""


def _of_the_dead(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """A date of death that is a tick, or is not there: the two in turn, for the dead are few."""
    said = {"dead, ticked yes": "yes", "dead, not ticked": ""}
    makers = [
        _of_persons(kind, _typed("deceased_on", value, _is_dead))(deliveries, random) for kind, value in said.items()
    ]
    while makers:
        for maker in list(makers):
            made = next(maker, None)
            if made is None:
                makers.remove(maker)
            else:
                yield made


def _wrong_digit(row: Row) -> bool:
    number = row["nhs_number"]
    if number:
        row["nhs_number"] = number[:-1] + str((int(number[-1]) + 1) % 10)
    return number != ""


def _respelt(spell: Callable[[str], str]) -> Callable[[Row], bool]:
    def wrong(row: Row) -> bool:
        names = {column: row[column] for column in ("given_names", "family_name") if not row[column].isascii()}
        row.update({column: spell(name) for column, name in names.items()})
        return bool(names)

    return wrong


def _taken_for_windows(name: str) -> str:
    """As UTF-8 reads where it is taken for Windows-1252."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in name.encode())


def _lost(name: str) -> str:
    return "".join(letter if letter.isascii() else "\ufffd" for letter in name)


def _one_number_for_two(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """A brother's or sister's NHS number on a child too."""
    homes: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for agency, row in _shuffled(deliveries, random, "people"):
        if row["nhs_number"] and _is_child(row):
            family = deliveries.family[deliveries.person[agency, row["person_id"]]]
            homes[agency, family, row["family_name"]].append(row)
    for (agency, _, _), rows in homes.items():
        for one, other in combinations(rows, 2):
            people = [deliveries.person[agency, row["person_id"]] for row in (one, other)]
            if one["given_names"] != other["given_names"] and deliveries.take(*people):
                other["nhs_number"] = one["nhs_number"]
                yield _at("one number for two", deliveries, agency, "people", [one, other], people)


def _number_of_another(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """The NHS number of somebody else, whom other agencies have under it."""
    holders: dict[str, set[str]] = defaultdict(set)
    for agency, row in deliveries.of("people"):
        holders[row["nhs_number"]].add(agency)
    rows = [(agency, row) for agency, row in _shuffled(deliveries, random, "people") if row["nhs_number"]]
    for (agency, row), (_, other) in pairwise(rows):
        if len(holders[other["nhs_number"]] - {agency}) > 1 and agency not in holders[other["nhs_number"]]:
            people = [deliveries.person[agency, row["person_id"]], _whose(deliveries, other)]
            if deliveries.family[people[0]] != deliveries.family[people[1]] and deliveries.take(*people):
                row["nhs_number"] = other["nhs_number"]
                yield _at("number of another", deliveries, agency, "people", [row], people)


def _whose(deliveries: Deliveries, row: Row) -> str:
    return next(deliveries.person[agency, one["person_id"]] for agency, one in deliveries.of("people") if one is row)


def _of_ties(kind: str, wrong: Callable[[Row], None]) -> Make:
    """Mistakes in a row that has somebody as a parent."""

    def make(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
        for agency, row in _shuffled(deliveries, random, "relationships"):
            people = [deliveries.person[agency, row[end]] for end in ("from_person_id", "to_person_id")]
            if row["type"] == "parent" and deliveries.take(*people):
                wrong(row)
                yield _at(kind, deliveries, agency, "relationships", [row], people)

    return make


def _turned_round(row: Row) -> None:
    row["from_person_id"], row["to_person_id"] = row["to_person_id"], row["from_person_id"]


def _turned_round_undated(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """Parent and child exchanged by an agency that has neither date of birth."""
    records = {(agency, row["person_id"]): row for agency, row in deliveries.of("people")}
    for mistake in _of_ties("tie turned round, no dates", _turned_round)(deliveries, random):
        row = deliveries.files[mistake.agency, "relationships"].rows[mistake.lines[0] - 2]
        for end in ("from_person_id", "to_person_id"):
            records[mistake.agency, row[end]]["date_of_birth"] = ""
        yield mistake


def _misspelt(row: Row) -> None:
    row["type"] = "perant"


def _to_nobody(row: Row) -> None:
    row["to_person_id"] = "X0"


def _ended_first(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """A residence that ends before it begins."""
    for agency, row in _shuffled(deliveries, random, "residence"):
        person = deliveries.person[agency, row["person_id"]]
        if len(row["from"]) == len("2020-01-01") and deliveries.take(person):
            row["to"] = "1999-12-31"
            yield _at("end before start", deliveries, agency, "residence", [row], [person])


def _homes(deliveries: Deliveries) -> dict[Place, list[Row]]:
    """The households where one family lives now, by agency and household: the rows of residence."""
    found: dict[Place, list[Row]] = defaultdict(list)
    for agency, row in deliveries.of("residence"):
        found[agency, row["household_id"]].append(row)
    return {
        home: rows for home, rows in found.items()
        if all(row["kind"] == "usual" and not row["to"] for row in rows)
        and len({deliveries.family[deliveries.person[home[0], row["person_id"]]] for row in rows}) == 1
    }


def _one_uprn(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """The UPRN of one household on another family's too, as a block's on its flats."""
    homes = _homes(deliveries)
    rows = [
        (agency, row) for agency, row in _shuffled(deliveries, random, "households")
        if row["uprn"] and row["kind"] in ("", "home") and (agency, row["household_id"]) in homes
    ]
    for (agency, one), (of, other) in pairwise(rows):
        people = [
            deliveries.person[agency, stay["person_id"]]
            for home in (one, other) for stay in homes.get((agency, home["household_id"]), ())
        ]
        if agency == of and one["uprn"] != other["uprn"] and one["address"] != other["address"]:
            families = {deliveries.family[person] for person in people}
            if len(families) == 2 and deliveries.take(*people):
                other["uprn"] = one["uprn"]
                yield _at("one UPRN on many", deliveries, agency, "households", [one, other], people)


def _passing_through(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """Two families in one household record, whose kind nobody has entered: they are there for a time."""
    homes = sorted(_homes(deliveries).items())
    random.shuffle(homes)
    children = {
        deliveries.person[agency, row["person_id"]] for agency, row in deliveries.of("people") if _is_child(row)
    }
    waiting: dict[str, list[Row]] = {}
    for (agency, _), rows in homes:
        people = [deliveries.person[agency, row["person_id"]] for row in rows]
        if len(people) < 2 or children.isdisjoint(people) or deliveries.family[people[0]] in deliveries.taken:
            continue
        first = waiting.pop(agency, None)
        if first is None:
            waiting[agency] = rows
            continue
        people += [deliveries.person[agency, row["person_id"]] for row in first]
        if not deliveries.take(*people):
            continue
        place = f"T{len(deliveries.files[agency, 'households'].rows)}"
        blank = dict.fromkeys(deliveries.files[agency, "households"].columns, "")
        deliveries.files[agency, "households"].rows.append({**blank, "household_id": place, "address": "The Elms"})
        for row in (*first, *rows):
            row.update(household_id=place, kind="temporary")
        yield _at("unnamed accommodation", deliveries, agency, "residence", [*first, *rows], people)


def _undated(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """An event whose day nobody entered, with the event that it followed."""
    events: dict[Place, list[Row]] = defaultdict(list)
    for agency, row in deliveries.of("events"):
        events[agency, row["person_ids"]].append(row)
    chains = sorted(events.items())
    random.shuffle(chains)
    for (agency, ids), rows in chains:
        first, *later = sorted(rows, key=lambda row: (row["on"], row["event_id"]))
        people = [deliveries.person[agency, one] for one in ids.split(";") if one]
        if later and people and deliveries.take(*people):
            later[0].update(on="", until="", after=first["event_id"])
            yield _at("undated", deliveries, agency, "events", [later[0]], people)


def _said_twice(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
    """A person in two rows of one id, under two names."""
    for agency, row in _shuffled(deliveries, random, "people"):
        person = deliveries.person[agency, row["person_id"]]
        if deliveries.take(person):
            again = {**row, "given_names": "Somebody"}
            deliveries.files[agency, "people"].rows.append(again)
            yield _at("one id on two rows", deliveries, agency, "people", [again], [person])


def _of_files(kind: str, table: str, wrong: Callable[[Deliveries, Place], int]) -> Make:
    """Mistakes of a file, in one that has none yet; `wrong` makes it, and gives its line."""

    def make(deliveries: Deliveries, random: Random) -> Iterator[Mistake]:
        places = sorted(place for place in deliveries.files if place[1] == table)
        random.shuffle(places)
        for place in places:
            lines = deliveries.files[place]
            if not (lines.above or lines.below or lines.spaced):
                yield Mistake(kind, *place, (wrong(deliveries, place),))

    return make


def _separator(deliveries: Deliveries, place: Place) -> int:
    deliveries.files[place].above.append("sep=,")
    return 1


def _title(deliveries: Deliveries, place: Place) -> int:
    deliveries.files[place].above.append("All that we have recorded")
    return 1


def _footer(deliveries: Deliveries, place: Place) -> int:
    lines = deliveries.files[place]
    lines.below.append(f"Total,{len(lines.rows)}{',' * (len(lines.columns) - 2)}")
    return len(lines.rows) + 2


def _spaced(deliveries: Deliveries, place: Place) -> int:
    deliveries.files[place].spaced = True
    return 1


KINDS: dict[str, Make] = {
    "dead": _of_the_dead,
    "one number for two": _one_number_for_two,
    "number of another": _number_of_another,
    "wrong digit in a number": _of_persons("wrong digit in a number", _wrong_digit),
    "tie turned round": _of_ties("tie turned round", _turned_round),
    "tie turned round, no dates": _turned_round_undated,
    "misspelt code": _of_ties("misspelt code", _misspelt),
    "tie to nobody": _of_ties("tie to nobody", _to_nobody),
    "end before start": _ended_first,
    "one UPRN on many": _one_uprn,
    "unnamed accommodation": _passing_through,
    "undated": _undated,
    "decoded twice": _of_persons("decoded twice", _respelt(_taken_for_windows)),
    "lost letters": _of_persons("lost letters", _respelt(_lost)),
    "placeholder birth date": _of_persons(
        "placeholder birth date", _typed("date_of_birth", "1900-01-01", _is_child)
    ),
    "impossible age": _of_persons("impossible age", _typed("date_of_birth", "1850-06-01", _is_child)),
    "born in the future": _of_persons("born in the future", _typed("date_of_birth", "2051-06-01", _is_child)),
    "one id on two rows": _said_twice,
    "separator line": _of_files("separator line", "enquiries", _separator),
    "title row": _of_files("title row", "consents", _title),
    "footer": _of_files("footer", "involvements", _footer),
    "spaced headers": _of_files("spaced headers", "professionals", _spaced),
}
"""What makes each kind, the rarer chances first: a family has one mistake alone."""
