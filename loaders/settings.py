"""What an operator may set about loading, read once and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.configuration import ConfigurationUnreadable, configuration_file, read_configuration
from loaders.problems import DeliveryRefused

CHECKED_SCHEMES = frozenset({"nhs_number", "upn"})
"""Schemes that carry a check digit and are verified by it."""


@dataclass(frozen=True, kw_only=True)
class LoadSettings:
    """The limits and choices of a load.

    A delivery is refused when more than `quarantine_rows` rows **and** more than `quarantine_share`
    of the rows read go to quarantine. `verified_schemes` are the schemes of `other_identifiers` that
    are trusted to join records (their issuer checks them); all others are kept and never matched on.
    """

    verified_schemes: frozenset[str] = frozenset()
    quarantine_rows: int = 100
    quarantine_share: float = 0.10
    quarantine_folder: Path | None = None
    """Where quarantined rows go; `<home>/quarantine` where None."""


def read_settings(home: Path, environment: Mapping[str, str]) -> LoadSettings:
    """The settings in the file named by THINKFAMILY_CONFIG, else in `<home>/config.toml`, if there is one.

    DeliveryRefused where the file is no TOML or a value is of the wrong kind.
    """
    path = configuration_file(home, environment)
    try:
        values = read_configuration(home, environment)
    except ConfigurationUnreadable as error:
        problem = f"the configuration cannot be read ({error.reason})"
        raise DeliveryRefused(problem, file=str(path), remedy="Mend it or unset THINKFAMILY_CONFIG.") from error
    return _settings(path, values)


def _settings(path: Path, values: Mapping[str, Any]) -> LoadSettings:
    schemes = values.get("verified_schemes", [])
    rows = values.get("quarantine_rows", LoadSettings.quarantine_rows)
    share = values.get("quarantine_share", LoadSettings.quarantine_share)
    if not isinstance(schemes, list) or not all(isinstance(scheme, str) for scheme in schemes):
        raise _wrong(path, "verified_schemes", schemes, 'a list of texts, such as ["pnc"]')
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < 0:
        raise _wrong(path, "quarantine_rows", rows, "a whole number, 0 or more")
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 1:
        raise _wrong(path, "quarantine_share", share, "a number from 0 to 1")
    return LoadSettings(
        verified_schemes=frozenset(scheme.strip().lower() for scheme in schemes),
        quarantine_rows=rows,
        quarantine_share=float(share),
    )


def _wrong(path: Path, key: str, value: object, wanted: str) -> DeliveryRefused:
    return DeliveryRefused(f"{key} has a wrong value", file=str(path), value=str(value), remedy=f"Write {wanted}.")
