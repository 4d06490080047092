"""What tests of one rule share: what it finds over facts in memory, for who sees all or some agencies' content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from facts_in_memory import Facts
from networks_in_memory import case_of_networks

from queries.access.permissions import Permissions
from queries.analysis.rule import Flag, rules_asked
from queries.questions.hidden_connections import derived

KINDS = {
    "csc": "children_social_care", "early": "early_help", "hub": "mash", "hv": "health_visiting",
    "midwives": "midwifery", "mind": "mental_health", "drugs": "substance_misuse", "refuge": "domestic_abuse",
    "asc": "adult_social_care",
    "police": "police", "housing": "housing", "surgery": "gp", "oak": "school", "carers": "young_carers",
}
COVERED = ("2020-01-01", "2026-03-31")


def town(*delivering: str, covers: tuple[str, str] = COVERED) -> Facts:
    """No facts yet; agencies that deliver for the date, or for another time."""
    facts = Facts(KINDS)
    for agency in delivering:
        facts.delivered(agency, "2026-03-31T22:00:00Z", covers=covers)
    return facts


async def found(
    rule: str, facts: Facts, *people: str, seeing: Iterable[str] | None = None,
    shown: Iterable[str] = ("ordinary", "sensitive"),
) -> list[Flag]:
    """The flags of a rule about some persons; for a viewer who sees the content of some agencies' records, if given.

    The facts are those that the viewer sees. Of the agencies' rows the viewer sees those of the sensitivities `shown`.
    """
    case = case_of_networks(facts)
    if seeing is not None:
        content = frozenset(seeing)
        case._allowed = Permissions("", content, content, content, tuple(shown), frozenset(), False, date(2026, 3, 1))
    return await derived(case, list(people), rules_asked([rule]))
