"""What agencies tell one another of an event, and what they leave untold."""

from dataclasses import dataclass

from loaders.borough.cases import Case
from loaders.borough.casework import Circle
from loaders.borough.days import Day, iso
from loaders.borough.dice import Dice
from loaders.borough.names import words
from loaders.borough.truth import Human
from loaders.borough.write import listed

_NEWS = frozenset(
    words(
        "allegation concern incident injury arrest sentence release missing treatment_start"
        " treatment_end relapse discharge return_home new_relationship household_change pregnancy"
        " tenancy_notice escalation welfare_check strategy_meeting plan_start"
    )
)
_STATES = (("informed", 52), ("acknowledged", 24), ("pending", 16), ("withheld", 8))
_TICKETS = tuple(state for state, share in _STATES for _ in range(share))
_BASES = {
    "withheld": (
        "Telling would raise the risk to the victim",
        "Not necessary for the receiver's work",
        "Criminal investigation under way",
    ),
    "pending": ("", "Awaiting the manager's decision"),
}
_DUTIES = ("", "Children Act 2004 s.11", "Consent of the parent", "Statutory duty")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event as its owner has written it."""

    case: Case
    event: str
    kind: str
    on: Day
    people: list[Human]


def pass_on(circle: Circle, happened: Occurrence, dice: Dice) -> None:
    """Tells some of the agencies around the family of an event that they should know of."""
    if happened.kind not in _NEWS:
        return
    for other in dice.some(circle.others(happened.case, happened.on), circle.family.talking):
        write_informed(circle, happened, other, dice.one(_TICKETS), dice)


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


def record_elsewhere(
    circle: Circle, happened: Occurrence, partners: list[Case], dice: Dice
) -> None:
    """Lets some who took part keep a record of the same occurrence, pointing at the first."""
    for other in dice.some(partners, 0.3):
        file = circle.file_of(other)
        people = [human for human in happened.people if human in file.ids]
        if not people:
            continue
        row = {
            "event_id": file.book.next_id("events", "E"),
            "kind": happened.kind,
            "on": iso(happened.on),
            "person_ids": listed(file.ids[human] for human in people),
            "service_id": other.service,
            "involvement_id": other.involvement,
            "parent_event": f"{happened.case.agency.id}:{happened.event}",
        }
        file.book.write("events", happened.on, row)
