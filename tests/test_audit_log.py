"""The audit log on real files: what is written is found again, and whatever is done to it is found out."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.audit import append
from queries.audit.append import SHORTENED, TORN, Appender
from queries.audit.entry import MOST_IDS, Entry
from queries.audit.log import PATIENCE, RESUMED, AuditLog, AuditUnavailable
from queries.audit.looked import INDEX, AccessLog, AccessLogUnreadable
from queries.audit.segments import LOCK, AuditBroken, folder_of, segments
from queries.audit.verify import Anchor, anchor_of, entries, verified
from queries.context import Viewer

WORKER = Viewer.signed_in("worker-7", "case_worker", "council")
ZOE, DEAN = "person:" + "a" * 20, "person:" + "b" * 20


def entry(number: int, asked: tuple[str, ...] = (), answered: tuple[str, ...] = (), **more: Any) -> Entry:
    """An entry of a question about somebody."""
    return Entry(
        id=f"request-{number}", viewer=WORKER, purpose="assessment", basis=None, code=("person",), asked=asked,
        answered=answered, **more,
    )


def lines(folder: Path) -> list[dict[str, Any]]:
    """Every entry, as written."""
    return [orjson.loads(line) for _, line in entries(folder)]


def written(folder: Path, count: int, segment_bytes: int = 2_000) -> Path:
    """A log of so many entries, in several segments."""
    folder.mkdir(parents=True, exist_ok=True)
    appender = Appender(folder, segment_bytes)
    for number in range(count):
        appender.append([entry(number, asked=(ZOE,)).as_map()])
    appender.close()
    return folder


# What is written


async def test_an_entry_says_who_asked_what_of_whom_why_and_how_it_ended(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    await log.write(entry(0, asked=(ZOE,), answered=(ZOE, DEAN)))
    await log.close()
    (said,) = lines(folder_of(tmp_path))
    assert said["agent"] == {"who": "worker-7", "role": "case_worker", "organization": "council"}
    assert said["authorization"] == {"purpose": "assessment", "basis": None}
    assert said["entity"] == {"asked": [ZOE], "answered": [ZOE, DEAN]}
    assert (said["code"], said["outcome"], said["action"], said["id"]) == (["person"], "success", "R", "request-0")


async def test_whoever_is_asked_about_is_in_the_entry_however_many_others_are(tmp_path: Path) -> None:
    """Ids of nobody first, and what sorts before persons: as many as a request has room for."""
    log = AuditLog(tmp_path)
    nobody = tuple(f"person:{number:020x}" for number in range(35_000))
    events = tuple(f"event:{number:020x}" for number in range(MOST_IDS - 1))
    await log.write(entry(0, asked=(*nobody, ZOE), answered=(*events, DEAN)))
    await log.write(entry(1))
    await log.close()
    verified(folder_of(tmp_path))
    for person, asked in ((ZOE, True), (DEAN, False)):
        (look,) = AccessLog(tmp_path).looked_at([person])
        assert (look.seq, look.asked) == (0, asked)


async def test_entries_of_requests_at_once_are_all_there_and_in_one_chain(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    await asyncio.gather(*(log.write(entry(number)) for number in range(300)))
    await log.close()
    said = lines(folder_of(tmp_path))
    assert sorted(each["id"] for each in said) == sorted(f"request-{number}" for number in range(300))
    assert [each["seq"] for each in said] == list(range(300))


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    written(folder, 20)
    AccessLog(tmp_path).looked_at([ZOE])
    assert folder.stat().st_mode & 0o077 == 0
    assert {file.name for file in folder.iterdir() if file.stat().st_mode & 0o077} == set()
    assert len(segments(folder)) > 3


def test_a_log_goes_on_where_it_ended(tmp_path: Path) -> None:
    for _ in range(5):
        written(tmp_path / "log", 3)
    assert [each["seq"] for each in lines(tmp_path / "log")] == list(range(15))


# Whatever is done to it is found


@pytest.fixture(scope="module")
def whole() -> Iterator[Path]:
    """A log of 30 entries in segments of about 5."""
    with tempfile.TemporaryDirectory() as folder:
        yield written(Path(folder) / "log", 30)


@contextmanager
def copied(whole: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(whole, Path(folder) / "log"))


def places(folder: Path) -> list[tuple[Path, int]]:
    """Where entries stand: the segment, and the line in it."""
    return [(file, line) for file in segments(folder) for line in range(1, len(file.read_bytes().splitlines()))]


def line_at(place: tuple[Path, int]) -> bytes:
    return place[0].read_bytes().splitlines(keepends=True)[place[1]]


def put(place: tuple[Path, int], line: bytes) -> None:
    """Put a line, or nothing, in the place of another."""
    content = place[0].read_bytes().splitlines(keepends=True)
    content[place[1]] = line
    place[0].write_bytes(b"".join(content))


def test_what_nobody_touched_is_whole(whole: Path) -> None:
    head = verified(whole)
    assert head.seq == 30
    assert verified(whole, [anchor_of(head)]).seq == 30


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_byte_that_was_changed_is_found(whole: Path, data: st.DataObject) -> None:
    anchor = anchor_of(verified(whole))
    with copied(whole) as folder:
        segment = data.draw(st.sampled_from(segments(folder)))
        content = bytearray(segment.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
        segment.write_bytes(content)
        with pytest.raises(AuditBroken, match=r"[Ee]ntr"):
            verified(folder, [anchor])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_entry_that_was_taken_out_is_found_and_named(whole: Path, data: st.DataObject) -> None:
    with copied(whole) as folder:
        place = data.draw(st.sampled_from(places(folder)[:-1]))
        seq = orjson.loads(line_at(place))["seq"]
        put(place, b"")
        with pytest.raises(AuditBroken, match=rf"Entry ({seq}|{seq - 1}) "):
            verified(folder)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_entries_that_changed_places_are_found(whole: Path, data: st.DataObject) -> None:
    with copied(whole) as folder:
        one, other = data.draw(st.lists(st.sampled_from(places(folder)), min_size=2, max_size=2, unique=True))
        before = line_at(one)
        put(one, line_at(other))
        put(other, before)
        with pytest.raises(AuditBroken):
            verified(folder)


@settings(max_examples=30, deadline=None)
@given(keep=st.integers(0, 29))
def test_entries_that_were_cut_off_are_found_by_a_root_kept_elsewhere(whole: Path, keep: int) -> None:
    anchor = anchor_of(verified(whole))
    with copied(whole) as folder:
        rewritten = written(folder.parent / "again", keep)
        with pytest.raises(AuditBroken, match=f"entry {keep} is missing"):
            verified(rewritten, [anchor])


def test_a_log_written_anew_is_found_by_roots_kept_elsewhere_and_narrowed_down(whole: Path, tmp_path: Path) -> None:
    kept = [Anchor(head.seq, head.tree.root.hex()) for head, _ in entries(whole) if head.seq in (10, 20)]
    forged = tmp_path / "forged"
    forged.mkdir()
    appender = Appender(forged, 2_000)
    for said in lines(whole):
        changed = {**said, "outcome": "FORBIDDEN"} if said["seq"] == 15 else said
        appender.append([{name: value for name, value in changed.items() if name not in ("seq", "prev")}])
    verified(forged)  # in itself it is whole
    with pytest.raises(AuditBroken, match="Among entries 10 to 19"):
        verified(forged, kept)


def test_a_segment_that_is_missing_is_named(whole: Path) -> None:
    with copied(whole) as folder:
        gone = segments(folder)[2]
        gone.unlink()
        with pytest.raises(AuditBroken, match=f"Entry {int(gone.stem)} is missing"):
            verified(folder)


# Crashes


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(1, 400), more=st.binary(max_size=40))
def test_a_line_torn_by_a_crash_is_taken_away_and_noted(whole: Path, cut: int, more: bytes) -> None:
    with copied(whole) as folder:
        last = segments(folder)[-1]
        content = last.read_bytes()
        last_line = content.splitlines(keepends=True)[-1]
        torn = last_line[: min(cut, len(last_line) - 1)] + more.replace(b"\n", b"")
        last.write_bytes(content + torn)
        assert verified(folder).seq == 30  # what was not written whole was never released
        Appender(folder, 2_000).append([entry(30).as_map()])
        found = lines(folder)[30:]
        assert [each.get("category") for each in found] == [TORN, "request"]
        assert found[0]["bytes"] == len(torn)


@pytest.mark.parametrize("left", [b"", b'{"segm'])
def test_a_segment_of_which_only_the_beginning_was_written_is_begun_anew(tmp_path: Path, left: bytes) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    Appender(folder, 1).append([entry(0).as_map()])
    (folder / f"{1:012d}.jsonl").write_bytes(left)
    Appender(folder, 1).append([entry(1).as_map()])
    assert [each["id"] for each in lines(folder)] == ["request-0", "request-1"]


def test_an_entry_changed_in_the_middle_is_kept_for_the_verification(tmp_path: Path) -> None:
    folder = written(tmp_path / "log", 5, segment_bytes=100_000)
    (segment,) = segments(folder)
    put((segment, 3), b"x" + line_at((segment, 3))[1:])
    before = segment.read_bytes()
    Appender(folder).append([entry(5).as_map()])
    assert segment.read_bytes().startswith(before)
    with pytest.raises(AuditBroken, match="Entry 2 was changed: it is no JSON object"):
        verified(folder)


def test_a_log_shortened_under_a_running_writer_is_noted_by_it(tmp_path: Path) -> None:
    folder = tmp_path
    appender = Appender(folder)
    for number in range(3):
        appender.append([entry(number).as_map()])
    (segment,) = segments(folder)
    content = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(content[:-1]))
    appender.append([entry(3).as_map()])
    assert [each["category"] for each in lines(folder)] == ["request", "request", SHORTENED, "request"]


KILLED = """
import sys
from pathlib import Path
from queries.audit.append import Appender
appender = Appender(Path(sys.argv[1]), 20_000)
print("writing", flush=True)
for number in range(10**9):
    appender.append([{"category": "request", "writer": sys.argv[2], "number": number}] * 3)
