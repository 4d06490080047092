"""The service, open and signed in to, and the peer, each in a process over the store of this home."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import jwt
from node_packages import installed

from bench.driving import PATIENCE, Target, answer_of, asked, body_of
from bench.manager import manager_of
from bench.running import free_port, is_ready, process_of, service_on
from graph.private_store import ensure_running

FOLDER = Path(__file__).parent
SECRET = "for a measurement on this machine alone"
SERVERS = ("open", "signed in", "peer")
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
        return list(asked(self.target, iter([body] * times)))


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
            is_ready(port)
            ready = time.perf_counter() - begun
            headers = {} if name == "open" else manager_of(next((home / "borough").glob("*-csc")).name)
            yield Server(name, Target(process, port, headers=headers), ready)


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
