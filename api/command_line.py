"""The words and variables that a command is given, checked before anything reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.utf8 import is_utf8


class NotUTF8(ValueError):
    """A word of the command line, or a variable, that is not UTF-8; the message names it and the remedy."""


def check_command_line(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Refuse words, and variables of THINKFAMILY_, whose bytes are not UTF-8. Raises NotUTF8.

    Python keeps such bytes as lone surrogates, which nothing can store, sign or print.
    """
    for place, word in enumerate(words, 1):
        if not is_utf8(word):
            raise NotUTF8(f"Argument {place} is not UTF-8: {word!r}. Write it in UTF-8; rename such a file or folder.")
    for name, value in environment.items():
        if name.startswith("THINKFAMILY_") and not is_utf8(value):
            raise NotUTF8(f"{name} is not UTF-8. Set it to text in UTF-8.")
