"""The one filter, over rows in memory: what a viewer may not see changes nothing that comes out.

Agencies of these cases: the viewer works at `own` and may see the content of `open`; of `known` only that it is
involved; of `near` the content of the own agency's clients; of `veil` nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from datetime import date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph.identity import RecordRun, groups
from graph.ids import own_person
from queries.access.filter import visible
from queries.access.permissions import Permissions
from queries.access.visible import Visible
from queries.facts.rows import (
    AddressRow,
    Concerned,
    EdgeRow,
    EventRow,
    HouseholdRow,
    Identifier,
    InvolvementRow,
    LinkedRow,
    Party,
    RecordRow,
    ServedBy,
    Stated,
    ToldRow,
)

SIGHT = Permissions(
    own="own", content=frozenset({"own", "open"}), existence=frozenset({"own", "open", "known"}),
    consented=frozenset(), shown=("ordinary",), hidden_kinds=frozenset({"sexual_health"}), discloses=False,
    today=date(2026, 3, 1), near_content=frozenset({"near"}),
)
AGENCIES = ("own", "open", "known", "near", "veil")
EVER = ("0001-01-01", "9999-12-31")


def stated(name: str = "Ann", born: str | None = None) -> Stated:
    """What a record says of somebody."""
    return Stated(name, None, None, born, born, born, *[None] * 11)


def record(
    id: str, agency: str, person: str, *identifiers: str, name: str = "Ann", born: str | None = None
) -> RecordRow:
    """A record of a stored person, with verified identifiers of the scheme `nhs`."""
    held = [Identifier("nhs" if len(value) < 3 else "upn", value, True, None) for value in identifiers]
    return RecordRow(person, id, agency, "2025-01-01T00:00:00Z", id, None, None, stated(name, born), held)


def linked(id: str, agency: str, person: str, *identifiers: str) -> LinkedRow:
    """A record of which only existence may be seen."""
    return LinkedRow(person, id, agency, [f"{'nhs' if len(v) < 3 else 'upn'}:{v}" for v in identifiers])


def involvement(
    id: str, agency: str, person: str, record: str, kept: str = "ordinary", kind: str | None = None
) -> InvolvementRow:
    """An open involvement of a record's agency."""
    return InvolvementRow(
        person, [record], id, agency, None, agency, None, "open", "neglect", None, None, None, kept, None, None,
        EVER[0], EVER[0], EVER[1], EVER[1], [ServedBy(f"service:{agency}", kind, True)], None, None,
    )


def tie(start: str, end: str, type: str, *said: tuple[str, str, str]) -> EdgeRow:
    """A parent's tie between stored persons, said by `(agency, from_record, to_record)`."""
    agency, one, other = ([each[n] for each in said] for n in range(3))
    since, until = ([day] * len(said) for day in EVER)
    rows = [f"row:{a}:{f}:{t}" for a, f, t in said]
    plain = [""] * len(said)
    return EdgeRow(
        "PARENT_OF", start, end, type, agency, rows, one, other, plain, plain, plain, since, until, None, None, None,
        None,
    )


def event(id: str, agency: str, *concerned: tuple[str, str, str], mark: str | None = None, **more: Any) -> EventRow:
    """An incident that concerns `(person, record, agency)`."""
    told, summary = more.get("told", []), more.get("summary", "fell")
    return EventRow(
        id, agency, True, id, "incident", "2026-02-01", "2026-02-01", "2026-02-01", None, None, None, summary, mark,
        None, None, "2026-02-02T00:00:00Z", [Concerned(*one) for one in concerned], [], [], told,
        more.get("parties", []), more.get("same", []), [], [mark], [], more.get("services", []), [], None,
        [None, more.get("today", summary)],
    )


def seen(**columns: Sequence[Any]) -> Visible:
    """What the viewer sees of rows."""
    return visible(columns, SIGHT)


def test_records_that_agree_are_one_person_under_the_least_id_that_may_be_seen() -> None:
    rows = [record("record:b", "own", "person:a", "1"), record("record:c", "open", "person:a", "1")]
    assert list(seen(records=rows).persons) == ["person:b"]


def test_a_hidden_record_joins_nothing() -> None:
    """own and open share nothing but the hidden record between them."""
    rows = [record("record:b", "own", "person:a", "1"), record("record:c", "open", "person:a", "upn-9")]
    hidden = record("record:a", "veil", "person:a", "1", "upn-9")
    assert list(seen(records=[*rows, hidden]).persons) == ["person:b", "person:c"]


