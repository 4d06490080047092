"""The formats, found by their being here: a module with the verbs of `Format` is a format.

To add one, add a module; nothing else names it. The verbs that all formats share stand in
`loaders.pipeline`, and a module without needs of its own imports them from there.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from loaders.problems import DeliveryRefused, require_utf8_name
from loaders.report import LoadReport
from loaders.rules import Context
from loaders.settings import LoadSettings
from loaders.source import Reading
from loaders.spool import DiskSpool
from loaders.store import Progress, WriteCounts, Writer


class Format(Protocol):
    """What a module of a format offers."""

    def recognise(self, folder: Path) -> bool:
        """Whether the folder holds a delivery of this format."""
        ...

    def read(self, folder: Path) -> Reading:
        """Open a delivery; DeliveryRefused where it cannot be trusted."""
        ...

    async def transform(
        self, spool: DiskSpool, settings: LoadSettings, writer: Writer, progress: Progress
    ) -> Context:
        """Validate every row into the spool or into quarantine."""
        ...

    def quarantine(self, spool: DiskSpool, settings: LoadSettings, home: Path) -> Path | None:
        """Keep the rows that cannot be true, to be mended."""
        ...

    async def load(self, spool: DiskSpool, writer: Writer, progress: Progress) -> WriteCounts:
        """Write the spool to the store."""
        ...

    def finish(self, spool: DiskSpool, counts: WriteCounts, context: Context, quarantine: Path | None) -> LoadReport:
        """Account for every row."""
        ...


@cache
def formats() -> tuple[Format, ...]:
    """Every format, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(cast(Format, importlib.import_module(f"{__name__}.{name}")) for name in names)


def recognised(folder: Path) -> Format:
    """The one format that takes a folder for its own; DeliveryRefused where none or several do."""
    require_utf8_name(folder, "folder")
    if not folder.is_dir():
        raise DeliveryRefused("there is no such folder", file=str(folder), remedy="Name the folder of a delivery.")
    found = [format_ for format_ in formats() if format_.recognise(folder)]
    if not found:
        raise DeliveryRefused(
            "no manifest.toml, and no export that a mapping describes", file=str(folder),
            remedy="Add a manifest.toml (agency extract), or a mapping for this export.",
        )
    if len(found) > 1:
        raise DeliveryRefused(
            "the folder holds deliveries of several formats", file=str(folder), remedy="Give each a folder of its own."
        )
    return found[0]
