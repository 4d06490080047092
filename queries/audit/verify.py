"""Proves that the log is what was written: nothing changed, taken out, put in or put elsewhere; or finds the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from queries.audit.segments import FIRST, AuditBroken, Head, lines, segment_at, segments

_ROOT = re.compile(r"(\d{1,15}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Anchor:
    """A root that was kept elsewhere: of how many entries, and their root in hexadecimal."""

    size: int
    root: str

    @classmethod
    def read(cls, text: str) -> Anchor:
        """From SIZE:ROOT, as `thinkfamily audit root` prints it; ValueError for anything else."""
        found = _ROOT.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is no root; give SIZE:ROOT as `thinkfamily audit root` prints it")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.size}:{self.root}"


def anchor_of(head: Head) -> Anchor:
    """The root of the log up to a head."""
    return Anchor(head.seq, head.tree.root.hex())


def entries(folder: Path) -> Iterator[tuple[Head, bytes]]:
    """Every entry's line, in order, with the end of the log as it was then. Raises AuditBroken at the first that does
    not follow the one before.

    A torn end, as a crash leaves it, is no entry: the next writer takes it away.
    """
    head = Head(segment_at(folder, 0), 0)
    for segment in segments(folder):
        head = _begun(segment, head)
        for offset, line in lines(segment, head.offset):
            _check(line, head, offset)
            head.follow(line)
            yield head, line
        _check_end(head)


def verified(folder: Path, anchors: Sequence[Anchor] = ()) -> Head:
    """The end of the log, which holds everything that it held when each of the anchors was kept.

    Raises AuditBroken, which says at which entry something is not as it was. Without an anchor, what was cut off at
    the end, or written anew from some place on, cannot be seen.
    """
    head, good = Head(segment_at(folder, 0), 0), 0
    sizes = {anchor.size for anchor in anchors}
    for head, _ in entries(folder):
        if head.seq in sizes:
            _check_root(head, good, anchors)
            good = head.seq
    if sizes and max(sizes) > head.seq:
        raise AuditBroken(f"The log ends with {head.seq} entries and had {max(sizes)}: entry {head.seq} is missing.")
    return head


def _check_root(head: Head, good: int, anchors: Sequence[Anchor]) -> None:
    root = head.tree.root.hex()
    for anchor in anchors:
        if anchor.size == head.seq and anchor.root != root:
            raise AuditBroken(f"Among entries {good} to {head.seq - 1} some are not those of the root kept ({anchor}).")


def _begun(segment: Path, before: Head) -> Head:
    """The head at a segment's first entry, which must follow the segment before."""
    if segment != segment_at(segment.parent, before.seq):
        raise AuditBroken(f"Entry {before.seq} is missing: the next segment is {segment.name}.")
    header = before.header()
    if next(lines(segment), (0, b""))[1] + b"\n" != header:
        raise AuditBroken(f"Entry {max(before.seq - 1, 0)} or the first line of {segment.name} was changed.")
    return Head(segment, len(header), before.prev, before.tree)


def _check(line: bytes, head: Head, offset: int) -> None:
    place = f"{head.segment.name}, byte {offset}"
    said = _object(line)
    if said is None:
        raise AuditBroken(f"Entry {head.seq} was changed: it is no JSON object ({place}).")
    if said.get("seq") != head.seq:
        raise AuditBroken(f"Entry {head.seq} is missing: {said.get('seq')} stands in its place ({place}).")
    if said.get("prev") != head.prev:
        changed = head.seq - 1 if head.prev != FIRST else head.seq
        raise AuditBroken(f"Entry {changed} was changed: entry {head.seq} was written after another ({place}).")


def _check_end(head: Head) -> None:
    """Only the last segment may end in the middle of a line."""
    segment = head.segment
    if segment.stat().st_size != head.offset and segment != segments(segment.parent)[-1]:
        raise AuditBroken(f"Entry {head.seq} was changed: {segment.name} does not end with it.")


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) else None
