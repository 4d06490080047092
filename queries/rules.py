"""The rules by which the product says that something should be so: id, title, authority, since when.

Rules are data with their authority; what each means in the graph is in the question or analysis that
answers by it. RuleId lists every rule there will be; one that is not built is an error, never silence.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.codes import Code, CodeList
from queries.context import Terms


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
            ("identity_mismatch", "One person held under different facts (row 29)"),
            ("no_allocated_worker", "An open involvement without a worker (row 20)"),
            ("partner_not_assessed", "Only one partner assessed (row 8)"),
        )
    ),
)

SHARING_AUTHORITY = (
    "Children Act 2004 s.11 and, reported in force from 30 September 2026, s.16LA (duty to share information relevant "
    "to safeguarding a child); Working Together to Safeguard Children 2023, information sharing; seed "
)
"""The authority for passing information on, up to the seed rows. The sharing pack gives the source of the date."""


def _passed_on(title: str, row: str) -> Rule:
    return Rule("AGENCY_NOT_INFORMED", title, f"{SHARING_AUTHORITY}row {row}")


_CHANGE = _passed_on("A new relationship or household member: reconsider open assessments", "9")
_ASSESSMENT = _passed_on(
    "New information that affects the assessment of parenting is passed to the other agencies", "21"
)
_RELAPSE = _passed_on("Relapse or re-engagement: inform the others", "22")
_TREATMENT = _passed_on("Treatment starts for an adult with dependent children: tell children's services", "23")
_RETURN = _passed_on("A child returns home: tell the adult's service, assess the risk jointly", "24")

TREATMENT = "treatment_start"
"""Row 23: children's services are told, of somebody whom a child depends on."""

RETURNS = frozenset({"return_home", "discharge"})
"""Row 24: the adults' services are told, of a child."""

CHILDRENS = frozenset({"children_social_care", "early_help"})

UNIVERSAL = frozenset(
    {"gp", "school", "nursery", "health_visiting", "school_nursing", "midwifery", "hospital", "ambulance"}
)
"""Services that everybody has: one counts only once it has recorded a concern."""

INFORMING: dict[str, Rule] = {
    **dict.fromkeys(("new_relationship", "household_change", "pregnancy", "birth"), _CHANGE),
    **dict.fromkeys(
        (
            "allegation",
            "concern",
            "incident",
            "injury",
            "arrest",
            "sentence",
            "court_order",
            "release",
            "missing",
            "information",
            "referral",
            "section47",
            "assessment",
            "tenancy_notice",
            "death",
            "escalation",
        ),
        _ASSESSMENT,
    ),
    **dict.fromkeys(("relapse", "treatment_end", "missed_appointment"), _RELAPSE),
    TREATMENT: _TREATMENT,
    **dict.fromkeys(RETURNS, _RETURN),
}
"""By kind of event, the rule that says the agencies around the family should know (rows 9, 21 to 24)."""

INCIDENTS = frozenset(
    {
        "allegation", "concern", "incident", "injury", "missing", "arrest", "referral", "welfare_check",
        "absence", "missed_appointment", "attendance",
    }
)
"""Kinds of event that are minor one by one (row 39); an attendance only where it was for an injury."""