"""


@pytest.mark.slow
def test_two_processes_on_one_log_that_are_killed_leave_a_whole_one(tmp_path: Path) -> None:
    for _ in range(3):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", KILLED, tmp_path, name], cwd=Path(__file__).parents[1], stdout=subprocess.PIPE
            )
            for name in "ab"
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            writers[0].wait(0.7)
        for writer in writers:
            writer.kill()
            writer.communicate()
    Appender(tmp_path, 20_000).append([entry(0).as_map()])
    found = lines(tmp_path)
    assert {each.get("writer") for each in found} >= {"a", "b"}
    assert len(segments(tmp_path)) > 2
    assert found[-1]["id"] == "request-0"


# The disk


async def refused(log: AuditLog, number: int = 0) -> str:
    with pytest.raises(AuditUnavailable) as unavailable:
        await log.write(entry(number))
    return unavailable.value.reason


async def test_a_folder_that_is_no_folder_is_told_and_so_is_that_it_is_back(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("")
    log = AuditLog(tmp_path)
    assert str(tmp_path) not in await refused(log)
    (tmp_path / "audit").unlink()
    await log.write(entry(1))
    await log.close()
    assert [each["id"] for each in lines(folder_of(tmp_path))] == ["request-1"]


async def test_on_a_full_disk_nothing_half_written_stays(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    await log.write(entry(0))
    (segment,) = segments(folder_of(tmp_path))
    with largest_file(segment.stat().st_size + 50):
        await refused(log, 1)
    await log.write(entry(2))
    await log.close()
    assert [each["id"] for each in lines(folder_of(tmp_path))] == ["request-0", "request-2"]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a full disk does not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_log_that_another_holds_is_waited_for_and_given_up(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, patience=0.2)
    await log.write(entry(0))
    lock = os.open(folder_of(tmp_path) / LOCK, os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert await refused(log, 1) == "the disk is too slow"
    os.close(lock)
    await log.write(entry(2))
    await log.close()
    assert {"request-0", "request-2"} <= {each["id"] for each in lines(folder_of(tmp_path))}


async def test_no_more_entries_wait_than_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(append, "LOCK_SECONDS", 0.3)
    log = AuditLog(tmp_path, most_waiting=5)
    lock = os.open(folder_of(tmp_path) / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    waiting = [asyncio.create_task(log.write(entry(number))) for number in range(20)]
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    os.close(lock)
    reasons = [each.reason for each in outcomes if isinstance(each, AuditUnavailable)]
    assert len(reasons) == 20
    assert reasons.count("too many entries wait") >= 10
    assert "another process holds the log" in reasons
    await log.close()


# The log's thread

SURROGATE = replace(entry(9), viewer=Viewer.signed_in("worker-7", "case_worker", "council\ud800"))
"""An entry that UTF-8 cannot carry, which nothing on the way to the log's thread has refused."""


