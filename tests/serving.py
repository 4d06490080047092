"""The commands run as processes on the store of a home, as users run them; the service among them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toy_service import Service


def thinkfamily(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api", *words], env=_environment(home, environment), capture_output=True, text=True,
        timeout=120, check=False,
    )


@contextmanager
def serving(home: Path, *words: str, **environment: str) -> Iterator[Service]:
    """`thinkfamily serve` on a free port, stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve", "--port", "0", *words],
        env=_environment(home, environment),
        stderr=subprocess.PIPE,
    )
    service = Service(process)
    try:
        yield service
    finally:
        service.ended()


def _environment(home: Path, more: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "THINKFAMILY_HOME": str(home), **more}
