"""`python -m bench.peer [--people N]`: the service beside @neo4j/graphql over one store, written to docs/bench-peer.md.

Both answer the same three questions about the same persons, in turns. Ratios are of one round, for the machine is never
quiet.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from node_packages import NodeMissing, installed

from bench.manager import permit
from bench.peer.answers import KINDS, of_the_peer, of_the_service, sets_of
from bench.peer.first import HEAD, hot, restarted
from bench.peer.people import Pool, pool_of
from bench.peer.servers import FOLDER, SERVERS, Server, server
from bench.peer.shapes import MEASURED, Documents, documents
from bench.peer.warm import warm
from bench.running import home_at, kept_folder, lasting_store, load_once, megabytes

PAGE = Path("docs/bench-peer.md")
WARM = 1_500
"""Requests of each question before a server is measured: V8 and Java's compilers are done by then."""
COMPARED = 40
"""Answers that are compared, of each question."""


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=100, help="requests of one round")
    parser.add_argument("--warm", type=int, default=WARM, help="requests of each question before the first round")
    parser.add_argument("--selections", type=int, default=30, help="selections that nobody has asked before")
    parser.add_argument("--home", type=Path, help="a folder that is kept, so that the borough is loaded once")
    asked = parser.parse_args()
    try:
        installed(FOLDER)
    except NodeMissing as missing:
        sys.exit(f"{missing}.")
    with kept_folder(asked.home) as home, lasting_store(), home_at(home):
        load_once(home, asked.people)
        permit(home)
        for page in _measured(home, asked):
            PAGE.write_text("\n".join(page) + "\n", encoding="utf-8")  # what took long is not lost to what fails
    print(PAGE.read_text(encoding="utf-8"))


def _measured(home: Path, asked: argparse.Namespace) -> Iterator[list[str]]:
    """The page, as far as it goes."""
    on = date.fromisoformat(tomllib.loads((home / "borough" / "demo.toml").read_text(encoding="utf-8"))["on"])
    lines = _head(asked.people)
    with ExitStack() as stack:
        servers = [stack.enter_context(server(name, home)) for name in SERVERS]
        pool = asyncio.run(pool_of(on, servers[0]))
        lines += _compared(servers, pool)
        yield lines
        lines += warm(home, servers, pool, asked.requests, asked.warm)
        memory = ", ".join(f"{one.name} {megabytes(one.target.process)}" for one in servers)
        lines.append(f"\nMegabytes that each process holds resident then: {memory}.")
        yield lines
        lines += [*HEAD, *hot(servers, pool, asked.selections)]
        yield lines
    yield [*lines, *restarted(home, pool)]


def _head(people: int) -> list[str]:
    dependencies = json.loads(Path(__file__).with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
    pinned = ", ".join(f"{name} {version}" for name, version in dependencies.items())
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return [
        f"# Speed beside @neo4j/graphql\n\nWritten by `make bench-peer` for a borough of {people:,} people: {pinned} "
        "(Apache-2.0 and MIT, installed for this measurement alone; nothing of them is part of the product), in one "
        "process of Node, and `thinkfamily serve` over one private store, which runs as a lasting one does. "
        f"{os.cpu_count()} processors for the client, the servers and the store together (load average at the start "
        f"{load}): trust ratios.\n",
        "**Open** is the service for who sees all. **Signed in** is a manager whom an agreement lets see all content, "
        "on a significant-harm basis. The **peer** has a token of all agencies, by which `@authorization` filters each "
        "record and each involvement. Its client sends what holds on the date as variables, for a `where` in the "
        "document itself takes the peer twice the time. The service records each request on disk before it answers; "
        "the peer records nothing.\n",
        "The two differ in what they can be asked:\n\n"
        "- The service has no children alone: it is asked for all `relationships`, and the client picks. The peer "
        "reads `PARENT_OF` alone.\n"
        "- The service finds the 50 by a name that they share. The peer is given their ids: it has no such search.\n"
        "- The service knows which involvements are current, and that a GP or a school is implied for children alone. "
        "The peer's client says so in each request.\n",
    ]


def _compared(servers: Sequence[Server], pool: Pool) -> list[str]:
    """Compare the ids in the answers with those of the open service."""
    first, *others = servers
    lines = [
        "## Answers\n",
        f"Ids in up to {COMPARED} answers of each question, beside those of the open service. Differences known: the "
        "peer also tells implied involvements with a provider that is there already, which a `where` cannot leave out, "
        "and leaves out the implied ones of persons without a date of birth, whom the service takes for children; it "
        "cannot judge ties that are not exact. To a manager the service tells no shielded address.\n",
        "| question | server | " + " | ".join(f"{kind} | less | more" for kind in KINDS) + " |",
        "|" + "---|" * (2 + 3 * len(KINDS)),
    ]
    for question, chosen in MEASURED.items():
        asked = documents(question, chosen)
        wanted = _told(first, asked, pool)
        for other in others:
            got = _told(other, asked, pool)
            row = " | ".join(
                f"{len(wanted[kind]):,} | {len(wanted[kind] - got[kind])} | {len(got[kind] - wanted[kind])}"
                for kind in KINDS
            )
            lines.append(f"| {question} | {other.name} | {row} |")
    return lines


def _told(server: Server, asked: Documents, pool: Pool) -> dict[str, set[tuple[str, ...]]]:
    read = of_the_peer if server.is_peer else of_the_service
    told: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in KINDS}
    for number in range(min(COMPARED, len(pool.about[asked.question]))):
        data = json.loads(server.answer(pool.body(server, asked, number)))["data"]
        for kind, ids in sets_of(read(asked.question, data)).items():
            told[kind] |= {(str(number), *id) for id in ids}
    return told


if __name__ == "__main__":
    main()
