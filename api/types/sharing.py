"""May something be shared, or seen?"""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Annotated, Any

import strawberry

from api.errors import BadArgument
from api.types.asked import KnownAt, On, Request, own_agency
from api.types.codes import (
    AgencyKind,
    Circumstance,
    ConsentNeed,
    ConsentState,
    Consult,
    InformationKind,
    Purpose,
    SharingAnswer,
)
from api.types.declare import Answered, fact
from api.types.directory import Organisation, organisation_by
from api.types.people import Consent, Person, person_by
from queries.sharing import question


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


About = Annotated[strawberry.ID, strawberry.argument(description="About whom: any id that they have or had.")]
What = Annotated[InformationKind, strawberry.argument(description="What kind of information.")]
WhatFor = Annotated[
    Purpose | None, strawberry.argument(description="What for; by default what the request is for.")
]
Circumstances = Annotated[
    list[Circumstance] | None,
    strawberry.argument(description="What you know or judge to be so; none where none is given."),
]
_NONE: Any = ()
Consented = Annotated[
    ConsentState | None, strawberry.argument(description="What is known of their consent; by default what is recorded.")
]


async def may_share(
    request: Request,
    about: About,
    what: What,
    purpose: WhatFor = None,
    circumstances: Circumstances = _NONE,
    consent: Consented = None,
    with_: Annotated[
        strawberry.ID | None, strawberry.argument(name="with", description="With which agency.")
    ] = None,
    with_kind: Annotated[
        AgencyKind | None, strawberry.argument(description="Or with an agency of which kind.")
    ] = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    if (with_ is None) == (with_kind is None):
        raise BadArgument("mayShare needs either `with`, the receiving agency, or `withKind`, what kind it is")
    asked = _asked(request.context(on, known_at).purpose, about, what, purpose, circumstances, consent)
    case = await request.case(on, known_at)
    kind = with_kind.value if with_kind is not None else None
    return Answered(case, await question.may_share(case, asked, with_, kind))


async def may_see(
    request: Request,
    about: About,
    what: What,
    held_by: Annotated[strawberry.ID, strawberry.argument(description="Which agency holds it.")],
    purpose: WhatFor = None,
    circumstances: Circumstances = _NONE,
    consent: Consented = None,
    agency: Annotated[
        strawberry.ID | None,
        strawberry.argument(description="Who asks: the agency you have signed in for; to be named where nobody has."),
    ] = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    context = request.context(on, known_at)
    asked = _asked(context.purpose, about, what, purpose, circumstances, consent)
    own = own_agency(agency, context.viewer)
    case = await request.case(on, known_at)
    return Answered(case, await question.may_see(case, asked, own, held_by))


def _asked(
    for_request: str,
    about: str,
    what: InformationKind,
    purpose: Purpose | None,
    circumstances: list[Circumstance] | None,
    consent: ConsentState | None,
) -> question.Asked:
    """What a sharing question is about, with the codes as they are stored."""
    return question.Asked(
        about=about,
        information=what.value,
        purpose=purpose.value if purpose is not None else for_request,
        circumstances=frozenset(one.value for one in circumstances or ()),
        consent=consent.value if consent is not None else None,
    )
