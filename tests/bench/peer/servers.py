"""The service, open and signed in to, and the peer, each in a process over the store of this home."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from importlib.resources import files
from pathlib import Path
from typing import Any

import jwt
from command import COMMAND
from node_packages import installed

from bench.driving import PATIENCE, Target, answer_of, body_of
from bench.running import free_port, is_ready, process_of, service_on
from graph.private_store import ensure_running

FOLDER = Path(__file__).parent
SECRET = "for a measurement on this machine alone"
SERVERS = ("open", "signed in", "peer")
AGREEMENT = """
[[agreements]]
id = "all-content"
authority = "A measurement"
reason = "The most that is to be judged and read."
roles = ["manager"]
viewers = ["any"]
of = ["any"]
level = "content"
purposes = ["section47"]
from = 2024-01-01
"""
LIMITS = "[limits.manager]\nrequests_a_minute = 10000000\npeople_an_hour = 100000000\nfamilies_an_hour = 100000000\n"
NOTHING = body_of('{ people(where: {id: {eq: "none"}}) { id } }', {})


@dataclass(frozen=True)
class Server:
    """One of those compared, the process that answers for it, and the seconds until it was ready."""

    name: str
    target: Target
    ready: float = 0.0

    @property
    def is_peer(self) -> bool:
        """Whether it is the peer, which is asked by documents of its own."""
        return self.name == "peer"

    def answer(self, body: bytes) -> bytes:
        """Ask once, on a connection of its own."""
        with closing(HTTPConnection("127.0.0.1", self.target.port, timeout=PATIENCE)) as connection:
            return answer_of(connection, self.target, body)

    def milliseconds(self, body: bytes, times: int) -> list[float]:
        """Ask the same so many times, on a connection that is open already."""
        with closing(HTTPConnection("127.0.0.1", self.target.port, timeout=PATIENCE)) as connection:
            connection.connect()
            took = []
            for _ in range(times):
                begun = time.perf_counter()
                answer_of(connection, self.target, body)
                took.append((time.perf_counter() - begun) * 1000)
            return took


def permit(home: Path) -> None:
    """Let managers of the home see all content, as often as they ask."""
    shipped = files("queries.access").joinpath("policy.toml").read_text(encoding="utf-8")
    for name, text in (("access.toml", shipped + AGREEMENT), ("config.toml", LIMITS)):
        (home / name).write_text(text, encoding="utf-8")
        (home / name).chmod(0o600)


@contextmanager
def server(name: str, home: Path) -> Iterator[Server]:
    """One of them, ready, from the start of the store if it does not run."""
    port, begun = free_port(), time.perf_counter()
    if name == "peer":
        with _peer(home, port) as process:
            peer = Server(name, Target(process, port, headers={"Authorization": f"Bearer {_claims(home)}"}))
            _wait_for(peer)
            yield replace(peer, ready=time.perf_counter() - begun)
    else:
        with service_on(port, *(["--open"] if name == "open" else [])) as process:
            asyncio.run(is_ready(port))
            ready = time.perf_counter() - begun
            yield Server(name, Target(process, port, headers={} if name == "open" else _manager(home)), ready)


@contextmanager
def _peer(home: Path, port: int) -> Iterator[subprocess.Popen[Any]]:
    store = ensure_running(home)
    where = {"NEO4J_URI": store.uri, "NEO4J_USER": store.user, "NEO4J_PASSWORD": store.password, "JWT_KEY": SECRET}
    environment = {**os.environ, **where, "NODE_ENV": "production"}
    with process_of([installed(FOLDER), str(FOLDER / "server.mjs"), str(port)], env=environment) as process:
        yield process


def _wait_for(peer: Server) -> None:
    """Wait until the peer answers something small from the store."""
    for _ in range(round(PATIENCE * 20)):
        try:
            peer.answer(NOTHING)
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the peer did not come up")


def _claims(home: Path) -> str:
    """A token of the peer for all agencies of the borough."""
    agencies = sorted(folder.name for folder in (home / "borough").iterdir() if folder.is_dir())
    return jwt.encode({"sub": "bench", "agencies": agencies}, SECRET, algorithm="HS256")


def _manager(home: Path) -> dict[str, str]:
    """The headers of a manager whom the service lets see all content."""
    agency = next(iter(sorted(folder.name for folder in (home / "borough").glob("*-csc"))))
    words = ["token", "--agency", agency, "--role", "manager", "--purpose", "section47"]
    token = subprocess.run([*COMMAND, *words], check=True, capture_output=True, text=True).stdout.strip()
    return {"Authorization": f"Bearer {token}", "X-Basis": "significant_harm"}
