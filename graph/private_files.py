"""Files that their owner alone may read: keys, passwords; or write: what decides who sees what."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.disk import named


class ReadableByOthers(ValueError):
    """A secret lies in a file that others on the machine may read; the message names the file and the remedy."""


def check_private(file: Path, what: str) -> None:
    """Refuse a secret that others may read or change. Raises ReadableByOthers, and OSError without the file."""
    if file.stat().st_mode & 0o077:
        raise ReadableByOthers(
            f"Others may read the {what} in {file}. Run `chmod 600 {file}`, and replace it if the machine is shared."
        )


class ChangeableByOthers(ValueError):
    """What others may write decides something; the message names the file and the remedy."""


def check_own(file: Path, decides: str) -> None:
    """Refuse a file that others may write, and that decides something. Raises ChangeableByOthers, and OSError."""
    if file.stat().st_mode & 0o022:
        raise ChangeableByOthers(f"Others may change {decides}, in {file}. Run `chmod go-w {file}`.")


def write_private(target: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all, over what is there."""
    _part(target, content).replace(target)


@contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """Make a folder that only its owner can enter, and remove it when the block fails: whole or not at all.

    An error by a full disk then names the folder above.
    """
    folder.mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)  # whatever the umask
    try:
        with named(folder.parent):
            yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def create_private(target: Path, content: bytes) -> None:
    """Write such a file unless it is there already: of two that do so at once, one has its way and both can read it."""
    part = _part(target, content)
    try:
        with suppress(FileExistsError):
            os.link(part, target)
    finally:
        part.unlink()


def _part(target: Path, content: bytes) -> Path:
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with named(target.parent), open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part
