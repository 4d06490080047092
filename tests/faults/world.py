"""A home whose processes are to be disturbed: its deliveries, a service on it, clients, and what is right."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from csv import DictReader
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Event
from typing import Any

import httpx
from deliver import digest, empty, person_id
from serving import serving
from small_disk import SmallDisk
from toy_service import Service

from faults.invariants import Said, Violated, ended_clearly
from graph.private_store import StoreAddress, ensure_running
from loaders.borough import write_borough
from queries.audit.segments import folder_of
from queries.audit.verify import Anchor, anchor_of, verified

QUESTION = """{ findPeople(name: "s", first: 200) { nodes {
  id familyName relationships { type person { id involvements { service { name } } } }
} } }"""
CHANGE = """mutation ($person: ID!, $agency: ID!, $version: Int!, $key: ID!) {
  recordConsent(person: $person, scope: SHARE, given: YES, agency: $agency, expectedVersion: $version,
    idempotencyKey: $key) { entry { version replayed } }
}"""
PEOPLE = 1_000
AGENCIES = ("csc", "housing", "mh", "police", "school-harbour")
CLIENTS = 3
RECOVERY_SECONDS = 240.0
"""Within which everything answers again, on a machine that is busy."""
PAUSE_SECONDS = 0.05


@dataclass
class World:
    """The home, what is loaded into it, and what it answers when nothing disturbs it."""

    home: Path
    deliveries: tuple[Path, ...]
    store_home: Path
    """Whose private store it is: its own, or that of a test session."""
    environment: Mapping[str, str] = field(default_factory=dict)
    disk: SmallDisk | None = None
    """The small disk that the home is on, if it is."""
    undisturbed: str = ""
    right: Any = None
    seconds: float = 0.0
    """How long a load took that nothing disturbed."""
    taken: int = 0
    """How many persons clients have taken to record consents of."""

    @classmethod
    def written(cls, home: Path, below: Path, agencies: tuple[str, ...] = AGENCIES, **more: Any) -> World:
        """A home with the deliveries of some agencies of a borough, not loaded yet."""
        folders = write_borough(below, PEOPLE, seed=11)
        return cls(home, tuple(each for each in folders if each.name.endswith(agencies)), **more)

    def store(self) -> StoreAddress:
        """The store, started again where it has ended."""
        return ensure_running(self.store_home)

    @contextmanager
    def loading(self) -> Iterator[subprocess.Popen[str]]:
        """A load of the deliveries, on its way."""
        command = [sys.executable, "-m", "api", "load", *map(str, self.deliveries)]
        environment = {**os.environ, **self.environment, "THINKFAMILY_HOME": str(self.home)}
        with subprocess.Popen(
            command, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as load:
            try:
                yield load
            finally:
                load.kill()

    def load(self) -> tuple[int, str]:
        """Load the deliveries: the exit code, and what was said."""
        with self.loading() as load:
            _, said = load.communicate(timeout=RECOVERY_SECONDS)
        return load.returncode, said

    def digest(self) -> str:
        """The digest of the graph."""
        return asyncio.run(digest(self.store()))

    @contextmanager
    def served(self) -> Iterator[Service]:
        """The service on it."""
        with serving(self.home, "--open", **self.environment) as service:
            yield service

    def anchor(self) -> Anchor:
        """The root of the audit log."""
        return anchor_of(verified(folder_of(self.home)))

    def begin(self) -> None:
        """Load the deliveries and ask the question, with nothing in the way: what comes of it is right."""
        empty(self.store())
        began = time.monotonic()
        code, said = self.load()
        self.seconds = time.monotonic() - began
        ended_clearly(code, said)
        self.undisturbed = self.digest()
        with self.served() as service:
            answered_again(service.url)
            self.right = ask(service.url).data

    def person(self) -> tuple[str, str]:
        """The next person whose consent has not been recorded yet, and the agency that records it."""
        (folder,) = (each for each in self.deliveries if each.name.endswith("csc"))
        with (folder / "people.csv").open(encoding="utf-8", newline="") as file:
            rows = list(DictReader(file))
        self.taken += 1
        return person_id(folder.name, rows[self.taken % len(rows)]["person_id"]), folder.name


def post(url: str, document: str, **variables: Any) -> Said:
    """What the service answers; a status of 0 where the connection ended without an answer."""
    body, headers = {"query": document, "variables": variables}, {"accept": "application/graphql-response+json"}
    try:
        response = httpx.post(f"{url}/graphql", json=body, headers=headers, timeout=90)
    except httpx.TransportError:
        return Said(0)
    said = response.json()
    (error, *_) = said.get("errors") or [{"extensions": {"code": ""}}]
    return Said(response.status_code, error["extensions"]["code"], said.get("data"))


def ask(url: str) -> Said:
    """The answer to the question."""
    return post(url, QUESTION)


def answered_again(url: str) -> float:
    """Seconds until the question is answered, after whatever has happened."""
    began = time.monotonic()
    while not ask(url).is_answer:
        if time.monotonic() - began > RECOVERY_SECONDS:
            raise Violated(f"no question was answered within {RECOVERY_SECONDS:g} s after the fault")
        time.sleep(PAUSE_SECONDS)
    return time.monotonic() - began


class Changes:
    """One client's changes, each by a key of its own, sent again until it is known to be made."""

    def __init__(self, world: World) -> None:
        self._person, self._agency = world.person()
        self._keys = token_hex(8)
        self.begun = 1

    def make(self, url: str) -> bool:
        """Make the next change, or the one that is in doubt; return whether it is made."""
        made = self.send(url, self.begun)[0] == 200
        self.begun += made
        return made

    def send(self, url: str, number: int) -> tuple[int, Any]:
        """Send a change: the status, and the entry or the code of the refusal."""
        said = post(
            url, CHANGE, person=self._person, agency=self._agency, version=number - 1,
            key=f"{self._keys}-{number}",
        )
        return (said.status, said.data["recordConsent"]["entry"]) if said.is_answer else (said.status, said.code)

    def finish(self, url: str) -> list[tuple[int, Any]]:
        """Make the one that is in doubt, then send all again: what is said of each."""
        end = time.monotonic() + RECOVERY_SECONDS
        while not self.make(url):
            if time.monotonic() > end:
                raise Violated(f"a change could not be made within {RECOVERY_SECONDS:g} s after the fault")
            time.sleep(PAUSE_SECONDS)
        return [self.send(url, number) for number in range(1, self.begun)]


@contextmanager
def clients(url: str, changes: Changes) -> Iterator[list[Said]]:
    """Clients that ask without a pause, and one that makes changes, while something happens; what they were told."""
    over, told = Event(), list[Said]()

    def asking() -> None:
        while not over.is_set():
            said = ask(url)
            told.append(said)
            if not said.is_answer:
                time.sleep(PAUSE_SECONDS)

    def changing() -> None:
        while not over.is_set():
            if not changes.make(url):
                time.sleep(PAUSE_SECONDS)

    with ThreadPoolExecutor() as pool:
        running = [pool.submit(work) for work in (*[asking] * CLIENTS, changing)]
        try:
            yield told
        finally:
            over.set()
            for work in running:
                work.result()
