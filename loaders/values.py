"""Reading one cell: from the text of a column to the value that the model declares for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.codes import RELATIONSHIP, RELATIONSHIP_INVERSE, CodeList
from graph.dates import moment, partial_date
from graph.declare import Fact, Kind

Convert = Callable[[str], Any]

_REMEMBERED = 50_000
_LARGEST = 2**63 - 1  # the store's whole numbers have 64 bits


def converter(fact: Fact) -> Convert:
    """What reads the cells of a fact: gives its value, '' or [] for nothing; ValueError with the reason."""
    single = _or_words(fact, _single(fact)) if fact.words else _single(fact)
    return _listed(single) if fact.many else single


def _single(fact: Fact) -> Convert:
    if fact.codes is not None:
        return _Codes(fact.codes).__getitem__
    if fact.kind is Kind.DATE:
        return _Checked(partial_date).__getitem__
    if fact.kind is Kind.MOMENT:
        return _Checked(moment).__getitem__
    if fact.kind is Kind.INTEGER:
        return _whole_number
    return str.strip if fact.prose else _one_line


def _or_words(fact: Fact, single: Convert) -> Convert:
    def convert(text: str) -> Any:
        word = text.strip().lower()
        return word if word in fact.words else single(text)

    return convert


def _listed(single: Convert) -> Convert:
    def convert(text: str) -> list[Any]:
        values = (single(part) for part in text.split(";"))
        return list(dict.fromkeys(value for value in values if value))  # each once, in the order given

    return convert


class _Codes(dict[str, str]):
    """The codes of a list by their spelling; other spellings in case and blanks are understood."""

    def __init__(self, codes: CodeList) -> None:
        super().__init__({code: code for code in codes})
        if codes is RELATIONSHIP:
            self.update({code: code for code in RELATIONSHIP_INVERSE})

    def __missing__(self, text: str) -> str:
        code = text.strip().lower()
        if code and code not in self:
            raise ValueError(f"not on the list: {', '.join(self)}")
        return code


class _Checked(dict[str, str]):
    """Texts that passed a check, kept as written; remembered up to a bound, for dates repeat."""

    def __init__(self, check: Callable[[str], object]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, text: str) -> str:
        value = text.strip()
        if value:
            self._check(value)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = value
        return value


def has_line_break(text: str) -> bool:
    """Whether there is a line break within, beside those at either end."""
    return not {"\n", "\r"}.isdisjoint(text.strip())


def _one_line(text: str) -> str:
    if has_line_break(text):
        raise ValueError("a line break, where there can be none")
    return text.strip()


def _whole_number(text: str) -> int | str:
    digits = text.strip()
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 19 or int(digits) > _LARGEST:
        raise ValueError("not a whole number, 0 or more")
    return int(digits)
