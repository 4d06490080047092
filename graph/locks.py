"""File locks that the kernel releases when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.05


def take(path: Path, seconds: float, poll: float = POLL_SECONDS) -> int:
    """Lock `path` within `seconds`, trying every `poll` seconds, and return the file descriptor that holds the lock.

    The lock belongs to the open file: a process that inherits the descriptor shares it, and it is
    free once every copy is closed. So close the descriptor, never unlock it.

    Raises TimeoutError when somebody else still holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + seconds
    while not _locked(descriptor):
        if time.monotonic() >= deadline:
            os.close(descriptor)
            raise TimeoutError(f"{path} is held by another process")
        time.sleep(poll)
    return descriptor


@contextmanager
def held(path: Path, seconds: float, poll: float = POLL_SECONDS) -> Iterator[int]:
    """Hold the lock on `path` for a block; raises TimeoutError as `take` does."""
    descriptor = take(path, seconds, poll)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def is_free(path: Path) -> bool:
    """Whether no living process holds `path`."""
    try:
        os.close(take(path, 0))
    except TimeoutError:
        return False
    return True


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
