"""Appends to the log: under a lock that processes share, on disk before it returns, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from graph.locks import held
from queries.audit.segments import LOCK, Head, begin, lines, segment_at, segments, sync_folder

SEGMENT_BYTES = 64 * 2**20
"""A segment that has grown to this is followed by another: small enough to copy away and to read in a second."""
LOCK_SECONDS = 5.0
LOCK_POLL = 0.001
TORN, SHORTENED = "torn_line_removed", "log_was_shortened"
"""What a writer notes of the log itself: a crash in the middle of a write; and what no writer does."""


class Appender:
    """The end of one log. Used from one thread at a time; any number of processes may have one each."""

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder = folder
        self._lock = folder / LOCK
        self._segment_bytes = segment_bytes
        self._head: Head | None = None
        self._file = -1

    def append(self, entries: Sequence[dict[str, Any]]) -> Head:
        """Write entries; the end of the log after them. They are on disk when it returns.

        Raises OSError, TimeoutError for a lock that another process does not let go, or AuditBroken; then nothing
        was written, and the next call looks at the files anew.
        """
        with held(self._lock, LOCK_SECONDS, LOCK_POLL):
            try:
                head = self._end()
                self._head = self._written(head, entries)
                return self._head
            except BaseException:
                self.close()
                raise

    def _written(self, head: Head, entries: Sequence[dict[str, Any]]) -> Head:
        ahead = head.copy()
        self._write(b"".join([ahead.add(entry) for entry in entries]), head.offset)
        return ahead

    def _write(self, content: bytes, offset: int) -> None:
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(self._file, left) :]
            os.fdatasync(self._file)
        except BaseException:
            os.ftruncate(self._file, offset)  # what is half written must not be taken for an entry
            raise

    # Where the log ends

    def _end(self) -> Head:
        """The end of the log, whoever wrote last; a new segment where the last is full."""
        head = self._followed(self._head) if self._head is not None else self._opened()
        if head.offset >= self._segment_bytes and segments(self._folder)[-1] != head.segment:
            head = self._opened()
        return self._started(head) if head.offset >= self._segment_bytes else head

    def _followed(self, head: Head) -> Head:
        """The end of the segment at hand, which another process may have written to."""
        there = os.fstat(self._file)
        if there.st_size == head.offset and there.st_nlink:
            return head
        if there.st_size < head.offset or not there.st_nlink:
            missing = head.offset - (there.st_size if there.st_nlink else 0)
            return self._written(self._opened(), [{"category": SHORTENED, "bytes": missing}])
        return self._read(head)

    def _opened(self) -> Head:
        """The end of the last segment that has a first line; a crash may have left one without."""
        self.close()
        for segment in reversed(segments(self._folder)):
            first = next(lines(segment), None)
            if first is not None:
                self._file = os.open(segment, os.O_WRONLY | os.O_APPEND)
                return self._read(begin(segment, first[1]))
        return self._started(Head(segment_at(self._folder, 0), 0))

    def _read(self, head: Head) -> Head:
        """Follow the lines from a head to the end; what stands after the last whole entry is cut off, and noted.

        A line in between that is no entry stays: it was not torn but changed, and is for the verification to find.
        """
        ahead, there = head.copy(), [line for _, line in lines(head.segment, head.offset)]
        while there and not _is_whole(there[-1]):
            there.pop()
        for line in there:
            ahead.follow(line)
        torn = os.fstat(self._file).st_size - ahead.offset
        if not torn:
            return ahead
        os.ftruncate(self._file, ahead.offset)
        return self._written(ahead, [{"category": TORN, "bytes": torn}])

    def _started(self, end: Head) -> Head:
        """The next segment, begun."""
        self.close()
        segment, header = segment_at(self._folder, end.seq), end.header()
        self._file = os.open(segment, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
        self._write(header, 0)
        sync_folder(self._folder)
        return Head(segment, len(header), end.prev, end.tree.copy())

    def close(self) -> None:
        """Let go of the file."""
        self._head = None
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _is_whole(line: bytes) -> bool:
    """Whether a line is an object: what is not was torn by a crash."""
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
