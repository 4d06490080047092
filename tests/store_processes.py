"""The processes behind a private store, and waiting for what happens to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from graph._store_files import StoreFiles, StoreState

PATIENCE_SECONDS = 60


def processes_of(home: Path) -> StoreState:
    """The supervisor and the Neo4j of a home, by their numbers."""
    state = StoreFiles.of(home).state()
    assert state
    return state


def eventually(holds: Callable[[], bool], patience: float = PATIENCE_SECONDS) -> bool:
    """Whether it comes to hold within the patience of a test."""
    deadline = time.monotonic() + patience
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


def has_ended(pid: int) -> bool:
    """Whether a process has gone, reaped or not."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
