"""Exports that a mapping of `loaders/mappings` describes: to add an export, add a TOML file."""

from __future__ import annotations

from pathlib import Path

from graph.model import BY_TABLE
from loaders.manifest import FILE as MANIFEST
from loaders.manifest import delivery_from
from loaders.mapped import ExportMapping, FileRule, first_row, layout, mappings, sources
from loaders.pipeline import finish, load, not_read, quarantine, transform
from loaders.problems import DeliveryRefused, require_utf8_name
from loaders.source import Reading

__all__ = ["finish", "load", "quarantine", "read", "recognise", "transform"]


def recognise(folder: Path) -> bool:
    """Files with the columns that a mapping names, and no manifest (an extract says what it is itself)."""
    return not (folder / MANIFEST).exists() and any(mapping.find(folder) for mapping in mappings())


def read(folder: Path) -> Reading:
    """The delivery of a folder, by the one mapping that fits it."""
    fitting = [(mapping, found) for mapping in mappings() if (found := mapping.find(folder))]
    if len(fitting) != 1:
        names = ", ".join(mapping.name for mapping, _ in fitting)
        raise DeliveryRefused(
            "several mappings fit", file=str(folder), value=names, remedy="Narrow their recognised_by."
        )
    return _read(folder, *fitting[0])


def _read(folder: Path, mapping: ExportMapping, found: list[tuple[FileRule, Path]]) -> Reading:
    for _, path in found:
        require_utf8_name(path, "file")
    first = first_row(*found[0])
    entries = {entry: cell(first) for entry, cell in mapping.delivery.items()}
    made = [source for rule, path in found for source in sources(rule, path)]
    order = list(BY_TABLE)
    return Reading(
        folder=str(folder),
        delivery=delivery_from(entries, file=f"{mapping.name}.toml, [delivery]"),
        sources=tuple(sorted(made, key=lambda source: order.index(source.table))),
        notes=(
            f"read by the mapping {mapping.name}",
            *(note for rule, path in found for note in layout(rule, path).notes),
            *not_read(folder, [path for _, path in found], f"file of {mapping.name}"),
        ),
    )
