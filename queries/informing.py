"""Which events agencies pass on, about whom and to whom: a table of rules with their authority (seed rows 9, 21 to 24,
59).

The table is data. `queries.definitions.knowledge` applies it to the facts of a case, and
`queries.analysis.rules.agency_not_informed` to the network of a child.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import Enum

from queries.rules import Rule

SHARING_AUTHORITY = (
    "Children Act 2004 s.11 and, reported in force from 30 September 2026, s.16LA (duty to share information relevant "
    "to safeguarding a child); {working_together 1}, information sharing; seed "
)
"""The authority for passing information on, up to the seed rows. The sharing pack gives the source of the date."""

CHILDRENS = frozenset({"children_social_care", "early_help"})
"""Kinds of service that answer for a child's welfare."""


class About(Enum):
    """Whom an event has to be about for a rule to apply: one of those it concerns is enough."""

    ANYBODY = "anybody"
    ADULT = "an adult"
    CARER = "an adult on whom a child depends"
    CHILD = "a child"
    HOUSEHOLD = "a child, or an adult on whom a child depends"


class Tell(Enum):
    """Which of the agencies at work with the family a rule says to tell."""

    ALL = "all of them"
    CHILDRENS = "children's services"
    ADULTS = "targeted services that work with an adult"


@dataclass(frozen=True)
class Informing:
    """One rule of the table.

    `beyond`: where the event is about an adult with children in the home or in their care, and no children's service
    is live, agencies that are not involved yet should know too (`queries.definitions.not_involved`).
    """

    rule: Rule
    kinds: frozenset[str]
    about: About
    tell: Tell
    beyond: bool = False


def _rule(title: str, row: str) -> Rule:
    return Rule("AGENCY_NOT_INFORMED", title, f"{SHARING_AUTHORITY}row {row}")


INFORMING: tuple[Informing, ...] = (
    Informing(
        _rule("A new relationship or household member: reconsider open assessments", "9"),
        frozenset({"new_relationship", "household_change", "pregnancy", "birth"}),
        About.ANYBODY,
        Tell.ALL,
    ),
    Informing(
        _rule("Relapse or re-engagement of an adult: inform the others", "22"),
        frozenset({"relapse", "treatment_end", "missed_appointment"}),
        About.ADULT,
        Tell.ALL,
        beyond=True,
    ),
    Informing(
        _rule("Treatment starts for an adult with dependent children: tell children's services", "23"),
        frozenset({"treatment_start"}),
        About.CARER,
        Tell.CHILDRENS,
        beyond=True,
    ),
    Informing(
        _rule("A child returns home: tell the adult's service, assess the risk jointly", "24"),
        frozenset({"return_home", "discharge"}),
        About.CHILD,
        Tell.ADULTS,
        beyond=True,
    ),
    Informing(
        _rule("A housing problem that puts a child at risk: tell the agencies around the child", "59"),
        frozenset({"tenancy_notice"}),
        About.HOUSEHOLD,
        Tell.ALL,
        beyond=True,
    ),
    Informing(
        _rule("New information that affects the assessment of parenting is passed to the other agencies", "21"),
        frozenset({
            "allegation", "concern", "incident", "injury", "arrest", "sentence", "court_order", "release", "missing",
            "information", "referral", "section47", "assessment", "tenancy_notice", "death", "escalation", "relapse",
            "treatment_end", "missed_appointment",
        }),
        About.ANYBODY,
        Tell.ALL,
    ),
)
"""The first rule applies whose kinds have the event's and which is about one of those whom the event concerns: the
missed appointment of an adult is of row 22, that of a child alone is news of row 21."""

PASSED_ON = frozenset(kind for one in INFORMING for kind in one.kinds)
"""Kinds of event for which the table has a rule."""


def applying(kind: str, about: Container[About]) -> Informing | None:
    """The rule for an event of a kind; `about` holds what those are whom it concerns. None where no rule applies."""
    return next((one for one in INFORMING if kind in one.kinds and one.about in about), None)
