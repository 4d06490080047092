"""An entry: FHIR AuditEvent's elements (R5) under their names, with ids and counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from queries.context import Viewer

MOST_IDS = 100_000
"""How many ids an entry names of those asked, and of those answered: none is left out, and what tells of more is not
told. An answer to an analyst may tell of 50,000 persons; a request has room for some 35,000 ids."""
REQUEST, NOTICE = "request", "notice"
"""What an entry is of: a request, or something about somebody's reading that a privacy officer should see."""
READ, WRITE = "R", "U"
"""FHIR's audit-event-action: what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who (`agent`) asked what (`code`: root fields) of whom (`entity`), for what purpose, and how it ended.

    `outcome` is `success`, the code of the refusal, or `begun` for a change that is about to be made. `id` is the
    request's, as in the log and in errors.
    """

    id: str
    viewer: Viewer
    purpose: str
    basis: str | None
    glass: str | None = None
    """The reference of the glass that was broken for it: R5's `basedOn`."""
    code: tuple[str, ...]
    outcome: str = "success"
    category: str = REQUEST
    action: str = READ
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    detail: Mapping[str, str | int | None] = field(default_factory=dict)
    """Of what was told of nobody by name: what it was, and how much of it."""
    recorded: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_map(self) -> dict[str, Any]:
        """As it is written."""
        viewer = self.viewer
        return {
            "id": self.id,
            "recorded": self.recorded.isoformat(timespec="milliseconds"),
            "category": self.category,
            "action": self.action,
            "code": self.code,
            "outcome": self.outcome,
            "agent": {"who": viewer.professional, "role": viewer.role, "organization": viewer.agency},
            "authorization": {"purpose": self.purpose, "basis": self.basis},
            "basedOn": self.glass,
            "entity": {
                "asked": self.asked,
                "answered": self.answered,
                **({"detail": dict(self.detail)} if self.detail else {}),
            },
        }
