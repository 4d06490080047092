"""The configuration: one TOML file that an operator writes, of which each room reads its own tables."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LOADING = frozenset({"verified_schemes", "quarantine_rows", "quarantine_share"})
"""What is set above the first table: how deliveries are loaded."""
TABLES = frozenset({"service", "signin", "limits"})


class ConfigurationUnreadable(ValueError):
    """The file is not there, though it was named, is no TOML, or says what nothing reads; `reason` is without its name.

    What is passed over in silence would leave an operator believing that it holds.
    """

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The configuration {path} cannot be read ({reason}).")


def configuration_file(home: Path, environment: Mapping[str, str]) -> Path:
    """The file that THINKFAMILY_CONFIG names, else `config.toml` in the home."""
    named = environment.get("THINKFAMILY_CONFIG")
    return Path(named).expanduser() if named else home / "config.toml"


def read_configuration(home: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What the file says; nothing where the home has none. Raises ConfigurationUnreadable."""
    path = configuration_file(home, environment)
    if not environment.get("THINKFAMILY_CONFIG") and not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigurationUnreadable(path, "it is not UTF-8; save it as UTF-8") from error
    except (OSError, ValueError) as error:
        raise ConfigurationUnreadable(path, str(error)) from error
    if unknown := sorted(said.keys() - LOADING - TABLES):
        raise ConfigurationUnreadable(path, f"nothing reads {', '.join(unknown)}; give {', '.join(sorted(LOADING))} "
                                      f"and then the tables {', '.join(sorted(TABLES))}")
    if misplaced := list(_misplaced(said, "")):
        raise ConfigurationUnreadable(path, f"{misplaced[0]} stands in a table; write it above the first table")
    return said


def _misplaced(table: Mapping[str, Any], within: str) -> Iterator[str]:
    """Settings of loading that stand below the head of a table, where TOML makes them a part of it."""
    for name, value in table.items():
        if within and name in LOADING:
            yield f"{within}.{name}"
        if isinstance(value, dict):
            yield from _misplaced(value, f"{within}.{name}".lstrip("."))
