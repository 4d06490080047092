"""Rows of what happened and of who was told, in the books and in the family's chronicle."""

from loaders.borough.cases import Case
from loaders.borough.casework import Circle
from loaders.borough.chronicle import Occurrence, Told
from loaders.borough.days import Day, iso, iso_or_empty
from loaders.borough.dice import Dice
from loaders.borough.write import listed

_BASES = {
    "withheld": (
        "Telling would raise the risk to the victim",
        "Not necessary for the receiver's work",
        "Criminal investigation under way",
    ),
    "pending": ("", "Awaiting the manager's decision"),
}
_DUTIES = ("", "Children Act 2004 s.11", "Consent of the parent", "Statutory duty")


def write_event(circle: Circle, happened: Occurrence, cells: dict[str, str]) -> Occurrence:
    """Writes one event; `cells` adds columns, or says otherwise of a date."""
    case, file = happened.case, circle.file_of(happened.case)
    happened.event = file.book.next_id("events", "E")
    row = {
        "event_id": happened.event,
        "kind": happened.kind,
        "on": iso(happened.on),
        "until": iso_or_empty(happened.until),
        "person_ids": listed(map(file.person, happened.people)),
        "service_id": case.service,
        "involvement_id": case.involvement,
        "category": happened.category,
        "count": str(happened.count or ""),
        "seen": listed(map(file.person, happened.seen)),
        "spoken_to": listed(map(file.person, happened.spoken_to)),
        "participants": listed(happened.participants),
    }
    if happened.receiver:
        row["to_agency"] = happened.receiver
        row["to_service"] = circle.books[happened.receiver].services[0].id
    if happened.parent is not None:
        row["parent_event"] = happened.parent.reference
    file.book.write("events", happened.on, row | cells)
    circle.chronicle.occurrences.append(happened)
    return happened


def write_informed(
    circle: Circle, happened: Occurrence, other: Case, status: str, dice: Dice, wait: int = -1
) -> None:
    """Writes that an agency was told, after `wait` days; sometimes it notes the receipt itself."""
    case = happened.case
    at = happened.on + (wait if wait >= 0 else int(dice.expovariate(0.25)))
    if at > min(case.agency.covers_to, other.agency.covers_to):
        return
    told = status in ("informed", "acknowledged")
    when = f"{iso(at)}T{dice.whole(8, 16):02d}:{dice.whole(0, 59):02d}:00Z"
    row = {
        "event_id": happened.event,
        "agency": other.agency.id,
        "service_id": other.service,
        "at": when if told or dice.chance(0.5) else iso(at),
        "status": status,
        "how": dice.one(("phone", "email", "meeting", "letter", "system")) if told else "",
        "by": case.workers[0],
        "basis": dice.one(_BASES.get(status, _DUTIES)),
    }
    circle.file_of(case).book.write("informed", at, row)
    circle.chronicle.told.append(Told(happened, other.agency.id, status, at))
    if told and dice.chance(0.12):
        _note_receipt(circle, happened, other, at)


def _note_receipt(circle: Circle, happened: Occurrence, other: Case, at: Day) -> None:
    row = {
        "event_agency": happened.case.agency.id,
        "event_id": happened.event,
        "agency": other.agency.id,
        "service_id": other.service,
        "at": iso(at),
        "status": "acknowledged",
    }
    circle.file_of(other).book.write("informed", at, row)
