"""The answer to a case: the rule that decides, whether consent is to be sought, what to record, whom to consult."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from queries.guidance import cited
from queries.sharing.conditions import Case
from queries.sharing.pack import Pack, SharingRule
from queries.sharing.words import FACTS

MUST_NOT = "must_not_be_sought"


def advise(pack: Pack, case: Case, on: date) -> dict[str, Any]:
    """The advice on a case on a day, as a map for an answer; there always is one."""
    rule, asking = pack.answering(case, on), pack.on_consent(case, on)
    consent = MUST_NOT if asking.outcome == MUST_NOT else rule.consent or asking.outcome
    return {
        "answer": rule.outcome.upper(),
        "rule": _as_map(rule, on),
        "reason": rule.reason,
        "consent": consent.upper(),
        "consent_reason": asking.reason if consent == asking.outcome else rule.reason,
        "consent_rule": _as_map(asking if consent == asking.outcome else rule, on),
        "tell_family": consent != MUST_NOT,
        "basis": pack.bases_of(rule, case, on),
        "record": [*rule.record, *pack.always_record],
        "consult": [code.upper() for code in rule.consult],
        "pack": pack.name,
        "pack_version": pack.version,
    }


def _as_map(rule: SharingRule, on: date) -> dict[str, str | None]:
    def day(bound: date | None) -> str | None:
        return bound.isoformat() if bound else None

    return {
        "id": rule.id, "title": rule.title, "authority": cited(rule.authority, on), "valid_from": day(rule.valid_from),
        "valid_to": day(rule.valid_to), "commencement": rule.commencement,
    }


def by_receiver_and_consent(pack: Pack, case: Case, on: date) -> dict[str, Any]:
    """The advice for every kind of receiver and state of consent, for what only the store knows of the two.

    `advice` holds each advice once; `of` says, by kind and state, which one.
    """
    made: list[dict[str, Any]] = []
    of: dict[str, dict[str, int]] = {}
    for kind, consent, advice in _each(pack, case, on):
        if advice not in made:
            made.append(advice)
        of.setdefault(kind, {})[consent] = made.index(advice)
    return {"advice": made, "of": of}


def _each(pack: Pack, case: Case, on: date) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in FACTS["to"]:
        for consent in FACTS["consent"]:
            facts = {**case.facts, "to": kind, "consent": consent}
            yield kind, consent, advise(pack, Case(facts, case.circumstances), on)
