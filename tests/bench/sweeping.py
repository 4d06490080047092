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
from datetime import date
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from command import COMMAND, deliveries, run

from bench.changed import changed_deliveries
from bench.tiled import forget, size_of, tile
from queries.analysis.borough.files import Files, Snapshot

PAGE = Path("docs/bench-sweep.md")
EVERY_SECONDS = 0.2
CHANGES = 1_000
DELIVERIES = 3


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
    parser.add_argument("--tiles", type=int, nargs="+", default=[7, 67])
    parser.add_argument("--written", type=int, default=7, help="tiles up to which flags are written, and changes swept")
    asked = parser.parse_args()
    with _home(asked.home) as home:
        if asked.home is None:
            run("borough", "--people", str(asked.loaded), "--seed", "11", "--out", str(home / "borough"))
            run("load", "--json", *deliveries(home / "borough"))
        for page in _measured(home, asked.tiles, asked.written):
            PAGE.write_text("\n".join(page) + "\n", encoding="utf-8")  # what took long is not lost to what fails
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


def _measured(home: Path, tiles: list[int], written: int) -> Iterator[list[str]]:
    """The page, as far as it goes."""
    on = tomllib.loads((home / "borough" / "demo.toml").read_text(encoding="utf-8"))["on"]
    forget(home)
    first = _sweep(home, on)
    with Files.of(home) as files:
        one = files.last()
    assert one is not None
    everybody: list[str] = []
    since: list[str] = []
    for number in tiles:
        with tempfile.TemporaryDirectory() as folder:
            large = tile(one, Path(folder), number)
            everybody.append(_everybody(large, Path(folder), on, *(() if number <= written else ("--derive",))))
            yield [_head(first), *_EVERYBODY, *everybody, *_SINCE, *since]
            if number <= written:
                each = range(1, DELIVERIES + 1)
                since += [_since(large, Path(folder), home / "borough", which, on) for which in each]
                yield [_head(first), *_EVERYBODY, *everybody, *_SINCE, *since]


_EVERYBODY = (
    "## Everybody\n",
    "| people | children | snapshot MB | flags | derived after s | processor s | written in s | most memory MB |",
    "|---|---|---|---|---|---|---|---|",
)
_SINCE = (
    f"\n## After deliveries of {CHANGES:,} changes\n",
    "Events moved to another day, loaded into the store, then `--since`: from the reading of what has changed to the "
    "last write; one delivery after another. The store plans the statements of the first.\n",
    "| people | children looked at | new | changed | gone | s | processor s | most memory MB |",
    "|---|---|---|---|---|---|---|---|",
)


def _head(first: Measured) -> str:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        "# Speed of a sweep\n\nWritten by `make bench-sweep`. A borough was written, loaded into Neo4j and read into a "
        f"snapshot for real ({first.said['stages']['persons read']:.0f} s for {first.said['children']:,} children and "
        "their families). The larger ones are that snapshot laid side by side with itself, each time with persons, "
        "records, places and events of its own: their networks are of real shape, and their agencies have as many more "
        "cases. People are persons whom some agency has, or had, on record. Sweeps are of every rule, on "
        f"{os.cpu_count()} processors shared with other work at the time (load average {load}): processor seconds are "
        "of all processes of the sweep together, Neo4j not counted, and tell more than seconds by the clock. Memory is "
        "what these processes held resident together.\n"
    )


def _everybody(large: Snapshot, folder: Path, on: str, *options: str) -> str:
    whole = _sweep(folder, on, *options)
    said = whole.said
    written = "not written" if options else f"{said['seconds'] - whole.deriving:.1f}"
    return (
        f"| {large.told.people:,} | {said['children']:,} | {size_of(folder)} | {said['new'] + said['unchanged']:,} | "
        f"{whole.deriving:.1f} | {said['cpu']:.1f} | {written} | {whole.memory} |"
    )


def _since(large: Snapshot, folder: Path, borough: Path, which: int, on: str) -> str:
    changed = changed_deliveries(borough, folder / f"changes-{which}", CHANGES, date.fromisoformat(on), which)
    run("load", "--json", *map(str, changed))
    again = _sweep(folder, on, "--since")
    said = again.said
    if said["why"]:
        raise RuntimeError(f"everybody was looked at: {said['why']}")
    return (
        f"| {large.told.people:,} | {said['children']:,} | {said['new']} | {said['changed']} | {said['gone']} | "
        f"{said['seconds']:.1f} | {said['cpu']:.1f} | {again.memory} |"
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
