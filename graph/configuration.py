"""The configuration: one TOML file that an operator writes, of which each room reads its own tables."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class ConfigurationUnreadable(ValueError):
    """The file is not there, though it was named, or is no TOML; the message names it."""


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
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationUnreadable(f"The configuration {path} cannot be read ({error}).") from error
