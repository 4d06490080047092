"""May this be shared, may this be seen: the policy pack's advice for one person, receiver and state of consent.

What was said to one agency, its latest record says (seed rows 25 to 28); a refusal to any outweighs what was said to
others. Where an agency did not record the answer, a refusal before it holds on and a consent does not (decision 0019).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from queries.access.visible import Consent
from queries.case import Case
from queries.definitions.records import consents
from queries.facts.rows import OrganisationRow
from queries.sharing.advise import advise
from queries.sharing.conditions import Case as Circumstances
from queries.sharing.pack import current
from queries.sharing.words import FACTS


@dataclass(frozen=True)
class Asked:
    """What a sharing question states, in stored codes; `consent` is None where what is recorded is to decide."""

    about: str
    information: str
    purpose: str
    circumstances: frozenset[str]
    consent: str | None = None


@dataclass(frozen=True)
class SharingAdvice:
    """Whether something may be shared or seen, by which rule, and what to do. It advises: who shares decides.

    `consent` is the state as stated, else as recorded; `consents` are the rows by which, one an agency. `advice` is as
    `queries.sharing.advise.advise` gives it.
    """

    person: str
    receiver: str | None
    consents: tuple[Consent, ...]
    consent: str
    advice: dict[str, Any]


async def may_share(case: Case, asked: Asked, receiver: str | None, kind: str | None) -> SharingAdvice | None:
    """May it be shared with an agency, or with one of a kind? None where the person or the receiver is not known."""
    return await _advice(case, asked, "share", "other", receiver, kind)


async def may_see(case: Case, asked: Asked, agency: str, held_by: str) -> SharingAdvice | None:
    """May an agency see what it, or another agency, holds? None likewise."""
    return await _advice(case, asked, "see", "own" if agency == held_by else "other", agency, None)


async def _advice(
    case: Case, asked: Asked, act: str, holder: str, receiver: str | None, kind: str | None
) -> SharingAdvice | None:
    who = await case.person(asked.about)
    if who is None:
        return None
    known = _receiver(case, receiver)
    to = (known.kind if known is not None else None) or kind
    if to is None or to not in FACTS["to"]:
        return None
    await case.read(consents=[who.id])
    recorded = by_agency(case, who.id, receiver)
    consent = asked.consent or stated_by(recorded)
    pack = current()
    arranged = ["under_arrangements"] if known is not None and known.id in pack.arranged else []
    facts = {
        "act": act, "information": asked.information, "purpose": asked.purpose, "holder": holder, "to": to,
        "consent": consent,
    }
    advice = advise(pack, Circumstances(facts, asked.circumstances.union(arranged)), case.context.on)
    return SharingAdvice(who.id, known.id if known is not None else None, tuple(recorded), consent, advice)


def _receiver(case: Case, id: str | None) -> OrganisationRow | None:
    """The receiving agency; for who does not see all one that delivers: that another is there is known from rows."""
    found = case.organisation(id)
    return found if found is not None and (case.sees_all or found.delivers) else None


def by_agency(case: Case, person: str, receiver: str | None) -> list[Consent]:
    """Of each agency, by id, the row that says on the date whether the person agrees to share with a receiver.

    Needs `consents` of the person.
    """
    rows: dict[str, list[Consent]] = {}
    for one in consents(case, person):
        if one.scope == "share" and case.dates.holds(one) and (not one.agencies or receiver in one.agencies):
            rows.setdefault(one.agency, []).append(one)
    return [_latest(rows[agency]) for agency in sorted(rows)][: case.bound]


def _latest(rows: list[Consent]) -> Consent:
    """What counts of one agency's rows: the newest, but for a refusal after which no answer was recorded."""
    ordered = sorted(rows, key=lambda one: one.given or "\uffff")
    ordered.sort(key=lambda one: one.maybe_from, reverse=True)
    decided = next((one for one in ordered if one.given in ("yes", "no")), None)
    return decided if decided is not None and decided.given == "no" else ordered[0]


def stated_by(recorded: Iterable[Consent]) -> str:
    """The state of consent that rows of several agencies make together: a code of ConsentState."""
    given = {one.given for one in recorded}
    if "no" in given:
        return "refused"
    return "given" if "yes" in given else "not_recorded"
