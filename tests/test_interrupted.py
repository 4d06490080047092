"""What happens to questions and loads while the store, or the load, is ended under them."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from deliver import digest, empty
from neo4j import GraphDatabase
from serving import serving
from store_processes import eventually, has_ended, processes_of

from graph.private_store import StoreAddress, ensure_running, stop
from loaders.borough import write_borough

pytestmark = pytest.mark.slow

QUESTION = """{ findPeople(name: "s", first: 200) { nodes {
  id familyName relationships { type person { id involvements { service { name } } } }
} } }"""
PEOPLE = 1000
AGENCIES = ("csc", "housing", "mh", "police", "school-harbour")
"""Whose deliveries are loaded: of one family some have a record each, and some rows are about others'."""


@dataclass(frozen=True)
class Loaded:
    """What a load that nothing disturbs comes to."""

    seconds: float
    code: int
    digest: str


@dataclass(frozen=True)
class Home:
    """A home with a store of its own, whose processes these tests may kill, and deliveries to load."""

    folder: Path
    deliveries: tuple[Path, ...]

    def store(self) -> StoreAddress:
        """The store, started again where it has ended."""
        return ensure_running(self.folder)

    def command(self, *arguments: str | Path, **more: Any) -> subprocess.Popen[str]:
        """A command of this home."""
        command = [sys.executable, "-m", "api", *map(str, arguments)]
        environment = {**os.environ, "THINKFAMILY_HOME": str(self.folder)}
        return subprocess.Popen(command, env=environment, text=True, stderr=subprocess.PIPE, **more)

    def loading(self) -> subprocess.Popen[str]:
        """A load of the deliveries, on its way."""
        return self.command("load", *self.deliveries, stdout=subprocess.DEVNULL)

    def load(self) -> int:
        """A load of the deliveries; its exit code."""
        with self.loading() as load:
            load.communicate(timeout=180)
        return load.returncode

    def digest(self) -> str:
        """The digest of the graph."""
        return asyncio.run(digest(self.store()))


def kill_neo4j(home: Home) -> None:
    """End Neo4j as a lack of memory would."""
    os.kill(processes_of(home.folder).child, signal.SIGKILL)


def stop_store(home: Home) -> None:
    """End the store as its owner would."""
    with home.command("store", "stop", stdout=subprocess.DEVNULL) as command:
        command.communicate(timeout=120)
    assert command.returncode == 0


ENDS = pytest.mark.parametrize("end", [kill_neo4j, stop_store])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("interrupted")
    written = write_borough(folder / "borough", PEOPLE, seed=11)
    deliveries = tuple(delivery for delivery in written if delivery.name.endswith(AGENCIES))
    assert len(deliveries) == len(AGENCIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_HEAP", "512m")
        patch.setenv("THINKFAMILY_STORE_PAGECACHE", "128m")
        yield Home(folder / "home", deliveries)
        stop(folder / "home")


@pytest.fixture(scope="module")
def undisturbed(home: Home) -> Loaded:
    """The deliveries loaded once, with nothing in the way; they stay in the store."""
    home.store()
    started = time.monotonic()
    code = home.load()
    assert code in (0, 1)
    return Loaded(time.monotonic() - started, code, home.digest())


# Questions


def asked(url: str) -> tuple[int, str]:
    """The status of the question, and the code that it is refused with."""
    accept = {"accept": "application/graphql-response+json"}
    response = httpx.post(f"{url}/graphql", json={"query": QUESTION}, headers=accept, timeout=70)
    said = response.json()
    return response.status_code, said["errors"][0]["extensions"]["code"] if "errors" in said else ""


def asked_until(url: str, over: Callable[[], bool]) -> list[tuple[int, str]]:
    """What is answered to one client that asks without a pause."""
    answers = [asked(url)]
    while not over():
        answers.append(asked(url))
    return answers


@ENDS
def test_questions_are_refused_while_the_store_is_away_and_answered_when_it_is_back(
    home: Home, undisturbed: Loaded, end: Callable[[Home], None]
) -> None:
    home.store()
    with serving(home.folder, "--open") as service:
        assert asked(service.url) == (200, "")
        ended = False
        with ThreadPoolExecutor() as clients:
            asking = [clients.submit(asked_until, service.url, lambda: ended) for _ in range(4)]
            time.sleep(1)
            before = processes_of(home.folder).child
            end(home)
            assert eventually(lambda: has_ended(before))
            refused = asked(service.url)
            assert eventually(lambda: asked(service.url)[0] == 200)
            ended = True
            answers = {answer for client in asking for answer in client.result()}
        code, log = service.stop()
    assert [line for line in log.splitlines() if b"Traceback" in line or b'"unexpected"' in line] == []
    assert refused == (503, "STORE_UNAVAILABLE")
    assert answers == {(200, ""), (503, "STORE_UNAVAILABLE")}
    assert code == 0


# Loads


def wait_for_writing(home: Home, nodes: int) -> None:
    """Wait until a load has written so many nodes and is not done."""
    store = home.store()
    with GraphDatabase.driver(store.uri, auth=(store.user, store.password)) as driver:

        def written() -> bool:
            counted = driver.execute_query("MATCH (n) RETURN count(n) AS nodes").records[0]["nodes"]
            return bool(counted >= nodes)

        assert eventually(written)


@ENDS
def test_a_load_whose_store_is_ended_says_so_and_is_finished_by_the_next(
    home: Home, undisturbed: Loaded, end: Callable[[Home], None]
) -> None:
    empty(home.store())
    with home.loading() as load:
        wait_for_writing(home, nodes=500)
        end(home)
        _, said = load.communicate(timeout=120)
    assert load.returncode == 3
    assert "Traceback" not in said
    assert "load" in said and "again" in said
    assert home.load() == undisturbed.code
    assert home.digest() == undisturbed.digest


@pytest.mark.parametrize("seed", [1, 2])
def test_a_load_that_is_killed_anywhere_is_finished_by_the_next(home: Home, undisturbed: Loaded, seed: int) -> None:
    empty(home.store())
    points = [random.Random(f"{seed}{n}").uniform(0.1, 0.9) for n in range(2)]
    for point in points:
        with home.loading() as load:
            time.sleep(point * undisturbed.seconds)
            load.kill()
    assert home.load() == undisturbed.code
    assert home.digest() == undisturbed.digest, points
