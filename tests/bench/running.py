"""The store and the services of a run: a home of its own, a borough loaded into it, processes that answer on ports."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
from command import COMMAND, QUARANTINED, deliveries, run

PATIENCE = 30
"""Times ten seconds for the store to come to rest."""
START_SECONDS = 300
"""A service on a cold store makes its plans within a minute, but not on a machine that is busy."""


@contextmanager
def lasting_store() -> Iterator[None]:
    """Stores with both of Java's compilers, which pays where they run for hours."""
    os.environ["THINKFAMILY_STORE_COMPILER"] = "full"
    try:
        yield
    finally:
        del os.environ["THINKFAMILY_STORE_COMPILER"]


@contextmanager
def kept_folder(given: Path | None) -> Iterator[Path]:
    """The folder given, which stays, or a temporary one."""
    with tempfile.TemporaryDirectory() as folder:
        kept = given.absolute() if given else Path(folder)
        kept.mkdir(exist_ok=True)
        yield kept


@contextmanager
def home_at(home: Path) -> Iterator[None]:
    """A private store of its own, ended afterwards."""
    home.mkdir(exist_ok=True)
    os.environ["THINKFAMILY_HOME"] = str(home)
    try:
        yield
    finally:
        stop_store(home)


def stop_store(home: Path) -> None:
    """End the store of a home; the next command starts it again."""
    environment = {**os.environ, "THINKFAMILY_HOME": str(home)}
    subprocess.run([*COMMAND, "store", "stop"], check=False, stdout=subprocess.DEVNULL, env=environment)


def load(borough: Path, people: int) -> tuple[list[Any], int]:
    """Write a borough and load it. Return the reports, and the most megabytes that the command held."""
    run("borough", "--people", str(people), "--seed", "7", "--out", str(borough))
    return load_folders(*deliveries(borough))


def load_folders(*folders: str) -> tuple[list[Any], int]:
    """Load deliveries. Return the reports, and the most megabytes that the command held."""
    with subprocess.Popen([*COMMAND, "load", "--json", *folders], stdout=subprocess.PIPE) as command:
        assert command.stdout is not None
        said = command.stdout.read()
        _, status, used = os.wait4(command.pid, 0)
        command.returncode = os.waitstatus_to_exitcode(status)
    if command.returncode > QUARANTINED:
        raise RuntimeError(f"load ended with exit code {command.returncode}")
    return json.loads(said), round(used.ru_maxrss / 1024)


@dataclass(frozen=True)
class Loaded:
    """One delivery that was loaded: its rows, the seconds that it took, and the most megabytes of the command."""

    delivery: str
    rows: int
    quarantined: int
    validating: float
    writing: float
    memory: int


def load_once(home: Path, people: int) -> list[Loaded]:
    """Write a borough into `HOME/borough` and load it, delivery by delivery, but for what an earlier run did."""
    borough, marks = home / "borough", home / "loaded.json"
    kept: dict[str, Any] = {"people": people, "loaded": []}
    if marks.exists():
        kept = json.loads(marks.read_text(encoding="utf-8"))
    if kept["people"] != people:
        raise SystemExit(f"{home} holds a borough of {kept['people']:,} people. Give another folder.")
    if not borough.exists():
        run("borough", "--people", str(people), "--seed", "7", "--out", str(home / "borough.new"))
        (home / "borough.new").rename(borough)  # only a whole one bears the name
    loaded = [Loaded(**one) for one in kept["loaded"]]
    for folder in deliveries(borough)[len(loaded) :]:
        loaded.append(_loaded(folder))
        marks.write_text(json.dumps({"people": people, "loaded": [asdict(one) for one in loaded]}), encoding="utf-8")
    return loaded


def _loaded(folder: str) -> Loaded:
    reports, memory = load_folders(folder)
    rows, quarantined = (sum(t[key] for r in reports for t in r["tables"]) for key in ("read", "quarantined"))
    validating, writing = (sum(r[key] for r in reports) for key in ("validating_seconds", "writing_seconds"))
    return Loaded(Path(folder).name, rows, quarantined, validating, writing, memory)


@contextmanager
def service_on(port: int, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`thinkfamily serve` on a port, ended at the end."""
    with process_of([*COMMAND, "serve", "--port", str(port), *words], stderr=subprocess.DEVNULL) as service:
        yield service


@contextmanager
def process_of(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process, ended at the end."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


async def is_up(url: str) -> None:
    """Wait until something answers at a URL."""
    async with httpx.AsyncClient() as http:
        for _ in range(120):
            try:
                await http.get(url)
            except httpx.TransportError:
                await asyncio.sleep(1)
            else:
                return
    raise RuntimeError(f"{url} did not come up")


def is_ready(port: int) -> None:
    """Wait until a service says that it is ready: its store has planned every fixed statement."""
    end = time.monotonic() + START_SECONDS
    with httpx.Client(timeout=10) as http:
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                if http.get(f"http://127.0.0.1:{port}/ready").is_success:
                    return
            time.sleep(0.05)
    raise RuntimeError(f"the service on port {port} did not become ready")


async def is_idle(home: Path) -> None:
    """Wait until the store of a home has made its plans, which would keep all who are compared waiting."""
    for _ in range(PATIENCE):
        before = store_seconds(home)
        await asyncio.sleep(10)
        if store_seconds(home) - before < 1:
            return
    raise RuntimeError("the store does not come to rest")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def megabytes(process: subprocess.Popen[bytes]) -> int:
    """Megabytes that a process holds resident."""
    resident: int = psutil.Process(process.pid).memory_info().rss
    return round(resident / 2**20)


def store_memory(home: Path) -> int:
    """Megabytes that the store of a home holds resident, its supervisor included."""
    resident: int = sum(process.memory_info().rss for process in _store(home))
    return round(resident / 2**20)


def store_seconds(home: Path) -> float:
    """Processor seconds that it has used."""
    return float(sum(sum(process.cpu_times()[:2]) for process in _store(home)))


def _store(home: Path) -> Iterator[psutil.Process]:
    folder = f"--folder={home}/store"
    for process in psutil.process_iter(["cmdline"]):
        if folder in (process.info["cmdline"] or ()):
            yield process