async def prompt(log: AuditLog, number: int) -> None:
    """Write an entry, long before a request would give up."""
    await asyncio.wait_for(log.write(entry(number)), PATIENCE / 2)


async def test_an_entry_that_cannot_be_written_is_refused_alone_and_with_its_cause(tmp_path: Path) -> None:
    causes: list[BaseException] = []
    log = AuditLog(tmp_path, failed=causes.append)
    await prompt(log, 0)
    at_once = [entry(1), SURROGATE, entry(2), SURROGATE, entry(3)]
    outcomes = await asyncio.gather(*map(log.write, at_once), return_exceptions=True)
    await prompt(log, 4)
    await log.close()
    assert [type(each) for each in outcomes] == [type(None), AuditUnavailable, type(None), AuditUnavailable, type(None)]
    assert [each["id"] for each in lines(folder_of(tmp_path))] == [f"request-{number}" for number in range(5)]
    assert [type(each) for each in causes] == [TypeError, TypeError]
    (reason,) = {each.reason for each in outcomes if isinstance(each, AuditUnavailable)}
    assert "TypeError" in reason and not any(word in reason for word in ("disk", "surrogate", "UTF-8", "council"))


@pytest.mark.parametrize("kind", [RuntimeError, MemoryError, SystemExit, GeneratorExit])
async def test_no_exception_ends_the_log_nor_leaves_half_an_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    causes: list[BaseException] = []
    log = AuditLog(tmp_path, failed=causes.append)
    await prompt(log, 0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", raising(kind))
        assert kind.__name__ in await refused(log, 1)
    await prompt(log, 2)
    await log.close()
    assert [each["id"] for each in lines(folder_of(tmp_path))] == ["request-0", "request-2"]
    assert [type(each) for each in causes] == [kind]


def raising(kind: type[BaseException]) -> Callable[..., None]:
    """A function that raises, whatever it is given."""

    def raises(*_: object) -> None:
        raise kind

    return raises


async def test_a_thread_that_the_system_does_not_give_is_asked_for_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    causes: list[BaseException] = []
    log = AuditLog(tmp_path, failed=causes.append)
    with monkeypatch.context() as patch:
        patch.setattr(Thread, "start", raising(RuntimeError))
        assert "RuntimeError" in await asyncio.wait_for(refused(log), PATIENCE / 2)
    await prompt(log, 1)
    await log.close()
    assert [type(each) for each in causes] == [RuntimeError]


async def test_a_log_whose_thread_has_ended_starts_another(tmp_path: Path) -> None:
    log, before = AuditLog(tmp_path), set(enumerate_threads())
    for number in range(3):
        await prompt(log, number)
        await log.close()
    assert len(lines(folder_of(tmp_path))) == 3
    assert "audit" not in {thread.name for thread in set(enumerate_threads()) - before}


async def test_a_log_that_failed_is_checked_by_an_entry_of_its_own(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    await log.check()
    await prompt(log, 0)
    (segment,) = segments(folder_of(tmp_path))
    with largest_file(segment.stat().st_size):
        await refused(log, 1)
        with pytest.raises(AuditUnavailable):
            await log.check()
    await log.check()
    await log.check()
    await log.close()
    assert [each.get("id", each["category"]) for each in lines(folder_of(tmp_path))] == ["request-0", RESUMED]
    assert AccessLog(tmp_path).looked_at([ZOE]) == []


# Who looked at a person


def looks(home: Path, *ids: str, **asked: Any) -> list[tuple[int, bool]]:
    return [(each.seq, each.asked) for each in AccessLog(home).looked_at(ids, **asked)]


def test_whoever_looked_at_a_person_is_found_newest_first(tmp_path: Path) -> None:
    appender = Appender(folder_of(tmp_path), 1_500)
    about = [((ZOE,), ()), ((DEAN,), (DEAN, ZOE)), ((DEAN,), (DEAN,)), ((), (ZOE,))]
    for number, (asked, answered) in enumerate(about):
        appender.append([entry(number, asked, answered).as_map()])
    assert looks(tmp_path, ZOE) == [(3, False), (1, False), (0, True)]
    assert looks(tmp_path, DEAN) == [(2, True), (1, True)]
    assert looks(tmp_path, ZOE, DEAN, first=2) == [(3, False), (2, True)]
    assert looks(tmp_path, ZOE, first=2, before=3) == [(1, False), (0, True)]
    assert looks(tmp_path, "person:" + "c" * 20) == []
    first = AccessLog(tmp_path).looked_at([ZOE])[-1]
    assert (first.professional, first.agency, first.purpose, first.fields) == (
        "worker-7", "council", "assessment", ("person",),
    )


def test_the_looks_of_one_agencys_workers_are_found_by_themselves(tmp_path: Path) -> None:
    appender = Appender(folder_of(tmp_path), 1_500)
    for number, agency in enumerate(("council", "police", "council")):
        look = replace(entry(number, (ZOE,)), viewer=Viewer.signed_in("worker-7", "manager", agency))
        appender.append([look.as_map()])
    assert looks(tmp_path, ZOE, agency="council") == [(2, True), (0, True)]
    assert looks(tmp_path, ZOE, agency="council", first=1, before=2) == [(0, True)]
    assert looks(tmp_path, ZOE, agency="police") == [(1, True)]
    assert looks(tmp_path, ZOE, agency="school") == []


def test_by_another_agencys_id_of_the_person_it_was_a_look_where_it_was_told(tmp_path: Path) -> None:
    """Who asked by an id that they guessed and were not told of shall not prove whose it is by having looked."""
    appender = Appender(folder_of(tmp_path), 1_500)
    about = [((DEAN,), ()), ((), (DEAN,)), ((DEAN,), (DEAN,)), ((ZOE,), ()), ((ZOE, DEAN), (ZOE,)), ((DEAN,), (ZOE,))]
    for number, (asked, answered) in enumerate(about):
        appender.append([entry(number, asked, answered).as_map()])
    assert looks(tmp_path, ZOE, others=[DEAN]) == [(5, False), (4, True), (3, True), (2, True), (1, False)]
    assert looks(tmp_path, ZOE, others=[DEAN], first=1, before=3) == [(2, True)]


def test_the_index_keeps_up_with_the_log_and_can_be_made_anew(tmp_path: Path) -> None:
    appender = Appender(folder_of(tmp_path), 1_500)
    for number in range(25):
        appender.append([entry(number, (ZOE,)).as_map()])
        if number % 7 == 0:
            assert len(looks(tmp_path, ZOE)) == number + 1
    before = looks(tmp_path, ZOE)
    for file in folder_of(tmp_path).glob(f"{INDEX}*"):
        file.unlink()
    assert looks(tmp_path, ZOE) == before == [(number, True) for number in reversed(range(25))]


def test_no_more_is_looked_up_than_the_bound(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        AccessLog(tmp_path).looked_at([ZOE] * 501)
    with pytest.raises(ValueError):
        AccessLog(tmp_path).looked_at([ZOE], first=501)


def damaged(index: Path) -> None:
    index.write_bytes(b"no index at all " * 300)


def unreadable(index: Path) -> None:
    index.mkdir()


@pytest.mark.parametrize(("what", "remedy"), [(damaged, "remove it"), (unreadable, "see whether it is yours")])
def test_an_index_that_cannot_be_read_is_told_with_what_to_do(
    tmp_path: Path, what: Callable[[Path], None], remedy: str
) -> None:
    folder = written(folder_of(tmp_path), 3)
    what(folder / INDEX)
    with pytest.raises(AccessLogUnreadable, match=remedy):
        AccessLog(tmp_path).looked_at([ZOE])
    if what is damaged:
        (folder / INDEX).unlink()
        assert len(AccessLog(tmp_path).looked_at([ZOE])) == 3


@pytest.mark.slow
def test_an_index_that_another_process_holds_is_told_to_be_asked_again(tmp_path: Path) -> None:
    folder = written(folder_of(tmp_path), 3)
    AccessLog(tmp_path).looked_at([ZOE])
    written(folder, 1)
    with closing(sqlite3.connect(folder / INDEX, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AccessLogUnreadable, match="try again in a moment"):
            AccessLog(tmp_path).looked_at([ZOE])
    assert len(AccessLog(tmp_path).looked_at([ZOE])) == 4
