"""Compare the executor's throughput with graphql-core's own, over the same declared types: `python -m bench.executor`.

A list of 50 people with 12 fields each, and two levels of lists below them. Both run in turns, in one process, on a
case in memory, so that the ratio is of the executors alone.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable

from reference_executor import let_graphql_core_resolve, operation_of, ours, reference
from toy_family import SCHEMA, ToyCase

ROUNDS, EACH = 15, 20
DOCUMENT = """query ($ids: [ID!]!) { people(ids: $ids) {
  id name sex age born day codes risky required months: age(inMonths: true)
  involvements(ended: true) { id status title person { id name } }
  friends(most: 2) { id name born involvements(ended: true) { id status title } }
} }"""


class QuietCase(ToyCase):
    """A toy case that keeps no list of its reads."""

    async def read(self, **wanted: Iterable[str]) -> None:
        """Read, and forget that it was asked."""
        self.known.update((kind, each) for kind, ids in wanted.items() for each in ids)


def healthy() -> list[str]:
    """Fifty people of whom no field fails."""
    ill = {12: 13, 6: 7, 4: 5}  # the remainder of whoever fails, and of what
    sound = (
        n for n in range(1, 5000) if n % 6 < 3 and all((n + k) % m != r for r, m in ill.items() for k in (0, 2, 3))
    )
    return [f"person:{number}" for number, _ in zip(sound, range(50), strict=False)]


async def measured() -> tuple[float, float]:
    """Milliseconds of processor time for one answer: by graphql-core, and by the executor."""
    variables = {"ids": healthy()}
    operation = operation_of(SCHEMA, DOCUMENT, variables)
    answer = await ours(operation, QuietCase())
    assert answer == reference(operation, QuietCase(), variables) and "errors" not in answer
    theirs, own = [], []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(EACH):
            reference(operation, QuietCase(), variables)
        between = time.process_time()
        for _ in range(EACH):
            await ours(operation, QuietCase())
        theirs.append((between - begun) / EACH * 1000)
        own.append((time.process_time() - between) / EACH * 1000)
    return statistics.median(theirs), statistics.median(own)


if __name__ == "__main__":
    let_graphql_core_resolve(SCHEMA)
    theirs, own = asyncio.run(measured())
    print(f"graphql-core {theirs:.2f} ms, ours {own:.2f} ms an answer: {theirs / own:.2f} times the throughput")
