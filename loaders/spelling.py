"""Suggest which column of the extract a column of another name may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from loaders.table import squashed

_CALLED: Mapping[str, str] = MappingProxyType({
    "forename": "given_names", "forenames": "given_names", "firstname": "given_names", "firstnames": "given_names",
    "surname": "family_name", "lastname": "family_name", "dob": "date_of_birth", "birthdate": "date_of_birth",
    "dateofdeath": "deceased_on", "gender": "sex", "nhs": "nhs_number", "nhsno": "nhs_number", "gp": "gp_practice",
    "gpsurgery": "gp_practice", "alias": "also_known_as", "aliases": "also_known_as", "edd": "expected_date_of_birth",
    "startdate": "from", "enddate": "to", "validfrom": "from", "validto": "to",
})
"""What other systems call columns of the extract, squashed."""
_ALIKE = 0.8  # of the letters, so that a slip of one or two is found and another word is not


def suggestions(file: str, unknown: Collection[str], free: Collection[str]) -> Iterator[str]:
    """A note on each unknown column that is like one of the extract's columns that the file lacks."""
    names = {squashed(column): column for column in free}
    for column in unknown:
        close = get_close_matches(squashed(column), names, n=1, cutoff=_ALIKE)
        meant = _CALLED.get(squashed(column)) or (names[close[0]] if close else None)
        if meant in free:
            yield f"{file}: the column {column} is unknown and was not read; if it is {meant}, rename it so"
