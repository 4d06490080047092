"""Seconds of `make demo` until its answers are told and the service is up: from nothing, and again."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path


def demonstration(folder: Path) -> list[str]:
    """Both times, in a folder of its own; the environment and Neo4j's jars are there already."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("THINKFAMILY_")}
    make = ["make", f"DEMO={folder}", "PORT=0"]
    took = []
    try:
        for _ in range(2):
            started = time.perf_counter()
            subprocess.run([*make, "demo"], check=True, stdout=subprocess.DEVNULL, env=environment)
            took.append(time.perf_counter() - started)
    finally:
        subprocess.run([*make, "demo-stop"], check=False, stdout=subprocess.DEVNULL, env=environment)
    return [f"\n## `make demo`\n\nAfter `make setup`: first time {took[0]:.0f} s, second time {took[1]:.0f} s."]
