"""Full and failing disks: which errors mean one, which folder is on it, and what to do."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LEAST_FREE = 16 * 2**20
"""Bytes that must be free before the private store starts: below that Neo4j may fail while it recovers."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""The disk, or the user's quota on it, has no space left."""
FAILING = frozenset({errno.EROFS, errno.EIO})
"""The disk is mounted read-only, or fails to read or write."""

_SQLITE = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO, sqlite3.SQLITE_READONLY: errno.EROFS}
_IN_WORDS = re.compile(r"os error (\d+)")
_PROBE = bytes(65536)


@dataclass(frozen=True)
class DiskTrouble:
    """A folder in which nothing can be written, and the system's error number for the reason."""

    folder: Path
    number: int

    @property
    def is_full(self) -> bool:
        """Whether freeing space mends it."""
        return self.number in FULL

    def __str__(self) -> str:
        """Say what is wrong, where, and what to do."""
        if self.is_full:
            return f"The disk of {self.folder} is full. Free at least {LEAST_FREE >> 20} MB there."
        return f"Nothing can be written in {self.folder} ({os.strerror(self.number)}). Mend its disk."


def trouble(folder: Path) -> DiskTrouble | None:
    """Return why nothing can be written in a folder, or None when it can.

    Ask after a failure, or before a start: it writes and removes a small file.
    """
    there = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        if shutil.disk_usage(there).free < LEAST_FREE:
            return DiskTrouble(folder, errno.ENOSPC)
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(_PROBE)
    except OSError as error:
        return DiskTrouble(folder, error.errno) if error.errno in FULL | FAILING else None
    return None


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """Raise an OSError with the folder's name for a full or failing disk, whichever library met it.

    The system names no file when a write fails, SQLite gives a code of its own, and Polars says it in words.
    """
    try:
        yield
    except Exception as error:
        number = _number(error)
        if number not in FULL | FAILING or getattr(error, "filename", None):
            raise
        raise OSError(number, os.strerror(number), str(folder)) from error


def _number(error: Exception) -> int:
    """The system's error number behind an exception, 0 when there is none."""
    if isinstance(error, OSError):
        return error.errno or 0
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, 0)
    found = _IN_WORDS.search(str(error))
    return int(found[1]) if found else 0
