"""The legend: what the symbols of this picture mean, in as many lines as its width needs."""

from __future__ import annotations

from dataclasses import dataclass

from queries.pictures import text
from queries.pictures.svg import SOFT, element, number, words

SIZE, SAMPLE, GAP, LINE, EDGE = 11.0, 34.0, 22.0, 24.0, 28.0


@dataclass(frozen=True)
class Entry:
    """One symbol, drawn around the height 0 from 0 to 26, and what it means."""

    meaning: str
    sample: str


def legend(entries: list[Entry], width: float) -> tuple[str, float]:
    """The legend from 0 downwards, and its height."""
    x, y, parts = EDGE, 20.0, []
    for entry in entries:
        wide = SAMPLE + text.width(entry.meaning, SIZE)
        if x > EDGE and x + wide > width - EDGE:
            x, y = EDGE, y + LINE
        parts.append(element("g", entry.sample, transform=f"translate({number(x)} {number(y)})"))
        parts.append(words(entry.meaning, x + SAMPLE, y + 4, SIZE, fill=SOFT))
        x += wide + GAP
    rule = element("line", x1=EDGE, y1=0.0, x2=width - EDGE, y2=0.0, stroke=SOFT, stroke_width=0.6)
    return element("g", rule, *parts), y + LINE
