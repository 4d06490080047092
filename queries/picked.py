"""What is picked of an answer, written as a GraphQL selection is, for callers that have no request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from queries.planner import Pick

_WORD = re.compile(r"\w+|[{}]")


def picked(text: str) -> tuple[Pick, ...]:
    """The picks of names and braces; each field is answered under its own name, without arguments.

    ValueError where the braces do not match.

    >>> [pick.name for pick in picked("id agency { id name }")]
    ['id', 'agency']
    """
    words = iter(_WORD.findall(text))
    picks, closed = _level(words)
    if closed or text.count("{") != text.count("}"):
        raise ValueError("the braces do not match")
    return picks


def _level(words: Iterator[str]) -> tuple[tuple[Pick, ...], bool]:
    """The picks up to the closing brace, and whether there was one."""
    picks: list[Pick] = []
    for word in words:
        if word == "}":
            return tuple(picks), True
        if word != "{":
            picks.append(Pick(word, word))
            continue
        if not picks:
            raise ValueError("a brace follows a name")
        below, _ = _level(words)
        picks[-1] = Pick(picks[-1].key, picks[-1].name, (), below)
    return tuple(picks), False