def test_a_hidden_record_gives_no_fact() -> None:
    rows = [record("record:b", "own", "person:a", "1"), record("record:a", "veil", "person:a", "1", name="Zoe")]
    (person,) = seen(records=rows).persons.values()
    assert (person.id, person.stated.family_name) == ("person:b", "Ann")


def test_an_agreement_on_clients_opens_the_records_of_clients_alone() -> None:
    of_client = [record("record:b", "own", "person:a", "1"), record("record:c", "near", "person:a", "1")]
    of_other = [record("record:d", "near", "person:d", "2")]
    assert [one.id for one in seen(records=of_client + of_other).records] == ["record:b", "record:c"]


def test_only_the_assertions_that_may_be_seen_make_a_tie() -> None:
    rows = [record("record:a", "own", "person:a", "1"), record("record:b", "own", "person:b", "2")]
    edge = tie("person:a", "person:b", "parent", ("own", "record:a", "record:b"), ("veil", "record:x", "record:y"))
    (only,) = seen(records=rows, ties=[edge]).ties
    assert [one.agency for one in only.assertions] == ["own"]
    unseen = tie("person:a", "person:b", "parent", ("veil", "record:x", "record:y"))
    assert seen(records=rows, ties=[unseen]).ties == []


def test_of_an_agency_known_to_be_involved_it_shows_that_and_no_more() -> None:
    found = seen(
        records=[record("record:a", "own", "person:a", "1")],
        linked=[linked("record:k", "known", "person:a", "1")],
        involvements=[involvement("i", "known", "person:a", "record:k")],
    )
    (only,) = found.involvements
    assert (only.person, only.reason, only.content) == ("person:a", None, False)


def test_a_chain_of_records_known_to_exist_leads_to_the_person_and_a_hidden_one_does_not() -> None:
    own = record("record:a", "own", "person:a", "1")
    middle = linked("record:k", "known", "person:a", "1", "upn-2")
    end = linked("record:l", "known", "person:a", "upn-2")
    far = involvement("far", "known", "person:a", "record:l")
    near = involvement("near", "known", "person:a", "record:k")
    sealed = involvement("near", "known", "person:a", "record:k", kept="sealed")
    through = seen(records=[own], linked=[middle, end], involvements=[far, near])
    assert {one.id for one in through.involvements} == {"near", "far"}
    assert seen(records=[own], linked=[middle, end], involvements=[far, sealed]).involvements == []


def test_sealed_sensitive_and_hidden_kinds_stay_hidden() -> None:
    rows = [record("record:a", "own", "person:a", "1"), record("record:o", "open", "person:a", "1")]
    kept = [
        involvement("sealed", "open", "person:a", "record:o", kept="sealed"),
        involvement("sensitive", "open", "person:a", "record:o", kept="sensitive"),
        involvement("kind", "open", "person:a", "record:o", kind="sexual_health"),
        involvement("own", "own", "person:a", "record:a", kept="sealed"),
    ]
    assert [one.id for one in seen(records=rows, involvements=kept).involvements] == ["own"]


def test_a_shielded_address_is_not_there() -> None:
    rows = [record("record:a", "own", "person:a", "1")]
    place = AddressRow("address:1", "100", [
        HouseholdRow("household:1", "veil", None, "yes", True, True, None, None, False),
    ])
    edge = tie("person:a", "address:1", "", ("own", "record:a", "household:2"))
    found = seen(records=rows, addresses=[place], stays=[edge])
    assert (found.addresses, found.stays) == ({}, [])


def test_of_an_event_only_who_may_be_seen_and_what_visible_agencies_say() -> None:
    rows = [record("record:a", "own", "person:a", "1")]
    told = [ToldRow("police", by, None, None, None, None, None, "2026", None, None, None, f"told:{by}", None)
            for by in ("own", "veil")]
    happened = event("event:1", "own", ("person:a", "record:a", "own"), ("person:v", "record:v", "veil"), told=told,
                     parties=[Party("gp", "TOOK_PART", "veil")])
    (only,) = seen(records=rows, events=[happened]).events.values()
    assert (only.people, [one.agency for one in only.told], only.parties) == (["person:a"], ["own"], [])


