"""Identifiers that carry a check: NHS numbers and unique pupil numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The check letters in the order of their values, 0 to 22; I, O and S are left out as misread."""

_NHS = re.compile(r"\d{10}", re.ASCII)
_UPN = re.compile(rf"[{UPN_LETTERS}]\d{{11}}[\d{UPN_LETTERS}]", re.ASCII)
_GAPS = str.maketrans("", "", " -\u00a0")


def nhs_number(text: str) -> str | None:
    """The ten digits of a valid NHS number, None where the check fails.

    Modulus 11 over the first nine digits, weights 10 to 2. Ten equal digits pass the sum for 0 and 1
    and are nobody's number. Source: NHS Data Dictionary, "NHS NUMBER".

    >>> nhs_number("943 476 5919")
    '9434765919'
    >>> nhs_number("9434765918") is None
    True
    """
    digits = text.translate(_GAPS)
    if not _NHS.fullmatch(digits) or digits == digits[0] * 10:
        return None
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return digits if (11 - total % 11) % 11 == int(digits[9]) else None


def upn(text: str) -> str | None:
    """A valid unique pupil number in upper case, None where the check fails.

    A check letter, eleven digits, and a digit or (a temporary number) a letter that counts with its
    place among the check letters; weights 2 to 13, modulus 23. Source: Department for Education,
    "Unique pupil numbers (UPNs): a guide for schools and local authorities".

    >>> upn("h801200001001")
    'H801200001001'
    >>> upn("A801200001001") is None
    True
    """
    number = text.translate(_GAPS).upper()
    if not _UPN.fullmatch(number):
        return None
    values = [int(c) if c.isdecimal() else UPN_LETTERS.index(c) for c in number[1:]]
    total = sum(value * weight for weight, value in enumerate(values, 2))
    return number if UPN_LETTERS[total % 23] == number[0] else None


CHECKS: Mapping[str, Callable[[str], str | None]] = MappingProxyType({"nhs_number": nhs_number, "upn": upn})
"""The check of each scheme that has one."""
