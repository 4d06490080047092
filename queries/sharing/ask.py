"""The questions `mayShare` and `maySee`: the advice is made here, for all that only the store knows."""

from __future__ import annotations

from datetime import date

from graph.ids import own_record
from queries import catalogue
from queries.ask import Question
from queries.sharing.advise import by_receiver_and_consent
from queries.sharing.conditions import Case
from queries.sharing.pack import current
from queries.sharing.question import Asked


def may_share(asked: Asked, receiver: str | None, kind: str | None, on: date) -> Question:
    """May it be shared with an agency, or with one of a kind?"""
    return _question(asked, "share", "other", receiver, kind, on)


def may_see(asked: Asked, agency: str, held_by: str, on: date) -> Question:
    """May an agency see what it, or another agency, holds?"""
    return _question(asked, "see", "own" if agency == held_by else "other", agency, None, on)


def _question(asked: Asked, act: str, holder: str, receiver: str | None, kind: str | None, on: date) -> Question:
    facts = {"act": act, "information": asked.information, "purpose": asked.purpose, "holder": holder}
    advice = by_receiver_and_consent(current(), Case(facts, asked.circumstances), on)
    known = {"record": own_record(asked.about), "receiver": receiver, "kind": kind, "stated": asked.consent}
    return Question("sharing_advice", catalogue.text("sharing_advice"), "SharingAdvice", {**known, **advice})
