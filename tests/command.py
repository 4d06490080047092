"""The command line run as a process, for measuring: what users run, from the same environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "api")
QUARANTINED = 1
"""The exit code of a load that put rows in quarantine."""


def run(*words: str) -> None:
    """Run a command to its end, without its output; RuntimeError where it was refused or failed."""
    done = subprocess.run([*COMMAND, *words], check=False, stdout=subprocess.DEVNULL)
    if done.returncode > QUARANTINED:
        raise RuntimeError(f"thinkfamily {words[0]} ended with exit code {done.returncode}")


def deliveries(borough: Path) -> list[str]:
    """The folders of a borough's deliveries, in order."""
    return sorted(str(folder) for folder in borough.iterdir() if folder.is_dir())
