"""Which households are one place: standardised address text, and which records at one address belong together.

Households that one agency keeps apart are apart, whatever UPRN they share. Two agencies' households are one place
where their texts agree, or one lacks a text, and neither could be another of the other agency's (DOMAIN, 'Home').
Pure: no store, no clock.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from graph.names import folded

_SHORT: Mapping[str, str] = MappingProxyType({
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ct": "court", "crt": "court",
    "ln": "lane", "dr": "drive", "cl": "close", "pl": "place", "sq": "square", "gdns": "gardens", "cres": "crescent",
    "terr": "terrace", "ter": "terrace", "pk": "park", "hse": "house", "bldg": "building", "bldgs": "buildings",
    "apt": "flat", "apartment": "flat", "flt": "flat", "unit": "flat", "gnd": "ground", "grd": "ground", "fl": "floor",
    "flr": "floor", "bsmt": "basement", "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth",
})
"""Abbreviations of addresses, by what is meant."""

_PARTS = frozenset({
    "basement", "lower", "ground", "first", "second", "third", "fourth", "fifth", "upper", "top", "attic", "front",
    "rear", "back", "left", "right", "annexe", "annex", "north", "south", "east", "west",
})
"""Words that tell one part of a building from another, as numbers and single letters do."""

_NOWHERE = re.compile(
    r"no fixed (?:abode|address)|nfa|homeless|unknown|not known|address (?:withheld|unknown|not known)|confidential"
    r"|withheld|refused|none"
)
"""Texts of standard form that are written where there is no address to write."""

_LIKE_ENOUGH = 0.8  # of the letters of two texts of one UPRN with the same numbers: a slip, and not another street
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PlacedHousehold:
    """What decides at which place one agency's household is; `text` is the standard address, '' where not recorded."""

    id: str
    agency: str
    text: str


def standard_address(address: str | None) -> str:
    """An address in lower case, without signs or postcode, its abbreviations written out; '' where there is none.

    >>> standard_address("Flat 6, 12 High St., RV1 1AA")
    'flat 6 12 high street'
    >>> standard_address("12A Ravenhill Ct")
    '12 a ravenhill court'
    """
    if not address:
        return ""
    plain = _POSTCODE.sub(" ", folded(address))
    written_out = (_SHORT.get(word, word) for word in plain.split())
    text = " ".join(_SHORT.get(token, token) for word in written_out for token in _TOKEN.findall(word))
    return "" if _NOWHERE.fullmatch(text) else text


def standard_postcode(postcode: str | None) -> str:
    """A postcode in lower case without blanks; '' for what cannot be one."""
    plain = "".join((postcode or "").lower().split())
    return plain if _POSTCODE.fullmatch(plain) else ""


def agree(one: str, other: str) -> bool:
    """Whether two standard addresses of one UPRN can be of one dwelling; one that is not recorded agrees with any.

    Numbers, single letters and the words for parts of a building are the same, and the other words but for a slip or
    for what one text leaves out.

    >>> agree("flat 6 ravenhill court", "6 ravenhill court riverton")
    True
    >>> agree("flat 6 ravenhill court", "flat 5 ravenhill court")
    False
    """
    if not one or not other or one == other:
        return True
    mine, theirs = _split(one), _split(other)
    if mine[0] != theirs[0]:
        return False
    if mine[1] <= theirs[1] or theirs[1] <= mine[1]:
        return True
    ours, others = (" ".join(sorted(words)) for words in (mine[1], theirs[1]))
    return SequenceMatcher(None, ours, others, autojunk=False).ratio() >= _LIKE_ENOUGH


def _split(text: str) -> tuple[list[str], set[str]]:
    """What tells dwellings apart, in order, and the other words."""
    words = text.split()
    telling = [word for word in words if word.isdigit() or len(word) == 1 or word in _PARTS]
    return sorted(telling), set(words) - set(telling) - {"flat"}


def places(households: Iterable[PlacedHousehold]) -> dict[str, str]:
    """By household at one address, the household that stands for its place: the least of those there.

    >>> places([PlacedHousehold("a1", "a", "1 oak road"), PlacedHousehold("a2", "a", "2 oak road"),
    ...         PlacedHousehold("b1", "b", "2 oak road")])
    {'a1': 'a1', 'a2': 'a2', 'b1': 'a2'}
    """
    every = sorted(households, key=lambda one: one.id)
    if _plainly_one(every):
        return {one.id: every[0].id for one in every}
    groups = {one.id: [one] for one in every}
    for one, other in _links(every):
        mine, theirs = groups[one.id], groups[other.id]
        if mine is not theirs and _can_be_one(mine, theirs):
            mine += theirs
            groups.update((each.id, mine) for each in theirs)
    return {one.id: min(each.id for each in groups[one.id]) for one in every}


def _plainly_one(every: Sequence[PlacedHousehold]) -> bool:
    """Whether no agency has several and no texts differ, as at nearly every address."""
    return len({one.agency for one in every}) == len(every) and len({one.text for one in every if one.text}) <= 1


def _can_be_one(mine: Sequence[PlacedHousehold], theirs: Sequence[PlacedHousehold]) -> bool:
    """Whether no agency keeps households of two groups apart, and all their texts agree."""
    return all(one.agency != other.agency and agree(one.text, other.text) for one in mine for other in theirs)


def _links(every: Sequence[PlacedHousehold]) -> list[tuple[PlacedHousehold, PlacedHousehold]]:
    """Pairs of two agencies' households that can be no other's, those whose texts say so first."""
    of_agency: dict[str, list[PlacedHousehold]] = defaultdict(list)
    for one in every:
        of_agency[one.agency].append(one)
    only = {
        (one.id, agency): _only_one(one, held)
        for one in every for agency, held in of_agency.items() if agency != one.agency
    }
    pairs = [
        (one, other) for one in every for agency in of_agency
        if (other := only.get((one.id, agency))) is not None
        and one.id < other.id and only[other.id, one.agency] is one
    ]
    return sorted(pairs, key=lambda pair: (not (pair[0].text and pair[1].text), pair[0].id, pair[1].id))


def _only_one(one: PlacedHousehold, held: Iterable[PlacedHousehold]) -> PlacedHousehold | None:
    """The one of an agency's households that may be the same place; None where there is none, or several.

    A household without a text is considered where no text agrees.
    """
    able = [other for other in held if agree(one.text, other.text)]
    by_text = [other for other in able if one.text and other.text]
    found = by_text or able
    return found[0] if len(found) == 1 else None
