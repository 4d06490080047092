"""May something be shared, or seen?"""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Any

import strawberry

from api.types.codes import ConsentNeed, ConsentState, Consult, SharingAnswer
from api.types.declare import fact
from api.types.directory import Organisation, organisation_by
from api.types.people import Consent, Person, person_by


def _said(name: str, meaning: str) -> Any:
    """Declare what the advice, a mapping, says by a name."""
    read = itemgetter(name)
    return fact(lambda case, of: read(of.advice), meaning)


def _of_rule(name: str, meaning: str) -> Any:
    read = itemgetter(name)
    return fact(lambda case, rule: read(rule), meaning)


@strawberry.type(description="A rule on sharing, with its authority.")
class SharingRule:
    """Subject: a mapping as `queries.sharing.advise` makes it."""

    id: strawberry.ID = _of_rule("id", "The same in every version of the pack.")
    title: str = _of_rule("title", "In a few words.")
    authority: str = _of_rule("authority", "The law or guidance it rests on.")
    valid_from: date | None = _of_rule("valid_from", "From which day, where it matters.")
    valid_to: date | None = _of_rule("valid_to", "The first day on which it no longer applies.")
    commencement: str | None = _of_rule("commencement", "How the first day is known, where that needs saying.")


@strawberry.type(
    description="Whether something may be shared or seen, by which rule, and what to do. It advises: who shares"
    " decides."
)
class SharingAdvice:
    """Subject: a `SharingAdvice` of `queries.sharing.question`."""

    answer: SharingAnswer = _said("answer", "Yes, no, or ask first.")
    reason: str = _said("reason", "In plain words.")
    rule: SharingRule = _said("rule", "The rule that decides.")
    lawful_basis: list[str] = _said("basis", "On what lawful basis, where it may be shared.")
    consent: ConsentNeed = _said("consent", "Whether to seek consent.")
    consent_reason: str = _said("consent_reason", "Why.")
    consent_rule: SharingRule = _said("consent_rule", "By which rule.")
    consent_state: ConsentState = fact(
        lambda case, of: of.consent, "As stated, else as recorded where the viewer may see it."
    )
    recorded_consents: list[Consent] = fact(
        lambda case, of: of.consents, "By each agency, the latest consent or refusal to share with this receiver."
    )
    tell_family: bool = _said("tell_family", "Whether to be open with them (row 27).")
    record: list[str] = _said("record", "What to record.")
    consult: list[Consult] = _said("consult", "Whom to consult before deciding.")
    pack: str = _said("pack", "The policy pack by which it is answered.")
    pack_version: str = _said("pack_version", "Its version.")
    person: Person = fact(person_by("person"), "About whom.")
    receiver: Organisation | None = fact(organisation_by("receiver"), "With whom, where an agency was named.")

    tells = staticmethod(lambda case, of: (of.person,))
