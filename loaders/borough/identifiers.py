"""Identifiers with valid check digits, from ranges that belong to nobody."""

from collections.abc import Iterator

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_AUTHORITY = "999"  # English authorities are numbered 201 to 938
_TEST_NUMBERS = 1_000_000  # six free digits after 999


def nhs_check_digit(first_nine: str) -> int | None:
    """Modulus 11 check digit of an NHS number; None where the nine digits can have none.

    Source: NHS Data Dictionary, "NHS number".
    """
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(first_nine))
    digit = (11 - total % 11) % 11
    return None if digit == 10 else digit


def upn_check_letter(twelve_digits: str) -> str:
    """Check letter of a unique pupil number.

    Source: Department for Education, "Unique pupil numbers (UPNs): a guide", weights 2 to 13.
    """
    total = sum(int(digit) * (place + 2) for place, digit in enumerate(twelve_digits))
    return UPN_LETTERS[total % 23]


def nhs_test_numbers(offset: int) -> Iterator[str]:
    """Every usable NHS number of the 999 test range once, scattered, about 909,000 in all."""
    for step in range(_TEST_NUMBERS):
        nine = f"999{(offset + step * 387_413) % _TEST_NUMBERS:06d}"
        check = nhs_check_digit(nine)
        if check is not None:
            yield f"{nine}{check}"


class PupilNumbers:
    """Gives out unique pupil numbers, a thousand to a school number and year of entry."""

    def __init__(self) -> None:
        self._given: dict[int, int] = {}

    def next(self, year_of_entry: int) -> str:
        """A number not given before: check letter, authority, school, year, serial."""
        serial = self._given.get(year_of_entry, 0)
        self._given[year_of_entry] = serial + 1
        school, place = divmod(serial, 1000)
        digits = f"{UPN_AUTHORITY}{2000 + school:04d}{year_of_entry % 100:02d}{place:03d}"
        return upn_check_letter(digits) + digits
