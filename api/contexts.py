"""The contexts of one request's reads: who asks, for what, at what time, and by which glass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.signin.asker import Asker
from queries.context import Context, Glass, day_of
from queries.read import Reader


@dataclass(frozen=True)
class Contexts:
    """`known` is when it is asked; `glass` what the asker has broken and refers to."""

    known: datetime
    asker: Asker
    glass: Glass | None = None

    @classmethod
    async def of(cls, reader: Reader, known: datetime, asker: Asker) -> Contexts:
        """Of a request; GlassNotInForce where it refers to glass that does not hold now."""
        contexts = cls(known, asker)
        if asker.glass is None:
            return contexts
        return cls(known, asker, await reader.glass(asker.glass, contexts.context({})))

    def context(self, arguments: dict[str, Any]) -> Context:
        """The context of a root field with these arguments."""
        said = arguments.get("knownAt")
        return Context(
            on=arguments.get("on") or day_of(self.known),
            known_at=said or self.known,
            latest=said is None,
            viewer=self.asker.viewer,
            purpose=self.asker.purpose,
            basis=self.asker.basis,
            asked_at=self.known,
            glass=self.glass,
        )
