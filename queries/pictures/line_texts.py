"""What is written on the lines of a genogram."""

from __future__ import annotations

from queries.pictures import text
from queries.pictures.family import Link, Said, Union

SMALL = 10.0
SLASHES = 18.0
"""What the marks of a partnership that has ended need, before its text."""
_OVER = {"married": "d.", "partners": "s.", "parents": "to"}
LINK_TEXT = {
    "main_carer": "main carer",
    "aunt_uncle": "aunt or uncle",
    "great_grandparent": "great-grandparent",
    "half_sibling": "half-sibling",
    "step_sibling": "step-sibling",
}


def room_for(words: str, ended: str) -> float:
    """The width of a line's text, with the slashes before it and some space; 0 for none."""
    return text.width(words, SMALL) + (SLASHES if ended else 0.0) + 12.0 if words else 0.0


def union_text(union: Union) -> str:
    """What stands on a partnership's line: since when, and until when; of each time, where there were several."""
    begun = {"married": "m.", "partners": "since", "parents": ""}[union.kind]
    short, whole = {"divorced": ("d.", "divorced"), "separated": ("s.", "separated"), "": ("to", "")}[union.ended]
    parts = [f"{begun} {union.since[:4]}".strip() if union.since else "",
             f"{short} {union.until[:4]}" if union.until else whole]
    before = [f"{begun} {since[:4]}, {_OVER[union.kind]} {until[:4]}" for since, until in union.before]
    return _marked("; ".join(filter(None, (*before, ", ".join(filter(None, parts))))), union.said)


def link_text(link: Link) -> str:
    """What stands on the line of another tie: what it is, and until when it was."""
    said = LINK_TEXT.get(link.type, link.type.replace("_", " "))
    return _marked(f"{said} to {link.until[:4]}" if link.until else said, link.said)


def _marked(words: str, said: Said) -> str:
    """Words with the marks of what is uncertain or disputed."""
    return " ".join(filter(None, (words, "?" * said.uncertain, "disputed" * said.disputed)))
