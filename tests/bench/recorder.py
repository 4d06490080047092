"""A reader that keeps what it sends, so that what a question sends can be counted, and sent again by others."""

from __future__ import annotations

from typing import Any

from queries.read import Agencies, Reader


class Recorder(Reader):
    """A reader that keeps the statements of questions."""

    sent: list[tuple[str, dict[str, Any]]]

    def counting(self) -> Recorder:
        """Itself, so that what is sent can be seen."""
        return self

    async def run(self, statement: str, params: dict[str, Any]) -> Any:
        """Keep and send."""
        if statement != Agencies.TEXT:
            self.sent.append((statement, params))
        return await super().run(statement, params)
