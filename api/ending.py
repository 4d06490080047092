"""How a command ends that cannot do what it was asked: in a sentence, and a stated exit code."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import NoReturn

from neo4j.exceptions import Neo4jError
from rich.console import Console

from graph.connection import was_terminated

err = Console(stderr=True)

REFUSED, UNREACHABLE, UNEXPECTED = 2, 3, 70
"""What a command ends with that could not be done: the last, of sysexits.h, where it is at fault itself."""


def fail(message: str, code: int) -> NoReturn:
    """Say why, and end."""
    err.print(message, style="red", markup=False, highlight=False)
    sys.exit(code)


def of_store(error: Exception) -> tuple[str, int]:
    """What to say where the store fails, and the exit code. Its own message is left out: it may quote what it holds."""
    if isinstance(error, Neo4jError) and not (error.is_retryable() or was_terminated(error)):
        return f"The store cannot do this ({error.code}). See the log that `thinkfamily store status` names.", REFUSED
    return f"The store does not answer ({type(error).__name__}). See `thinkfamily store status`.", UNREACHABLE


def of_file(error: OSError) -> str:
    """Which file or folder cannot be used, and why."""
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else f"A file cannot be used: {reason}"


def unexpected(error: Exception) -> str:
    """What to say of a fault of the program: where it is, and not the error's own words, which may be personal."""
    *_, place = traceback.extract_tb(error.__traceback__)
    where = f"{type(error).__name__}, {Path(place.filename).name}, line {place.lineno}"
    return f"This command failed by a fault of its own ({where}). Report it; it is safe to run the command again."
