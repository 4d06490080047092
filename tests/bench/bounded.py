"""Memory of the service before, during and after the heaviest questions that its limits allow.

`python -m bench.bounded` prints the table for the borough that is loaded in the store of THINKFAMILY_HOME.
"""

from __future__ import annotations

import asyncio
import subprocess
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx
from neo4j import READ_ACCESS

from api.types.asked import CONTACT
from api.types.pages import MOST
from bench.driving import MOST_CLIENTS
from bench.questions import Measured
from bench.running import free_port, is_ready, megabytes, service_on, store_memory
from graph.connection import StoreSettings, connect

EVERY_SECONDS = 0.05
PATIENCE = 200.0
"""Seconds for one answer: longer than the service gives itself."""
SHOWN = """id givenNames familyName dateOfBirth records { id agency { id } } residences { addressId uprn since }
  relationships { type since assertedBy { id } person { id givenNames familyName dateOfBirth
    involvements { id status service { id name } } } }
  involvements { id status since service { id name kind agency { id name } } }"""
LISTS = {f"l{number}": slice(number * CONTACT, (number + 1) * CONTACT) for number in range(MOST // CONTACT)}
"""By alias, those of the persons who are asked for by one root field."""
EVERY_RULE = """query($people: [ID!], $on: Date) { hiddenConnections(people: $people, on: $on, first: 500) { nodes {
  id statement people { id } agencies { id name } } } }"""
CHECK = """query($people: [ID!]!, $on: Date) { mashCheck(people: $people, on: $on) {
  family { person { id givenNames familyName } } agencies { agency { id name } } untold { event { id } }
  flags { id statement } } }"""
CHRONOLOGY = """query($people: [ID!]!, $on: Date, $after: String) {
  chronology(people: $people, on: $on, first: 500, after: $after) {
  nodes { id kind on people { id givenNames familyName } } pageInfo { hasNextPage endCursor } } }"""
AROUND = (
    f"query({', '.join(f'${name}: [ID!]!' for name in LISTS)}, $on: Date) {{ "
    + " ".join(f"{name}: nodes(ids: ${name}, on: $on) {{ ... on Person {{ {SHOWN} }} }}" for name in LISTS)
    + " }"
)
HEAD = [
    "\n## Memory of heavy questions\n",
    f"About as many persons of the borough as may be asked about at once, to a service that has just become ready: "
    f"each question by one client, then by {MOST_CLIENTS}. A chronology is asked for page by page. Answers are "
    "counted, or the codes of their errors; megabytes are those that the service holds resident.\n",
    "| question | clients | answers | s | largest answer MB | before MB | most | after |",
    "|---|---|---|---|---|---|---|---|",
]


def bounded(home: Path) -> list[str]:
    """The table, of a service that is started for it on the store of a home."""
    on = tomllib.loads((home / "borough" / "demo.toml").read_text(encoding="utf-8"))["on"]
    port, lines = free_port(), list(HEAD)
    with service_on(port, "--open") as service:
        is_ready(port)
        for question in heavy_questions(asyncio.run(some_people()), {"on": on}):
            for clients in (1, MOST_CLIENTS):
                before = megabytes(service)
                with _watched(service) as most:
                    row = _asked(port, question, clients)
                lines.append(f"| {question.name} | {clients} | {row} | {before} | {max(most)} | {megabytes(service)} |")
        lines.append(f"\nMemory at the end: service {megabytes(service)} MB, store {store_memory(home)} MB.")
    return lines


def heavy_questions(people: list[str], on: dict[str, str]) -> list[Measured]:
    """Questions about as many persons as may be asked about at once."""
    lists = {name: people[some] for name, some in LISTS.items()}
    return [
        Measured(f"every rule, {MOST} persons", EVERY_RULE, {"people": people, **on}),
        Measured(f"check of {CONTACT} persons", CHECK, {"people": people[:CONTACT], **on}),
        Measured(f"{MOST} persons and those around them", AROUND, {**lists, **on}),
        Measured(f"chronology of {MOST} persons to its end", CHRONOLOGY, {"people": people, **on}),
    ]


async def some_people() -> list[str]:
    """The first persons of the store, as many as one question may be about."""
    driver = await connect(StoreSettings.from_environment())
    try:
        async with driver.session(default_access_mode=READ_ACCESS) as session:
            found = await session.run("MATCH (p:Person) RETURN p.id AS id ORDER BY id LIMIT $most", most=MOST)
            return [record["id"] async for record in found]
    finally:
        await driver.close()


@contextmanager
def _watched(service: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """The megabytes that a service holds, read again and again."""
    read, over = [megabytes(service)], Event()

    def watch() -> None:
        while not over.wait(EVERY_SECONDS):
            read.append(megabytes(service))

    watching = Thread(target=watch)
    watching.start()
    try:
        yield read
    finally:
        over.set()
        watching.join()


def _asked(port: int, question: Measured, clients: int) -> str:
    """Columns: the answers, the seconds until the last of them, and the size of the largest."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = [each for one in pool.map(lambda _: list(_pages(port, question)), range(clients)) for each in one]
    seconds = time.perf_counter() - begun
    codes = Counter(code for code, _ in answers)
    said = ", ".join(f"{count} {code}".strip() for code, count in codes.items())
    return f"{said} | {seconds:.1f} | {max(size for _, size in answers) / 2**20:.1f}"


def _pages(port: int, question: Measured) -> Iterator[tuple[str, int]]:
    """The code of the error, if any, and the bytes of each answer; a list is asked for to its end."""
    after, more = None, True
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
        while more:
            variables = {**question.variables, "after": after} if "$after" in question.document else question.variables
            response = http.post("/graphql", json={"query": question.document, "variables": variables})
            said = response.json()
            code = said["errors"][0]["extensions"]["code"] if "errors" in said else ""
            yield code, len(response.content)
            page = ((said.get("data") or {}).get("chronology") or {}).get("pageInfo", {})
            after, more = page.get("endCursor"), page.get("hasNextPage", False)


if __name__ == "__main__":
    print("\n".join(bounded(StoreSettings.from_environment().home)))
