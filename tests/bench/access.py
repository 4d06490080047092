"""What access costs: the questions by who sees all, and by viewers who may not, in turns on one store.

`python -m bench.access BOROUGH [QUESTION...]` prints the table for a borough that is loaded in the store that the
environment names; its `demo.toml` says whom the questions are about.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
import tomllib
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace
from neo4j import AsyncDriver

from api.documents import Documents
from api.execution import RequestContext
from api.graphql.executor import Answers
from api.limits import Limits
from api.signin.principal import OPEN, Principal
from api.types.query import schema
from bench.questions import Measured, measured, profiled
from bench.recorder import Recorder
from graph.connection import StoreSettings, connect
from queries.access.policy import Level, Policy, shipped
from queries.case import Cases
from queries.context import Viewer

ROUNDS = 60
HEAD = [
    "\n## Access\n",
    "Beside who sees all: a viewer who may see everybody's content, and one who sees the own agency's content and that "
    "others are involved; both on a significant-harm basis. In turns, one client.\n",
    "| question | viewer | median ms | ratio | first ms | dbHits | ratio |",
    "|---|---|---|---|---|---|---|",
]


def policy() -> Policy:
    """The shipped policy, and everybody's content for managers: the most that is to be judged and read."""
    existence = shipped().agreements[0]
    content = replace(existence, id="content", roles=frozenset({"manager"}), level=Level.CONTENT)
    return replace(shipped(), agreements=(existence, content))


def viewers(agency: str) -> dict[str, Principal]:
    """Who asks, by what they see."""
    return {
        "all": OPEN,
        "all content": Principal(Viewer.signed_in("w", "manager", agency), "section47", "significant_harm"),
        "own, and existence": Principal(Viewer.signed_in("w", "mash_worker", agency), "section47", "significant_harm"),
    }


class Bench:
    """Asks questions within the process."""

    def __init__(self, driver: AsyncDriver) -> None:
        self.store = Recorder(driver, 170.0)
        self.answers = Answers()
        self.answers.cases = Cases(self.store, policy())
        self.documents = Documents(schema(), Limits())

    async def ask(self, question: Measured, principal: Principal) -> float:
        """Milliseconds that the answer took."""
        self.store.kept_texts = []
        begun = time.perf_counter()
        document = await self.documents.get(question.document)
        operation = self.documents.operation(document, document.select(None), question.variables)
        await self.answers(operation, RequestContext("inside", {}, time.monotonic() + 180.0, principal))
        return (time.perf_counter() - begun) * 1000

    async def hits(self) -> int:
        """What the statements of the last question read of the store: their dbHits."""
        sent = list(self.store.kept_texts)
        return sum([(await profiled(self.store.driver, text, {"in": given}))[1] for text, given in sent])

    async def rows(self, question: Measured, agency: str) -> list[str]:
        """A row of the table for each viewer."""
        who = viewers(agency)
        first, hits, took = {}, {}, {name: list[float]() for name in who}
        for name, principal in who.items():
            first[name] = await self.ask(question, principal)
            hits[name] = await self.hits()
        for _ in range(ROUNDS):
            for name, principal in who.items():
                took[name].append(await self.ask(question, principal))
        median = {name: statistics.median(each) for name, each in took.items()}
        return [
            f"| {question.name} | {name} | {median[name]:.1f} | {median[name] / median['all']:.2f} | {first[name]:.0f}"
            f" | {hits[name]} | {hits[name] / hits['all']:.2f} |"
            for name in who
        ]


async def costs(borough: Path, only: Collection[str] = ()) -> list[str]:
    """The table, of all questions or `only` some, each asked by workers of the agency whose record it is about."""
    demo = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
    about = ("adult", "event", "child", "child", "child")
    driver = await connect(StoreSettings.from_environment())
    try:
        bench, lines = Bench(driver), list(HEAD)
        for question, whose in zip(measured(borough), about, strict=True):
            if not only or question.name in only:
                lines += await bench.rows(question, demo[whose]["agency"])
        return lines
    finally:
        await driver.close()


if __name__ == "__main__":
    print("\n".join(asyncio.run(costs(Path(sys.argv[1]), sys.argv[2:]))))
