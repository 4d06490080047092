"""`python -m faults [--seed N] [--rounds N] [--only NAME …]`: inflict every fault at random points, and count.

Ends with exit code 1 where something was broken; the seed that is printed repeats the same faults at the same points.
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import httpx
import pytest
from small_disk import small_disk

from faults.inflicted import ALL, ON_A_DISK, Fault
from faults.invariants import Tally, Violated
from faults.world import World
from graph.private_store import stop

MEGABYTES = 400
"""The disk that home and store are on."""


def main() -> int:
    """Inflict faults, print the table, and return the exit code."""
    names = {fault.__name__: fault for fault in ALL}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--rounds", type=int, default=1, help="how often each fault is inflicted")
    parser.add_argument("--only", nargs="+", choices=names, default=list(names), metavar="NAME")
    asked = parser.parse_args()
    print(f"Seed {asked.seed}", flush=True)
    with _world() as world:
        world.begin()
        chosen = [names[name] for name in asked.only if world.disk or names[name] not in ON_A_DISK]
        tallies = {fault.__name__: Tally() for fault in chosen}
        for number in range(asked.rounds):
            for fault in Random(f"{asked.seed} {number}").sample(chosen, len(chosen)):
                inflict(fault, world, Random(f"{asked.seed} {number} {fault.__name__}"), tallies[fault.__name__])
    print("\n".join(_table(tallies)))
    if world.disk is None:
        print("The disk was not filled: mounting a small one needs Linux and root (unshare -rm make faults).")
    broken = any(tally.violations for tally in tallies.values())
    if broken:
        print(f"Repeat with --seed {asked.seed} --rounds {asked.rounds}", file=sys.stderr)
    return int(broken)


def inflict(fault: Fault, world: World, random: Random, tally: Tally) -> None:
    """Inflict a fault, and count what it breaks; the next begins with everything loaded anew."""
    tally.inflicted += 1
    print(f"{fault.__name__} …", flush=True)
    try:
        fault(world, random, tally)
    except (AssertionError, subprocess.TimeoutExpired, httpx.HTTPError) as error:
        broken = str(error) if isinstance(error, Violated) else f"{type(error).__name__}: {error}"
        tally.violations.append(broken)
        print(f"  VIOLATED: {broken}", flush=True)
        world.begin()


@contextmanager
def _world() -> Iterator[World]:
    """A home with a store of its own, on a small disk where one can be mounted."""
    os.environ.update(THINKFAMILY_STORE_HEAP="512m", THINKFAMILY_STORE_PAGECACHE="128m")
    with ExitStack() as stack:
        below = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        disk = None
        try:
            disk = stack.enter_context(small_disk(below / "disk", MEGABYTES))
        except pytest.skip.Exception:
            (below / "disk").rmdir()
        home = (disk.folder if disk else below) / "home"
        world = World.written(home, below / "borough", store_home=home, disk=disk)
        stack.callback(stop, home)
        yield world


def _table(tallies: dict[str, Tally]) -> Iterator[str]:
    head = ("fault", "inflicted", "answered right", "refused", "changes kept", "recovered after s", "violations")
    rows = [head, *(_row(name, tally) for name, tally in tallies.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield from ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    refused = ", ".join(f"{count} {code}" for code, count in sorted(tally.refused.items()))
    return (
        name.replace("_", " "), str(tally.inflicted), str(tally.answered), refused or "0", str(tally.changes),
        _seconds(tally.seconds), str(len(tally.violations)),
    )


def _seconds(found: Sequence[float]) -> str:
    return f"{statistics.median(found):.1f} (most {max(found):.1f})" if found else ""


if __name__ == "__main__":
    sys.exit(main())
