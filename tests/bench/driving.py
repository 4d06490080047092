"""Requests over HTTP and what they cost: the service beside floors, in short rounds that take turns.

The client is the standard library's, in threads: what a client costs itself, a millisecond or two with httpx, would be
measured with the service and would hide how far it is from its floor.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import psutil  # type: ignore[import-untyped]

from bench.questions import Measured

ROUNDS = 12
MOST_CLIENTS = 8
WARM = 1_000
"""Requests of each target before it is measured: by then Java's compilers are done with the statement."""
HEADERS = {"content-type": "application/json"}
PATIENCE = 60.0
"""Seconds for one answer."""


@dataclass(frozen=True)
class Target:
    """A process that answers on a port of this machine, at a path, to requests with these headers besides."""

    process: subprocess.Popen[bytes]
    port: int
    path: str = "/graphql"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Round:
    """Requests a second, processor milliseconds a request, and the milliseconds that each answer took."""

    rate: float
    cpu: float
    took: list[float]


def warmed(question: Measured, targets: Sequence[Target]) -> None:
    """Ask until the store has compiled what it does."""
    for target in targets:
        one_round(target, [body_of(question.document, question.variables)], MOST_CLIENTS, WARM)


def compared(question: Measured, clients: int, requests: int, targets: Sequence[Target]) -> str:
    """Columns: the service (the first target) beside the others, in rates, processor time and medians of waiting."""
    body = [body_of(question.document, question.variables)]
    rounds = [[one_round(target, body, clients, requests) for target in targets] for _ in range(ROUNDS)]
    rates = [[each.rate for each in one] for one in rounds]
    cpu = [[each.cpu for each in one] for one in rounds]
    waits = [statistics.median(took for one in rounds for took in one[which].took) for which in range(len(targets))]
    return " | ".join([_beside(rates, 0), _beside(cpu, 2), *(f"{wait:.1f}" for wait in waits)])


def _beside(rounds: list[list[float]], digits: int) -> str:
    """The median of the first, and each other with the ratio of the first to it: the median of what each round gives.

    A round lasts seconds, so that a machine that is slower for a while is slower for all that are compared.
    """
    own, *others = map(statistics.median, zip(*rounds, strict=True))
    ratios = [statistics.median(one[0] / one[which] for one in rounds) for which in range(1, len(others) + 1)]
    both = zip(others, ratios, strict=True)
    return " | ".join([f"{own:.{digits}f}", *(f"{other:.{digits}f} | {ratio:.2f}" for other, ratio in both)])


def body_of(document: str, variables: Mapping[str, Any]) -> bytes:
    """The body of a request."""
    return json.dumps({"query": document, "variables": variables}).encode()


def one_round(target: Target, bodies: Iterable[bytes], clients: int, requests: int) -> Round:
    """Send so many requests with these bodies in turn, by so many clients at once."""
    left = iter(list(islice(cycle(bodies), requests)))
    before, started = _processor_seconds(target), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = [each for one in pool.map(lambda _: list(asked(target, left)), range(clients)) for each in one]
    seconds = time.perf_counter() - started
    return Round(requests / seconds, (_processor_seconds(target) - before) * 1000 / requests, took)


def asked(target: Target, left: Iterator[bytes]) -> Iterator[float]:
    """Milliseconds of each of the requests that are left, on a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", target.port, timeout=PATIENCE)) as connection:
        connection.connect()
        for body in left:
            begun = time.perf_counter()
            answer_of(connection, target, body)
            yield (time.perf_counter() - begun) * 1000


def answer_of(connection: http.client.HTTPConnection, target: Target, body: bytes) -> bytes:
    """The body of one answer. Raise RuntimeError where it is no whole answer."""
    connection.request("POST", target.path, body, {**HEADERS, **target.headers})
    response = connection.getresponse()
    said = response.read()
    if response.status != http.HTTPStatus.OK or b'"errors":' in said:
        raise RuntimeError(f"port {target.port} answered with {response.status}: {said[:500].decode()}")
    return said


def _processor_seconds(target: Target) -> float:
    used = psutil.Process(target.process.pid).cpu_times()
    return float(used.user + used.system)
