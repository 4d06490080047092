"""`requirements.lock` as data: each pin with its hashes, and who asks for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"


@dataclass(frozen=True)
class Pin:
    """One package of the lock at one version, on the platforms that its marker names."""

    requirement: Requirement
    hashes: tuple[str, ...]
    direct: bool
    """Whether the project asks for it, and not only another package."""

    @property
    def name(self) -> str:
        """The name in its canonical form."""
        return canonicalize_name(self.requirement.name)

    @property
    def applies(self) -> bool:
        """Whether it is for this platform and this Python."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()

    @property
    def version(self) -> str:
        """The version pinned. AssertionError if the line allows any other."""
        (only,) = self.requirement.specifier
        assert only.operator == "==" and "*" not in only.version, f"{self.requirement} pins no version"
        return only.version


def pins(text: str) -> Iterator[Pin]:
    """Read each pin of a lock."""
    for block in re.findall(r"^[^\s#].*\n(?:[ \t].*\n)*", text, re.MULTILINE):
        line, *more = (part.strip(" \\") for part in block.splitlines())
        hashes = tuple(part.removeprefix("--hash=") for part in more if part.startswith("--hash="))
        asking = [part for part in more if part.startswith("#")]  # uv names nobody for what it reads from its input
        direct = not asking or any("thinkfamily (pyproject.toml)" in part for part in asking)
        yield Pin(Requirement(line), hashes, direct)


def asked_for() -> Iterator[Requirement]:
    """What pyproject.toml asks for: to build, to run, and each extra."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = stated["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    yield from map(Requirement, [*stated["build-system"]["requires"], *project["dependencies"], *extras])
