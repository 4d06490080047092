"""Numbered sentences below a picture: what its numbers stand for, in words."""

from __future__ import annotations

from collections.abc import Iterable

from queries.pictures import text
from queries.pictures.svg import words

SIZE, LINE, EDGE, INDENT = 11.0, 15.0, 28.0, 56.0


def listing(sentences: Iterable[str], width: float, top: float) -> tuple[list[str], float]:
    """The sentences from `top` downwards, numbered from 1, and their height."""
    drawn, y = list[str](), top
    for place, sentence in enumerate(sentences):
        drawn.append(words(str(place + 1), EDGE, y + LINE - 3, SIZE, font_weight="bold"))
        for line in text.wrapped(sentence, SIZE, width - EDGE - INDENT):
            y += LINE
            drawn.append(words(line, INDENT, y - 3, SIZE))
        y += 4
    return drawn, y - top + 8
