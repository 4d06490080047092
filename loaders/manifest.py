"""The manifest of a delivery: whose it is, when it was extracted, and what it claims to cover."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph import codes
from graph.dates import FOR_EVER, moment, partial_date
from graph.delivery import Delivery
from loaders.problems import DeliveryRefused, require_file

FILE = "manifest.toml"

_AGENCY = re.compile(r"[^\s:;|]+")
_NAMES = ("agency", "agency_name", "agency_kind", "extracted_at", "covers_from", "covers_to", "delivery")
_KINDS_OF_DELIVERY = {"full": True, "changes": False}


def read_manifest(folder: Path) -> tuple[Delivery, list[str]]:
    """The delivery that `manifest.toml` of the folder describes, and the entries of it that mean nothing.

    The delivery's digest and tables are still empty. DeliveryRefused where the file is missing, is no TOML, or
    says something that cannot be.
    """
    path = folder / FILE
    require_file(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError as error:
        raise DeliveryRefused(
            "there is no manifest", file=FILE, value=str(folder), remedy="Add one: it says whose delivery this is."
        ) from error
    except OSError as error:
        raise DeliveryRefused(
            f"the manifest cannot be read ({error.strerror})", file=FILE, remedy="Make the file readable."
        ) from error
    except UnicodeDecodeError as error:
        raise DeliveryRefused("the manifest is not UTF-8", file=FILE, remedy="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise DeliveryRefused(
            f"the manifest is not TOML ({error})", file=FILE, remedy='Write each entry as name = "value".'
        ) from error
    return delivery_from(values, file=FILE, text=text), [name for name in values if name not in _NAMES]


def delivery_from(values: Mapping[str, Any], *, file: str, text: str = "") -> Delivery:
    """Check the entries of a manifest, wherever they come from; `text` serves to name the line."""
    entries = _Entries(values, file, text)
    for name in values:
        if name.lower().startswith("cover") and name not in _NAMES:  # else it would claim to cover all days
            raise entries.refused(name, f"{name} is no entry of a manifest", "Write covers_from or covers_to.")
    covers_from, covers_to = entries.day("covers_from"), entries.day("covers_to")
    if covers_from and covers_to and covers_to < covers_from:
        raise entries.refused("covers_to", "covers_to lies before covers_from", "Correct one of the two.")
    return Delivery(
        agency=entries.agency(),
        agency_name=entries.text("agency_name"),
        agency_kind=entries.one_of("agency_kind", codes.AGENCY_KIND),
        extracted_at=entries.time("extracted_at"),
        covers_from=covers_from,
        covers_to=covers_to,
        full=_KINDS_OF_DELIVERY[entries.one_of("delivery", _KINDS_OF_DELIVERY)],
        digest="",
        tables=frozenset(),
    )


class _Entries:
    """The entries of one manifest, each read and checked by kind."""

    def __init__(self, values: Mapping[str, Any], file: str, text: str) -> None:
        self._values, self._file, self._lines = values, file, text.splitlines()

    def refused(self, name: str, problem: str, remedy: str) -> DeliveryRefused:
        value = self._values.get(name)
        return DeliveryRefused(
            problem, file=self._file, line=self._line(name), value=None if value is None else str(value), remedy=remedy
        )

    def _line(self, name: str) -> int | None:
        starts = re.compile(rf"\s*\"?{re.escape(name)}\"?\s*=")
        return next((n for n, line in enumerate(self._lines, 1) if starts.match(line)), None)

    def text(self, name: str) -> str:
        value = self._values.get(name)
        if isinstance(value, datetime | date):  # TOML has dates of its own: accept them unquoted
            value = value.isoformat()
        if value is None or value == "":
            raise self.refused(name, f"{name} is missing", f'Add {name} = "…".')
        if not isinstance(value, str) or not value.strip():
            raise self.refused(name, f"{name} is not a text", f'Write {name} = "…".')
        return value.strip()

    def agency(self) -> str:
        value = self.text("agency")
        if not _AGENCY.fullmatch(value):
            raise self.refused(
                "agency", "an agency id has no blank, colon, semicolon or bar", "Choose one without, and keep it."
            )
        return value

    def one_of(self, name: str, allowed: Any) -> str:
        value = self.text(name).lower()
        if value not in allowed:
            raise self.refused(name, f"{name} is not on the list", f"Use one of: {', '.join(allowed)}.")
        return value

    def time(self, name: str) -> datetime:
        try:
            at = moment(self.text(name))
        except ValueError as error:
            raise self.refused(name, f"{name} is {error}", 'Write it like "2026-03-31T22:00:00Z".') from error
        if at >= FOR_EVER:
            raise self.refused(name, f"{name} is the end of the calendar", "Write when the extract was made.")
        return at

    def day(self, name: str) -> date | None:
        if not self._values.get(name):
            return None
        try:
            found = partial_date(self.text(name))
        except ValueError as error:
            raise self.refused(name, f"{name} is no date ({error})", 'Write it like "2026-03-31".') from error
        return found.last if name == "covers_to" else found.first
