"""Close the source of an anonymous or confidential report to everybody but the agency that holds it.

The policy names the words by which agencies mark such a report, in an event's category or summary. Where one stands
there, category and summary are redacted, for prose may identify the caller; but a category that rules and clocks read
stays, unless it has such a word itself. Where somebody reported the event rather than a worker's doing it, the service,
the involvement and the other agency's record of it are redacted too: any of these may be the source. Source: DPA 2018
Sch. 2 para. 16 (protection of the rights of others); UK GDPR art. 15(4).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from queries.access.policy import Sources

CLOSED = (
    "The source is anonymous or confidential: who reported this, and in what words, is for the agency that holds it"
    " (DPA 2018 Sch. 2 para. 16)"
)
"""Why something of an event is not shown."""


def closed_by_words(sources: Sources, texts: Iterable[str | None]) -> bool:
    """Whether one of an event's texts has a word that marks the source as anonymous or confidential."""
    marks = _marks(sources.words)
    return any(marks.search(text) for text in texts if text)


@cache
def _marks(words: Collection[str]) -> re.Pattern[str]:
    """The words as one pattern: whole words, whatever the case, whatever stands between them."""
    each = (r"[\W_]+".join(map(re.escape, one.split())) for one in sorted(words))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(each)})(?![^\W_])", re.IGNORECASE)
