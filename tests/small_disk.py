"""A small disk of its own for a test: mounted, filled, freed, and unmounted at the end."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_BLOCK = bytes(65536)


@dataclass(frozen=True)
class SmallDisk:
    """A tmpfs, and the file that fills it."""

    folder: Path

    @property
    def _filling(self) -> Path:
        return self.folder / "filling"

    def fill(self) -> None:
        """Leave no space on it."""
        with self._filling.open("ab", buffering=0) as file:
            try:
                while file.write(_BLOCK):
                    pass
            except OSError:
                return

    def free(self) -> None:
        """Give the space back."""
        self._filling.unlink(missing_ok=True)

    def remount(self, how: str) -> None:
        """Mount it again, `ro` (read-only) or `rw`."""
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk of so many megabytes on a new folder.

    Mounting needs root, or the user namespace that `make test` enters for any other user.
    """
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs Linux and root: run `unshare -rm make test`")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
