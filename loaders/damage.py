"""Text that was damaged before it was delivered: decoded twice, or with characters that are lost.

It loads as delivered, for nobody can say what was meant; the report names the rows and the remedy.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

LOST, DECODED_TWICE = "lost", "decoded twice"
_SAID = {
    LOST: "the replacement character (U+FFFD) stands where letters were lost before the delivery. Loaded as delivered; "
    "export the file anew, in UTF-8, from a system that still has the letters",
    DECODED_TWICE: "text was decoded twice, such as Ã« for ë. Loaded as delivered; export the file anew, without a "
    "step that reads UTF-8 as Windows-1252",
}
_LINES = 20  # lines that a note names
_REPLACEMENT = "\ufffd"
# The characters for which bytes of UTF-8 are taken in Windows-1252, with Latin-1 where that has none
_BYTES = {bytes([n]).decode("cp1252", "replace").replace(_REPLACEMENT, chr(n)): n for n in range(0x80, 0x100)}
_FOLLOWING = "".join(re.escape(sign) for sign, n in _BYTES.items() if n < 0xC0)
# É, È and Ê stand before an apostrophe in names written in capitals, and lead only to rare scripts, but for È to the
# Romanian Ș and Ț
_TWICE = re.compile(
    f"[ÂÃÄÅÎÏÐÑØÙÚÛ×Õ][{_FOLLOWING}]|È[˜™š›]|[àáâãäåæçèéêëìíîï][{_FOLLOWING}]{{2}}|ð[{_FOLLOWING}]{{3}}"
)


def damage(cells: Sequence[str]) -> set[str]:
    """What damage shows in a row."""
    text = "\n".join(cells)
    if text.isascii():
        return set()
    found = {LOST} if _REPLACEMENT in text else set()
    if any(_is_utf8(match[0]) for match in _TWICE.finditer(text)):
        found.add(DECODED_TWICE)
    return found


def _is_utf8(taken: str) -> bool:
    """Whether characters are what one character of UTF-8 becomes where its bytes are taken for Windows-1252."""
    try:
        return len(bytes(_BYTES[sign] for sign in taken).decode()) == 1
    except UnicodeDecodeError:
        return False


class DamagedRows:
    """The rows of a delivery with damaged text, by file: how many, and the first of them."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._count: Counter[tuple[str, str]] = Counter()
        self._last: dict[tuple[str, str], int] = {}

    def look(self, file: str, line: int, cells: Sequence[str]) -> None:
        """Take note of a row; once, where a row of an export makes several of the extract."""
        for place in ((file, kind) for kind in damage(cells)):
            if line > self._last.get(place, 0):
                self._last[place] = line
                self._count[place] += 1
                if len(self._lines[place]) < _LINES:
                    self._lines[place].append(str(line))

    def notes(self) -> Iterator[str]:
        """For the load report: how many rows of each file, on which lines, and the remedy."""
        for (file, kind), count in sorted(self._count.items()):
            lines, more = self._lines[file, kind], count - _LINES
            places = ", ".join([*lines, *([f"and {more:,} more"] if more > 0 else [])])
            yield f"{file}, {'line' if count == 1 else 'lines'} {places}: {_SAID[kind]}"
