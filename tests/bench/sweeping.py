"""`python -m bench.sweeping [--loaded N] [--tiles N …]`: sweep boroughs of several sizes, write docs/bench-sweep.md.

A borough of `--loaded` people is written, loaded and read for real; its snapshot is then laid side by side with
itself (`bench.tiled`), and each is swept by every rule in processes whose memory is watched from here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from command import COMMAND, deliveries, run

from bench.tiled import forget, size_of, tile
from queries.analysis.borough.files import Files, Snapshot

PAGE = Path("docs/bench-sweep.md")
EVERY_SECONDS = 0.2


@dataclass(frozen=True)
class Measured:
    """One sweep: what it says of itself, and the most megabytes that its processes held together."""

    said: dict[str, Any]
    memory: int

    @property
    def deriving(self) -> float:
        """Seconds until every flag was there, before any was written."""
        stages: dict[str, float] = self.said["stages"]
        return stages["parts"]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loaded", type=int, default=10_000, help="people who are loaded for real")
    parser.add_argument("--home", type=Path, help="a home in which `HOME/borough` is loaded already")
    parser.add_argument("--tiles", type=int, nargs="+", default=[1, 10, 100])
    asked = parser.parse_args()
    with _home(asked.home) as home:
        if asked.home is None:
            run("borough", "--people", str(asked.loaded), "--seed", "11", "--out", str(home / "borough"))
            run("load", "--json", *deliveries(home / "borough"))
        PAGE.write_text("\n".join(_measured(home, asked.tiles)) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


@contextmanager
def _home(given: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        home = given or Path(folder)
        os.environ["THINKFAMILY_HOME"] = str(home)
        try:
            yield home
        finally:
            subprocess.run([*COMMAND, "store", "stop"], check=False, stdout=subprocess.DEVNULL)


def _measured(home: Path, tiles: list[int]) -> Iterator[str]:
    on = tomllib.loads((home / "borough" / "demo.toml").read_text(encoding="utf-8"))["on"]
    forget(home)
    started = time.perf_counter()
    first = _sweep(home, on)
    reading = first.said["stages"]["persons read"]
    yield from _head(first, reading, time.perf_counter() - started)
    with Files.of(home) as files:
        one = files.last()
    assert one is not None
    for number in tiles:
        with tempfile.TemporaryDirectory() as folder:
            yield from _of_size(one, Path(folder), number, home, on)


def _head(first: Measured, reading: float, whole: float) -> Iterator[str]:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    yield (
        "# Speed of a sweep\n\nWritten by `make bench-sweep`. A borough was written, loaded into Neo4j and read into a "
        f"snapshot for real ({reading:.0f} s for {first.said['children']:,} children and their families). The larger "
        "ones are that snapshot laid side by side with itself, each time with persons, records, places and events of "
        "its own: their networks are of real shape, and their agencies have as many more cases. Sweeps are of every "
        f"rule, on {os.cpu_count()} processors, shared with other work at the time (load average {load}): processor "
        "seconds are of all processes of the sweep together, and tell more than seconds by the clock. Memory is what "
        "these processes held resident together, Neo4j not counted.\n"
    )
    yield "## Everybody\n"
    yield (
        "| people | children | snapshot MB | flags | derived after s | processor s | flags written s | most memory MB |"
    )
    yield "|---|---|---|---|---|---|---|---|"


def _of_size(one: Snapshot, folder: Path, tiles: int, home: Path, on: str) -> Iterator[str]:
    large = tile(one, folder, tiles)
    whole = _sweep(folder, on)
    said = whole.said
    yield (
        f"| {large.told.people:,} | {said['children']:,} | {size_of(folder)} | {said['new'] + said['unchanged']:,} | "
        f"{whole.deriving:.1f} | {said['cpu']:.1f} | {said['seconds'] - whole.deriving:.1f} | {whole.memory} |"
    )


def _sweep(home: Path, on: str, *options: str) -> Measured:
    command = [sys.executable, "-m", "bench.sweep_once", str(home), on, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        most = 0
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            time.sleep(EVERY_SECONDS)
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"the sweep ended with exit code {process.returncode}")
    return Measured(json.loads(said), most)


def _resident(pid: int) -> int:
    """Megabytes of a process and its children."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return round(total / 2**20)


if __name__ == "__main__":
    main()
