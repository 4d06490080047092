"""What a finding rests on: an involvement, an event, a record, each in plain words with its date as recorded."""

from __future__ import annotations

from dataclasses import dataclass

from queries.analysis.facts import Happened, Involved
from queries.analysis.network import Network


@dataclass(frozen=True)
class Evidence:
    """One thing that a finding rests on; `since` is as recorded, the rest are ids. `row` is that of a tie."""

    statement: str
    since: str | None = None
    agency: str | None = None
    involvement: str | None = None
    event: str | None = None
    person: str | None = None
    row: str | None = None

    def grounds(self) -> tuple[str | None, ...]:
        """What it is but for the words; the words where there is nothing else to tell it by."""
        said = None if self.involvement or self.event else self.statement
        row = () if self.row is None else (self.row,)
        return self.since, self.agency, self.involvement, self.event, self.person, said, *row


def of_involvement(involved: Involved) -> Evidence:
    """A service is involved."""
    return Evidence(
        f"{involved.service_name} ({involved.agency_name}) is involved",
        involved.since,
        involved.agency,
        involved.id,
        person=involved.person,
    )


def of_event(network: Network, event: Happened, more: str = "") -> Evidence:
    """Something happened, by whose record; `more` is added to the sentence."""
    count = f", {event.count} times" if event.count > 1 else ""
    said = f"{kind_of(event)}{count}, recorded by {network.name(event.agency)}{more}"
    return Evidence(said, event.on, event.agency, event=event.id)


def kind_of(event: Happened) -> str:
    """What kind of thing happened, in words."""
    return event.kind.replace("_", " ").capitalize()


def when(event: Happened) -> str:
    """On which day, as recorded; an undated event counts from the one it followed, if there is one."""
    if event.on is not None:
        return f"on {event.on}"
    if event.first is not None:
        return f"on or after {event.first}, by what went before, the day itself not recorded"
    return "on a day not recorded"


def coverage(network: Network, agencies: set[str], on: object) -> list[str]:
    """Of which of some agencies nothing delivered covers the date."""
    return [f"{network.name(agency)} has delivered nothing that covers {on}" for agency in network.uncovered(agencies)]
