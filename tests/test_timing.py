"""How long an answer takes does not tell an existing person who may not be seen from one whom nobody knows.

One viewer, 1,000 requests for each: of the hidden id, of one that nothing has, and of the hidden id again, in random
order within each round, so that whatever slows the machine slows all three. By how much the medians of the first and
the third differ, which are of one id, is what chance does; the second may not differ by more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median, stdev

import httpx
import pytest
from deliver import Agency, empty, load, person_id
from serving import serving, thinkfamily

from graph.ids import global_id
from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

ROUNDS = 1_000
WARM = 60
PATIENCE = 180.0
"""Seconds for one question: a machine that is busier is measured by fewer rounds, and told by less."""
FEWEST = 200
DEVIATIONS = 4.0
"""Standard deviations of the difference of two medians of one id: by chance once in some 16,000 runs."""

PERSON = "query ($id: ID!) {{ {} }}"
RECORD = PERSON.format('sourceRecord(agency: "police", localId: $id) { id }')
ASKED = {
    "person": (PERSON.format("person(id: $id) { id givenNames involvements { id } }"), person_id("police", "sam"),
               person_id("police", "nobody")),
    "sourceRecord": (RECORD, "sam", "nob"),
    "childrenAffected": (PERSON.format("childrenAffected(adult: $id) { children { child { id } } }"),
                         person_id("police", "sam"), person_id("police", "nobody")),
    "agenciesNotInformed": (PERSON.format("agenciesNotInformed(event: $id) { agencies { state } }"),
                            global_id("Event", "police", "e1"), global_id("Event", "police", "none")),
    "event": (PERSON.format("event(id: $id) { kind summary people { id } }"), global_id("Event", "police", "e1"),
              global_id("Event", "police", "none")),
    "chronology": (PERSON.format("chronology(people: [$id]) { nodes { id } }"), person_id("police", "sam"),
                   person_id("police", "nobody")),
}
"""By question: its document, an id of the police, whom the viewer may not see, and one that nothing has."""


@pytest.fixture(scope="module", autouse=True)
def family(store: StoreAddress, store_home: Path) -> None:
    """A man of whom the police keep much, and the council nothing."""
    empty(store)
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    csc.people(kim="2018-01-01")
    police.people(sam="1981-01-01", **{f"child{n}": "2016-01-01" for n in range(8)})
    for n in range(8):
        police.tie("sam", "parent", f"child{n}", since="2016")
        police.involved("sam", since="2025-01-01", reason="bail")
    police.home("den", "sam", *(f"child{n}" for n in range(8)), uprn="100000000933", since="2024")
    for n in range(40):
        police.event(f"e{n}", "incident", "2026-01-05", "sam", "child1", summary="arrested")
    load(store, store_home, csc.delivered(), police.delivered())


@pytest.fixture(scope="module")
def client(store: StoreAddress, store_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A case worker of the council, who may ask as fast as the service answers."""
    config = tmp_path_factory.mktemp("config") / "config.toml"
    config.write_text("[limits.case_worker]\nrequests_a_minute = 1000000\n")
    words = ("--agency", "csc", "--role", "case_worker", "--purpose", "direct_care")
    token = thinkfamily(store_home, "token", *words).stdout.strip()
    with (
        serving(store_home, THINKFAMILY_CONFIG=str(config)) as service,
        httpx.Client(base_url=service.url, headers={"authorization": f"Bearer {token}"}, timeout=70) as asking,
    ):
        yield asking


def seconds(client: httpx.Client, query: str, id: str) -> tuple[float, bytes]:
    """How long an answer took, and the answer."""
    started = time.perf_counter()
    response = client.post("/graphql", json={"query": query, "variables": {"id": id}})
    return time.perf_counter() - started, response.content


def by_chance(times: list[float], dice: Random) -> float:
    """The standard deviation of the difference of two medians of such times, by drawing from them anew."""
    def drawn() -> float:
        return median(dice.choices(times, k=len(times) // 2))

    return stdev(drawn() - drawn() for _ in range(200))


@pytest.mark.parametrize("name", ASKED)
def test_who_is_hidden_takes_as_long_as_who_is_unknown(client: httpx.Client, name: str) -> None:
    query, hidden, unknown = ASKED[name]
    dice, times = Random(0), {"hidden": list[float](), "unknown": list[float](), "again": list[float]()}
    series = {"hidden": hidden, "unknown": unknown, "again": hidden}
    started = time.monotonic()
    for turn in range(WARM + ROUNDS):
        told = set()
        for which in dice.sample(list(series), 3):
            took, answer = seconds(client, query, series[which])
            told.add(answer)
            if turn >= WARM:
                times[which].append(took)
        assert len(told) == 1, "the two are told apart by the answer"
        if time.monotonic() - started > PATIENCE and turn >= WARM + FEWEST:
            break
    one, other, again = (median(times[which]) for which in series)
    bound = DEVIATIONS * by_chance(times["hidden"] + times["again"], dice) + abs(again - one)
    print(f"TIMING {name} n={len(times['hidden'])} {one*1e3:.3f} {other*1e3:.3f} {again*1e3:.3f} bound {bound*1e3:.4f}")
    assert abs(other - (one + again) / 2) <= bound, (one, other, again, bound)
