"""The log's files: segments of one JSON object a line, each line bearing the hash of the line before it.

    audit/000000000000.jsonl      {"segment": 0, "prev": …, "peaks": []}
                                  {"seq": 0, "prev": …, "id": …, …}
                                  …
    audit/000000041230.jsonl      {"segment": 41230, "prev": …, "peaks": […]}

A segment's first line holds the tree as it was there (`queries.audit.merkle`), so that a writer reads the last
segment alone. It is no entry, and whatever it says is worked out anew when the log is verified.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from queries.audit import merkle
from queries.audit.merkle import Tree

FIRST = "0" * 64
"""What the first entry bears for the hash of the one before."""
SUFFIX = ".jsonl"
LOCK = "lock"


class AuditBroken(Exception):
    """The log is not as it was written. The message says where, and what was found there."""


def folder_of(home: Path) -> Path:
    """The folder of a home's audit log; made where it is missing, its owner's alone."""
    folder = home.expanduser().absolute() / "audit"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def segments(folder: Path) -> list[Path]:
    """The segments in order."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def segment_at(folder: Path, seq: int) -> Path:
    """The segment that begins with an entry."""
    return folder / f"{seq:012d}{SUFFIX}"


@dataclass
class Head:
    """Where the log ends: the next entry's number and the hash of the last, in which segment, at which byte."""

    segment: Path
    offset: int
    prev: str = FIRST
    tree: Tree = field(default_factory=Tree)

    @property
    def seq(self) -> int:
        """The number of the next entry."""
        return self.tree.size

    def copy(self) -> Head:
        """The head as it is now."""
        return Head(self.segment, self.offset, self.prev, self.tree.copy())

    def add(self, said: dict[str, Any]) -> bytes:
        """The line of one entry more."""
        line = orjson.dumps({"seq": self.seq, "prev": self.prev, **said})
        self.follow(line)
        return line + b"\n"

    def follow(self, line: bytes) -> None:
        """Take in a line (without its end) that is there."""
        hashed = merkle.leaf(line)
        self.tree.add(hashed)
        self.prev = hashed.hex()
        self.offset += len(line) + 1

    def header(self) -> bytes:
        """The first line of a segment that begins here."""
        peaks = [peak.hex() for peak in self.tree.peaks]
        return orjson.dumps({"segment": self.seq, "prev": self.prev, "peaks": peaks}) + b"\n"


def begin(segment: Path, header: bytes) -> Head:
    """The head of a segment of which no entry was read, by its first line (without its end).

    Raises AuditBroken where that is no header.
    """
    try:
        said = orjson.loads(header)
        tree = Tree(said["segment"], [bytes.fromhex(peak) for peak in said["peaks"]])
        return Head(segment, len(header) + 1, said["prev"], tree)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise AuditBroken(f"{segment.name} does not begin as a segment does") from None


def lines(segment: Path, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The whole lines of a segment from a byte on, each with the byte at which it begins, without its end."""
    with segment.open("rb") as file:
        file.seek(start)
        for line in file:
            if not line.endswith(b"\n"):
                return
            yield start, line[:-1]
            start += len(line)


def sync_folder(folder: Path) -> None:
    """Have the names of new files survive a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
