"""Behind sign-in, limits and audit an executor says what a test wants: what is recorded, and what is not told."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_audit_log import largest_file
from toy_service import SCHEMA

from api.concurrency import ConcurrencyLimit
from api.documents import Documents
from api.errors import Unauthenticated
from api.execution import Operation, RequestContext
from api.guarded import MOST_FIELDS, GuardedExecutor
from api.http import HTTPSettings, create_app
from api.limits import Limits
from api.logs import make_log
from api.selections import root_field_names
from api.signin.authentication import Headers
from api.signin.principal import Principal
from api.signin.rate_limits import RateLimits, ReadingLimits
from queries.audit.log import AuditLog
from queries.audit.segments import LOCK, folder_of, segments
from queries.audit.verify import entries
from queries.context import Viewer

WORKER = Principal(Viewer.signed_in("worker-7", "case_worker", "council"), "assessment")
PEOPLE = [f"person:{number:020x}" for number in range(8)]
RESPONSE = {"accept": "application/graphql-response+json"}


async def authenticate(headers: Headers) -> Principal:
    """Everybody is the same worker."""
    return WORKER


class Served:
    """An application whose executor tells of some persons, and counts what it changed."""

    def __init__(self, home: Path, people: int = 2, patience: float = 5.0, **limits: int) -> None:
        self.home, self.people, self.changes, self.log = home, people, 0, BytesIO()
        self.failed: dict[str, str] = {}
        self.unknown: set[str] = set()
        rate_limits = RateLimits({"case_worker": ReadingLimits(**limits)})
        self.app = create_app(
            SCHEMA, self._answer,
            settings=HTTPSettings(authenticate=authenticate, rate_limits=rate_limits, time_limit=1.0),
            audit=AuditLog(home, patience=patience), log=make_log(self.log),
        )

    async def _answer(self, operation: Operation, request: RequestContext) -> dict[str, Any]:
        asked = root_field_names(operation.operation, operation.fragments)
        if "slow" in asked:
            await asyncio.sleep(9)
        self.changes += "touch" in asked
        request.record.note([], {*PEOPLE[: self.people]}, None)
        without = self.failed.keys() | self.unknown
        said: dict[str, Any] = {"data": {field: None if field in without else "Zoe Marsh" for field in asked}}
        if self.failed:
            said["errors"] = [
                {"message": "No.", "path": [field], "extensions": {"code": code}} for field, code in self.failed.items()
            ]
        return said

    async def ask(self, query: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/graphql", json={"query": query}, headers=RESPONSE)

    def outcomes(self) -> list[tuple[str, str, list[str]]]:
        """What the audit log says: of each entry its category, outcome and codes."""
        found = [json.loads(line) for _, line in entries(folder_of(self.home))]
        return [(each["category"], each["outcome"], each["code"]) for each in found]

    def blocked(self) -> None:
        """Let nothing be written to the log: its folder is a file."""
        (self.home / "audit").write_text("")


def code_of(response: httpx.Response) -> tuple[int, str]:
    said = response.json()
    assert "data" not in said
    return response.status_code, said["errors"][0]["extensions"]["code"]


async def test_a_change_is_recorded_before_it_is_made(tmp_path: Path) -> None:
    served = Served(tmp_path)
    assert (await served.ask("mutation { touch }")).status_code == 200
    assert served.outcomes() == [("request", "begun", ["touch"]), ("request", "success", ["touch"])]
    assert json.loads(next(line for _, line in entries(folder_of(tmp_path))))["action"] == "U"


async def test_a_change_that_cannot_be_recorded_is_not_made(tmp_path: Path) -> None:
    served = Served(tmp_path)
    served.blocked()
    assert code_of(await served.ask("mutation { touch }")) == (503, "AUDIT_UNAVAILABLE")
    assert served.changes == 0


async def test_an_answer_that_cannot_be_recorded_is_not_told(tmp_path: Path) -> None:
    served = Served(tmp_path)
    served.blocked()
    refused = await served.ask("{ hello }")
    assert code_of(refused) == (503, "AUDIT_UNAVAILABLE")
    assert "Zoe" not in refused.text
    assert b"audit_not_written" in served.log.getvalue()


async def test_on_a_full_disk_nothing_is_told_or_changed_until_there_is_room(tmp_path: Path) -> None:
    served = Served(tmp_path)
    assert (await served.ask("{ hello }")).status_code == 200
    (segment,) = segments(folder_of(tmp_path))
    with largest_file(segment.stat().st_size + 50):
        for query in ("{ hello }", "mutation { touch }"):
            refused = await served.ask(query)
            assert code_of(refused) == (503, "AUDIT_UNAVAILABLE")
            assert "Zoe" not in refused.text
    assert served.changes == 0
    assert (await served.ask("mutation { touch }")).status_code == 200
    assert served.outcomes() == [
        ("request", "success", ["hello"]), ("request", "begun", ["touch"]), ("request", "success", ["touch"]),
    ]


async def test_a_change_that_a_slow_log_does_not_take_is_not_made(tmp_path: Path) -> None:
    served = Served(tmp_path, patience=0.2)
    lock = os.open(folder_of(tmp_path) / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert code_of(await served.ask("mutation { touch }")) == (503, "AUDIT_UNAVAILABLE")
    os.close(lock)
    assert served.changes == 0


async def test_two_changes_at_once_are_each_recorded_before_and_after(tmp_path: Path) -> None:
    served = Served(tmp_path)
    both = await asyncio.gather(served.ask("mutation { touch }"), served.ask("mutation { touch }"))
    assert [one.status_code for one in both] == [200, 200]
    said = [json.loads(line) for _, line in entries(folder_of(tmp_path))]
    for id in {each["id"] for each in said}:
        assert [each["outcome"] for each in said if each["id"] == id] == ["begun", "success"]
    assert (served.changes, len(said)) == (2, 4)


async def test_an_answer_does_not_wait_for_a_slow_log_without_end(tmp_path: Path) -> None:
    served = Served(tmp_path, patience=0.2)
    lock = os.open(folder_of(tmp_path) / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    started = time.monotonic()
    assert code_of(await served.ask("{ hello }")) == (503, "AUDIT_UNAVAILABLE")
    assert time.monotonic() - started < 1.0
    os.close(lock)
    assert (await served.ask("{ hello }")).status_code == 200


async def test_more_persons_than_the_limit_are_recorded_as_refused_and_noticed_and_not_told(tmp_path: Path) -> None:
    served = Served(tmp_path, people=8, people_an_hour=5)
    refused = await served.ask("{ hello }")
    assert code_of(refused) == (429, "TOO_MUCH_READ")
    assert int(refused.headers["retry-after"]) > 3_000
    assert served.outcomes() == [("request", "TOO_MUCH_READ", ["hello"]), ("notice", "success", ["too_much_read"])]
    entry = json.loads(next(line for _, line in entries(folder_of(tmp_path))))
    assert entry["entity"]["answered"] == []


async def test_what_tells_of_more_than_an_entry_names_is_recorded_as_refused_and_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.guarded.MOST_IDS", 7)
    served = Served(tmp_path, people=8)
    assert code_of(await served.ask("{ hello }")) == (400, "TOO_MUCH_AT_ONCE")
    assert served.outcomes() == [("request", "TOO_MUCH_AT_ONCE", ["hello"])]


async def test_a_notice_is_in_both_logs_by_the_requests_id_alone(tmp_path: Path) -> None:
    served = Served(tmp_path, families_an_hour=1)
    served.people = 1
    await served.ask("{ hello }")
    PEOPLE.reverse()
    await served.ask("{ hello }")
    PEOPLE.reverse()
    said = [json.loads(line) for _, line in entries(folder_of(tmp_path))]
    (notice,) = [each for each in said if each["category"] == "notice"]
    (logged,) = [line for line in map(json.loads, served.log.getvalue().splitlines()) if line["event"] == "notice"]
    assert logged == {"event": "notice", "level": "warning", "timestamp": logged["timestamp"],
                      "id": notice["id"], "notice": "unrelated_families"}
    assert notice["entity"] == {"asked": [], "answered": []}


@pytest.mark.parametrize(
    ("failed", "unknown", "outcome"),
    [
        ({}, {"hello", "count"}, "success"),
        ({"count": "BAD_USER_INPUT"}, set(), "success"),
        ({"count": "BAD_USER_INPUT"}, {"hello"}, "success"),
        ({"hello": "NOT_BUILT", "count": "BAD_USER_INPUT"}, set(), "NOT_BUILT"),
    ],
)
async def test_an_answer_is_a_success_unless_all_of_it_failed(
    tmp_path: Path, failed: dict[str, str], unknown: set[str], outcome: str
) -> None:
    served = Served(tmp_path)
    served.failed, served.unknown = failed, unknown
    assert (await served.ask("{ hello count(ids: []) }")).status_code == 200
    assert served.outcomes() == [("request", outcome, ["count", "hello"])]
    entry = json.loads(next(line for _, line in entries(folder_of(tmp_path))))
    assert entry["entity"]["answered"] == (PEOPLE[:2] if outcome == "success" else [])


@pytest.mark.slow
async def test_an_answer_that_came_too_late_is_recorded_as_such(tmp_path: Path) -> None:
    served = Served(tmp_path)
    assert code_of(await served.ask("{ slow(seconds: 9) }")) == (504, "TIMED_OUT")
    assert served.outcomes() == [("request", "TIMED_OUT", ["slow"])]


async def test_too_many_requests_reach_nobody(tmp_path: Path) -> None:
    served = Served(tmp_path, requests_a_minute=1)
    assert (await served.ask("{ hello }")).status_code == 200
    assert code_of(await served.ask("{ hello }")) == (429, "TOO_MANY_REQUESTS")
    assert len(served.outcomes()) == 1


@pytest.mark.parametrize("query", ["{", "{ nothing }"])
async def test_what_was_not_understood_was_asked_of_nobody(tmp_path: Path, query: str) -> None:
    served = Served(tmp_path)
    assert (await served.ask(query)).status_code == 400
    assert not (tmp_path / "audit").exists()


async def test_what_came_past_the_door_without_a_token_is_not_answered() -> None:
    asked: list[Operation] = []

    async def executor(operation: Operation, request: RequestContext) -> dict[str, Any]:
        asked.append(operation)
        return {"data": {}}

    documents = Documents(SCHEMA, Limits())
    document = await documents.get("{ hello }")
    chosen = document.select(None)
    limit, log = ConcurrencyLimit(1, 1, 1.0), make_log(BytesIO())
    guarded = GuardedExecutor(executor, limit, authenticate, RateLimits(), None, log)
    request = RequestContext("a", {}, time.monotonic() + 9)
    with pytest.raises(Unauthenticated):
        await guarded.answer(documents.operation(document, chosen, {}), request, chosen)
    assert asked == []


def test_an_entry_names_every_root_field_that_a_request_may_have() -> None:
    assert Limits().root_fields <= MOST_FIELDS
