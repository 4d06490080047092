"""How a command ends that cannot do what it was asked: in a sentence, and a stated exit code."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import NoReturn

from neo4j.exceptions import Neo4jError
from rich.console import Console

from graph import disk
from graph.connection import StoreSettings, disk_trouble, home, was_terminated
from graph.store_errors import StoreError
from queries.audit.log import AuditUnavailable

err = Console(stderr=True)

REFUSED, UNREACHABLE, UNEXPECTED = 2, 3, 70
"""What a command ends with that could not be done: the last, of sysexits.h, where it is at fault itself."""
AGAIN = "Then run the command again: it goes on from what is finished, and nothing is half written."


def fail(message: str, code: int) -> NoReturn:
    """Say why, and end."""
    err.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def of_store(error: Exception) -> tuple[str, int]:
    """What to say where the store fails, and the exit code. Its own message is left out: it may quote what it holds."""
    if isinstance(error, StoreError):
        return _on_its_disk(str(error)), UNREACHABLE
    if isinstance(error, Neo4jError) and not (error.is_retryable() or was_terminated(error)):
        return f"The store cannot do this ({error.code}). See the log that `thinkfamily store status` names.", REFUSED
    said = f"The store does not answer ({type(error).__name__}). See `thinkfamily store status`."
    return _on_its_disk(said), UNREACHABLE


def _on_its_disk(said: str) -> str:
    """Begin with the disk of the private store where that is the cause."""
    trouble = disk_trouble(StoreSettings.from_environment())
    return said if trouble is None or str(trouble) in said else f"{trouble} {AGAIN} {said}"


def of_audit(error: AuditUnavailable) -> str:
    """Why an access cannot be recorded, and what to do."""
    trouble = disk.trouble(home() / "audit")
    mend = f"{trouble} {AGAIN}" if trouble else f"{error.reason}. Mend this."
    return f"It cannot be recorded that this was asked, so it is not given: {mend}"


def of_file(error: OSError) -> str:
    """Which file or folder cannot be used, and why."""
    if error.filename and error.errno in disk.FULL | disk.FAILING:
        return f"{disk.DiskTrouble(Path(error.filename), error.errno or 0)} {AGAIN}"
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else f"A file cannot be used: {reason}"


def unexpected(error: Exception) -> str:
    """What to say of a fault of the program: where it is, and not the error's own words, which may be personal."""
    *_, place = traceback.extract_tb(error.__traceback__)
    where = f"{type(error).__name__}, {Path(place.filename).name}, line {place.lineno}"
    return f"This command failed by a fault of its own ({where}). Report it; it is safe to run the command again."