# ---- the property

PEOPLE = ("a", "b", "c")
BORN = ("2012-01-01", "2011-02-02")
agencies = st.sampled_from(AGENCIES)
marks = st.sampled_from(("ordinary", "sensitive", "sealed"))
identifiers = st.lists(st.sampled_from(("1", "2", "upn-1", "upn-2")), max_size=2, unique=True)


@dataclass
class World:
    """Rows of some stored persons."""

    records: list[RecordRow] = field(default_factory=list)
    linked: list[LinkedRow] = field(default_factory=list)
    ties: list[EdgeRow] = field(default_factory=list)
    involvements: list[InvolvementRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """As a statement returns them."""
        return dict(vars(self))


@st.composite
def worlds(draw: st.DrawFn, *, agreeing: bool = False) -> World:
    """Random rows of all agencies; what the statements' bounds leave out is in them too.

    `agreeing`: the records of a person hold that person's name, and that person's numbers alone, some or none of them.
    """
    world, held = World(), []
    for number in range(draw(st.integers(1, 9))):
        person, agency = draw(st.sampled_from(PEOPLE)), draw(agencies)
        id, has = f"record:{draw(st.integers(0, 9))}{number}", draw(identifiers)
        if agreeing:
            has = [f"{scheme}{PEOPLE.index(person)}" for scheme in ("", "upn-") if draw(st.booleans())]
        held.append((person, id, agency))
        if agency == "known":
            world.linked.append(linked(id, agency, f"person:{person}", *has))
        else:
            name = "Ann" if agreeing else draw(st.sampled_from(("Ann", "Bo")))
            born = None if agreeing else draw(st.sampled_from((None, *BORN)))
            world.records.append(record(id, agency, f"person:{person}", *has, name=name, born=born))
        for n in range(draw(st.integers(0, 2))):
            kind = draw(st.sampled_from((None, "sexual_health")))
            row = involvement(f"i{number}-{n}", agency, f"person:{person}", id, draw(marks), kind)
            world.involvements.append(row)
        if agency != "known" and draw(st.booleans()):
            about = [(f"person:{person}", id, agency)]
            world.events.append(event(f"event:{number}", agency, *about, mark=draw(marks)))
    for start, end in (("a", "b"), ("b", "c")):
        said = [
            (agency, one, other)
            for p, one, agency in held for q, other, also in held
            if (p, q) == (start, end) and agency == also and draw(st.booleans())
        ]
        if said:
            world.ties.append(tie(f"person:{start}", f"person:{end}", "parent", *said))
    return world


def without_hidden(world: World) -> World:
    """The same rows without everything of which the viewer may see nothing at all."""
    return World(
        [row for row in world.records if row.agency != "veil"],
        world.linked,
        [shown for edge in world.ties if (shown := _without(edge)) is not None],
        [row for row in world.involvements if not _is_hidden(row)],
        [row for row in world.events if row.agency == "own" or (row.agency != "veil" and row.marks == ["ordinary"])],
    )


def _is_hidden(row: InvolvementRow) -> bool:
    if row.agency == "own":
        return False
    kinds = {service.kind for service in row.services}
    return row.agency in ("veil", "near") or row.kept != "ordinary" or "sexual_health" in kinds


def _without(edge: EdgeRow) -> EdgeRow | None:
    places = [n for n, agency in enumerate(edge.agency) if agency in SIGHT.content]
    if not places:
        return None
    said = [(edge.agency[n], edge.from_record[n], edge.to_record[n]) for n in places]
    return tie(edge.start, edge.end, edge.type or "", *said)


@given(worlds())
def test_hidden_rows_change_nothing(world: World) -> None:
    assert told(visible(world.columns(), SIGHT)) == told(visible(without_hidden(world).columns(), SIGHT))


def stored_anew(world: World) -> World:
    """The same rows under the persons that a store forms of all their records; ties are left out."""
    held = {row.id: [f"{i.scheme}:{i.value}" for i in row.identifiers] for row in world.records}
    held.update((row.id, row.identifiers) for row in world.linked)
    ever = (datetime.min, datetime.max)
    said = {row.id: (row.agency, row.stated) for row in world.records}
    runs = {id: RecordRun(*ever, "", None, frozenset(has)) for id, has in held.items()}
    for id, (agency, one) in said.items():
        born = date.fromisoformat(one.date_of_birth) if one.date_of_birth else None
        runs[id] = replaced(
            runs[id], agency=agency, family_name=one.family_name, born=(born, born) if born else None
        )
    joined = groups(runs)
    of = {record: own_person(min(group)) for group in joined for record in group}
    return World(
        [replace(row, person=of[row.id]) for row in world.records],
        [replace(row, person=of[row.id]) for row in world.linked],
        [],
        [replace(row, person=of[row.records[0]]) for row in world.involvements],
        [
            replace(row, concerned=[Concerned(of[one.record], one.record, one.agency) for one in row.concerned])
            for row in world.events
        ],
    )


@given(worlds(agreeing=True))
def test_hidden_records_that_hold_others_together_in_the_store_change_nothing(world: World) -> None:
    without = without_hidden(world)
    known = {record for row in without.involvements for record in row.records}
    without.linked = [row for row in without.linked if row.id in known]
    both = [told(visible(stored_anew(each).columns(), SIGHT)) for each in (world, without)]
    assert both[0] == both[1]


@given(worlds())
def test_hidden_records_that_part_others_in_the_store_change_nothing_of_whose_they_are(world: World) -> None:
    """Of agencies known to be involved it is the store that says with whom: they are left out."""
    world.linked = []
    world.involvements = [row for row in world.involvements if row.agency != "known"]
    both = [told(visible(stored_anew(each).columns(), SIGHT)) for each in (world, without_hidden(world))]
    assert both[0] == both[1]


def test_a_hidden_record_with_another_date_of_birth_parts_no_two() -> None:
    """The store keeps all three apart: the one without a date may be of either."""
    rows = [record("record:b", "own", "person:b", "1", born=BORN[0]), record("record:c", "open", "person:c", "1")]
    hidden = record("record:a", "veil", "person:a", "1", born=BORN[1])
    found = seen(
        records=[*rows, hidden], involvements=[involvement("i", "open", "person:c", "record:c")],
        ties=[tie("person:b", "person:d", "parent", ("own", "record:b", "record:d")),
              tie("person:c", "person:d", "parent", ("open", "record:c", "record:e"))],
    )
    assert [(person.id, person.stored) for person in found.persons.values()] == [
        ("person:b", ("person:b", "person:c"))
    ]
    assert [one.person for one in found.involvements] == ["person:b"]


def test_ties_of_one_person_whom_the_store_keeps_apart_are_one_tie() -> None:
    rows = [record("record:b", "own", "person:b", "1"), record("record:c", "open", "person:c", "1"),
            record("record:d", "own", "person:d", "2"), record("record:e", "open", "person:d", "2")]
    found = seen(records=rows, ties=[
        tie("person:b", "person:d", "parent", ("own", "record:b", "record:d")),
        tie("person:c", "person:d", "parent", ("open", "record:c", "record:e")),
    ])
    assert [(one.key, [a.agency for a in one.assertions]) for one in found.ties] == [
        (("person:b", "person:d", "parent"), ["own", "open"])
    ]


def test_a_record_known_to_exist_is_of_each_person_with_whom_it_shares_a_number() -> None:
    """Two persons whom a hidden record holds together in the store; the second shares a number with the record."""
    rows = [record("record:b", "own", "person:a", "upn-1"), record("record:c", "open", "person:a", "1")]
    found = seen(
        records=[*rows, record("record:a", "veil", "person:a", "1", "upn-1")],
        linked=[linked("record:k", "known", "person:a", "1")],
        involvements=[involvement("i", "known", "person:a", "record:k")],
    )
    assert [(one.id, one.person) for one in found.involvements] == [("i", "person:c")]


def told(found: Visible) -> dict[str, Any]:
    """Everything that may be told, in one order; where a person is stored is not."""
    formed = {person for people in found.formed.values() for person in people}
    assert formed == found.persons.keys()
    assert all(id == own_person(min(r.id for r in found.records if r.person == id)) for id in found.persons)
    return {
        "persons": {id: person.stated for id, person in sorted(found.persons.items())},
        "records": sorted((one.id, one.person) for one in found.records),
        "ties": sorted((*one.key, tuple(a.row for a in one.assertions)) for one in found.ties),
        "involvements": sorted((one.id, one.person, one.content) for one in found.involvements),
        "events": {id: one.people for id, one in sorted(found.events.items())},
    }
