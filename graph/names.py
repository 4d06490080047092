"""Names as they are searched: Zoë Müller-Hughes, O'Connor and D’Arcy are found as typed without marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "œ": "oe", "ı": "i"})
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_BETWEEN = re.compile(r"[^\w]+|_+")


@lru_cache(1 << 16)
def folded(name: str) -> str:
    """Lower case, without accents or apostrophes; hyphens and the like part words."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name).casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_BETWEEN.sub(" ", letters).split())
