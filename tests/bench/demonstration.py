"""Seconds of `make demo` until its answers are told and the service is up: from nothing, and while it still runs."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

PEOPLE = 2000


def demonstration(folder: Path) -> list[str]:
    """Both times, in a folder of its own; the environment and Neo4j's jars are made before, where they are missing."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("THINKFAMILY_", "MAKE"))}
    make = ["make", f"DEMO={folder}", "PORT=0", f"PEOPLE={PEOPLE}"]
    took = []
    subprocess.run([*make, "setup"], check=True, stdout=subprocess.DEVNULL, env=environment)
    try:
        for _ in range(2):
            started = time.perf_counter()
            subprocess.run([*make, "demo"], check=True, stdout=subprocess.DEVNULL, env=environment)
            took.append(time.perf_counter() - started)
    finally:
        subprocess.run([*make, "demo-stop"], check=False, stdout=subprocess.DEVNULL, env=environment)
    return [
        f"\n## `make demo`\n\n{PEOPLE:,} people, after `make setup`: {took[0]:.0f} s from nothing, {took[1]:.0f} s "
        "again while the service runs."
    ]
