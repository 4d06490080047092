"""Rows that workers enter, beside those that agencies deliver (docs/decisions/0024).

They are rows of the entering agency like any other: the same nodes and edges, stamps and history. No
delivery knows of them, so none ends them.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph import codes
from graph.declare import Dangling, Kind, Node, Reference, Row, Sensitivity, fact, reference
from graph.model import Consent, Informed

ENTRY = "entry:"
"""The first part of an entry's id, by which a row tells that it was entered (`opened_by`)."""


@dataclass(frozen=True, kw_only=True)
class EnteredInformed(Informed):
    """As a delivered row of `informed`: an organisation was told of an event, or is to be, or lawfully is not."""

    table = "entered_informed"


@dataclass(frozen=True, kw_only=True)
class EnteredConsent(Consent):
    """As a delivered row of `consents`: a person's consent, given or not, to share or to refer."""

    table = "entered_consents"


@dataclass(frozen=True, kw_only=True)
class SharingDecision(Row, Node):
    """What was decided of sharing something about a person, and why (seed rows 25 to 28)."""

    table = "entered_sharing"
    key = ("person_id", "receiver", "information", "on")
    label = "SharingDecision"
    prefix = "sharing"

    person_id: str = reference(
        "About whom.", Reference("SourceRecord", "CONCERNS", dangling=Dangling.QUARANTINE, marks="Concerned"),
        required=True,
    )
    receiver: str = reference("With which agency.", Reference("Organisation", "WITH_AGENCY"), required=True)
    event_id: str | None = reference("Of which event.", Reference("Event", "OF_EVENT", foreign=True))
    information: str = fact("What kind of information.", required=True)
    decided: str = fact("What was decided.", codes=codes.SHARING_DECIDED, required=True)
    reason: str = fact("Why.", required=True, sensitivity=Sensitivity.PERSONAL)
    on: str | None = fact("The day.", Kind.DATE, windowed=True)
    rule: str | None = fact("The rule of the sharing advice that was followed, or set aside.")
    pack_version: str | None = fact("The version of the policy pack that advised.")
    by: str | None = fact("Who decided.", sensitivity=Sensitivity.PERSONAL)


@dataclass(frozen=True, kw_only=True)
class Challenge(Row, Node):
    """Somebody concerned says that a row is wrong (UK GDPR art. 16 and 18): shown with it until settled."""

    table = "entered_challenges"
    key = ("assertion",)
    label = "Challenge"
    prefix = "challenge"

    assertion: str = fact("Global id of the row that is said to be wrong.", required=True, indexed=True)
    holder: str | None = fact("The agency that holds the row, and settles it; none where a worker entered the row.")
    reason: str = fact("What is said to be wrong.", required=True, sensitivity=Sensitivity.PERSONAL)
    by: str | None = fact("Who says so.", sensitivity=Sensitivity.PERSONAL)


@dataclass(frozen=True, kw_only=True)
class Settlement(Row, Node):
    """How the agency that holds a row settled a challenge (UK GDPR art. 16); a correction stays when it delivers."""

    table = "entered_settlements"
    key = ("challenge",)
    label = "Settlement"
    prefix = "settlement"

    challenge: str = fact("Global id of the challenge.", required=True)
    assertion: str = fact("Global id of the row that was challenged.", required=True, indexed=True)
    assertion_table: str = fact("The table of that row.", required=True)
    outcome: str = fact("How it was settled.", codes=codes.SETTLEMENT_OUTCOME, required=True)
    corrects: str | None = fact("Which fact was corrected; none where the row no longer holds.")
    was: str | None = fact("What the row said of it.", sensitivity=Sensitivity.PERSONAL)
    value: str | None = fact("What it says since; none where nothing is recorded.", sensitivity=Sensitivity.PERSONAL)
    asserted: str | None = fact("Digest of what a row asserted that no longer holds.")
    lapsed_at: str | None = fact("Time of the delivery that says something else, so that the correction is over.")
    reason: str = fact("Why.", required=True, sensitivity=Sensitivity.PERSONAL)
    basis: str | None = fact("On what it rests: a document seen, a court's order.", sensitivity=Sensitivity.PERSONAL)
    by: str | None = fact("Who settled it.", sensitivity=Sensitivity.PERSONAL)


ENTERED_ROWS: tuple[type[Row], ...] = (EnteredInformed, EnteredConsent, SharingDecision, Challenge, Settlement)
"""Every row class that workers enter."""
