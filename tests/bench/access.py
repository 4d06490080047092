"""`python -m bench.access BOROUGH`: what access costs on the questions, against who sees all, in turns on one store.

The borough is loaded in the store that the environment names; its `demo.toml` says whom the questions are about.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.answer import Answers
from api.documents import Documents
from api.execution import RequestContext
from api.limits import Limits
from api.schema import make_schema
from api.signin.asker import OPEN, Asker
from bench.questions import Measured, measured, profiled
from graph.connection import StoreSettings, connect
from queries.access.policy import Agreement, Level, Policy, shipped
from queries.context import Viewer
from queries.read import Reader

ROUNDS = 60


class Recorder(Reader):
    """A reader that keeps what it sends."""

    sent: list[tuple[str, dict[str, Any]]]

    def counting(self) -> Recorder:
        """Itself, so that what is sent can be seen."""
        return self

    async def run(self, statement: str, params: dict[str, Any]) -> Any:
        """Keep and send."""
        self.sent.append((statement, params))
        return await super().run(statement, params)


def policy() -> Policy:
    """The shipped policy, and everybody's content for managers: the dearest to read."""
    every = replace_level(shipped().agreements[0])
    return Policy(
        shipped().version, shipped().roles, shipped().sensitive, shipped().shielded, (*shipped().agreements, every)
    )


def replace_level(agreement: Agreement) -> Agreement:
    """The same for managers, with content."""
    return Agreement(
        "every-content", agreement.authority, agreement.reason, frozenset({"manager"}), agreement.viewers, agreement.of,
        Level.CONTENT, agreement.purposes, agreement.since,
    )


def viewers(agency: str) -> dict[str, Asker]:
    """Who sees all, who sees everybody's content, and who sees one agency's content and others' existence."""
    return {
        "open": OPEN,
        "all content": Asker(Viewer.signed_in("w", "manager", agency), "section47", "significant_harm"),
        "own and existence": Asker(Viewer.signed_in("w", "mash_worker", agency), "section47", "significant_harm"),
    }


async def main(borough: Path) -> None:
    """Print a table."""
    driver = await connect(StoreSettings.from_environment())
    recorder = Recorder(driver, policy=policy())
    recorder.sent = []
    answers = Answers()
    answers.reader = recorder
    documents = Documents(make_schema(), Limits())

    async def ask(question: Measured, asker: Asker) -> float:
        recorder.sent.clear()
        document = await documents.get(question.document)
        operation = documents.operation(document, document.select(None), question.variables)
        begun = time.perf_counter()
        await answers(operation, RequestContext("inside", {}, time.monotonic() + 180.0, asker))
        return (time.perf_counter() - begun) * 1000

    demo = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
    agencies = [demo[about]["agency"] for about in ("adult", "event", "child", "child", "child")]
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    print("| question | viewer | median ms | ratio | first ms | dbHits | ratio |\n|---|---|---|---|---|---|---|")
    for question, agency in zip(measured(borough), agencies, strict=True):
        first, hits = {}, {}
        who = viewers(agency)
        for name, asker in who.items():
            first[name] = await ask(question, asker)
            sent = [(text, params) for text, params in recorder.sent if "o.delivers RETURN" not in text]
            hits[name] = sum([(await profiled(driver, *pair))[1] for pair in sent])
        took: dict[str, list[float]] = {name: [] for name in who}
        for _ in range(ROUNDS):
            for name, asker in who.items():
                took[name].append(await ask(question, asker))
        base = statistics.median(took["open"])
        for name in who:
            median = statistics.median(took[name])
            print(f"| {question.name} | {name} | {median:.1f} | {median / base:.2f} | {first[name]:.0f}"
                  f" | {hits[name]} | {hits[name] / hits['open']:.2f} |", flush=True)
    await driver.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
