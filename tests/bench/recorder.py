"""A store that keeps what is sent to it, so that what a question sends can be counted, and sent again by others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from queries.facts.statements import statement
from queries.facts.store import FactStore

Sent = list[tuple[str, dict[str, Any]]]


@dataclass
class Recorder(FactStore):
    """Keeps the statements of questions, but for the directory, which is read once for all."""

    kept_texts: Sent = field(default_factory=list)

    def counting(self) -> Recorder:
        """Itself, so that what is sent can be seen."""
        return self

    async def run(self, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Keep and send."""
        if text != statement("directory").now:
            self.kept_texts.append((text, dict(given)))
        return await super().run(text, given)
