"""The rules by which the product says that something should be so: id, title, authority, since when.

Rules are data with their authority; what each means in the graph is in the question or analysis that
answers by it. RuleId lists every rule there will be; one that is not built is an error, never silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.codes import Code, CodeList
from queries.context import Terms
from queries.guidance import cited


@dataclass(frozen=True)
class Parameter:
    """A number in a rule that an authority may set otherwise, and the reason for the one shipped."""

    name: str
    value: int
    reason: str

    def of(self, terms: Terms) -> int:
        """The number that holds on some terms."""
        return dict(terms.local).get(self.name, self.value)


@dataclass(frozen=True)
class Rule:
    """A rule of practice. `valid_from` is the ISO date from which its authority holds.

    That day starts the clocks (`queries.clocks`). It switches no finding: a review of a family in 2007 is read by
    the practice of today.
    """

    id: str
    title: str
    authority: str
    valid_from: str | None = None

    def cited(self, on: date) -> str:
        """Its authority, with guidance in the edition of a day."""
        return cited(self.authority, on)


RULE_ID = CodeList(
    "RuleId",
    "Which rule a finding rests on.",
    tuple(
        Code(code, title, title, "DOMAIN, the rows named")
        for code, title in (
            ("compartmentalised", "Several services work with one family with no link between them (row 60)"),
            (
                "hidden_adult",
                "An adult in the child's home or network whom the child's agencies have not recorded (rows 8 to 10)",
            ),
            ("agency_not_informed", "An event that should have been passed on and has not (rows 9, 21 to 24)"),
            ("cumulative_incidents", "Minor incidents seen together (row 39)"),
            ("children_not_considered", "An adult's service that did not look at the children (rows 5, 55)"),
            ("child_not_seen", "Nobody has seen or spoken to the child (row 42)"),
            ("identity_mismatch", "One person held under different facts, or in a tie that cannot be (row 29)"),
            ("no_allocated_worker", "An open involvement without a worker (row 20)"),
            ("partner_not_assessed", "Only one partner assessed (row 8)"),
            (
                "no_midwife_or_health_visitor",
                "An unborn child without a midwife, or a child under five without a health visitor (row 15)",
            ),
            ("young_carer_not_assessed", "A caring child whose needs nobody has assessed or asked about (row 47)"),
            ("lead_professional_unclear", "Several services at work, and no lead professional, or two (rows 18, 19)"),
            (
                "risks_together",
                "Mental ill health, substance misuse and domestic abuse around one child, in different agencies' "
                "records (row 40)",
            ),
            (
                "meeting_without_adult_services",
                "A strategy meeting or conference without an adult's service (rows 35, 43)",
            ),
            ("school_or_gp_not_recorded", "No school, or no GP, in any record of a child (row 4)"),
            ("household_changed_in_assessment", "Somebody has joined the household since an assessment began (row 9)"),
            ("referral_undecided", "A referral on which no decision is recorded (row 46)"),
        )
    ),
)

UNIVERSAL = frozenset(
    {"gp", "school", "nursery", "health_visiting", "school_nursing", "midwifery", "hospital", "ambulance"}
)
"""Services that everybody has: one counts only once it has recorded a concern."""

INCIDENTS = frozenset(
    {
        "allegation", "concern", "incident", "injury", "missing", "arrest", "referral", "welfare_check",
        "absence", "missed_appointment", "attendance",
    }
)
"""Kinds of event that are minor one by one (row 39); an attendance only where it was for an injury."""
