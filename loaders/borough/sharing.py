"""What agencies tell one another of an event, and what they leave untold."""

from loaders.borough.cases import Case
from loaders.borough.casework import Circle
from loaders.borough.chronicle import Occurrence
from loaders.borough.dice import Dice
from loaders.borough.names import words
from loaders.borough.occurrences import write_event, write_informed

_NEWS = frozenset(
    words(
        "allegation concern incident injury arrest sentence release missing treatment_start"
        " treatment_end relapse discharge return_home new_relationship household_change pregnancy"
        " tenancy_notice escalation welfare_check strategy_meeting plan_start"
    )
)
_STATES = (("informed", 52), ("acknowledged", 24), ("pending", 16), ("withheld", 8))
_TICKETS = tuple(state for state, share in _STATES for _ in range(share))


def pass_on(circle: Circle, happened: Occurrence, dice: Dice) -> None:
    """Tells some of the agencies around the family of an event that they should know of."""
    if happened.kind not in _NEWS:
        return
    for other in dice.some(circle.others(happened.case, happened.on), circle.family.talking):
        write_informed(circle, happened, other, dice.one(_TICKETS), dice)


def record_elsewhere(
    circle: Circle, happened: Occurrence, partners: list[Case], dice: Dice
) -> None:
    """Lets some who took part keep a record of the same occurrence, pointing at the first."""
    for other in dice.some(partners, 0.3):
        file = circle.file_of(other)
        people = [human for human in happened.people if human in file.ids]
        if people:
            same = Occurrence(other, happened.kind, happened.on, people, parent=happened)
            write_event(circle, same, {})
