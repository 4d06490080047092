"""A disk that fills up under a service, a load and a sweep, and is freed again: each says so, and goes on."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import polars as pl
import pytest
from deliver import empty
from extract_deliveries import delivery, loaded
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from serving import serving, thinkfamily
from small_disk import SmallDisk, small_disk
from store_processes import eventually, processes_of
from test_interrupted import AGENCIES, PEOPLE, QUESTION, Home, wait_for_writing

from graph.disk import LEAST_FREE, named, trouble
from graph.private_files import write_private
from graph.private_store import stop
from loaders.borough import write_borough

pytestmark = pytest.mark.slow

GRAPHQL = {"accept": "application/graphql-response+json"}


# One file at a time


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of a megabyte."""
    with small_disk(tmp_path / "tiny", 1) as disk:
        yield disk


def test_a_file_is_written_whole_or_not_at_all(tiny: SmallDisk) -> None:
    write_private(tiny.folder / "file", b"before")
    with pytest.raises(OSError) as failed:
        write_private(tiny.folder / "file", bytes(2 << 20))
    assert failed.value.filename == str(tiny.folder)
    assert [path.read_bytes() for path in tiny.folder.iterdir()] == [b"before"]


def test_what_polars_says_in_words_names_the_folder(tiny: SmallDisk) -> None:
    with pytest.raises(OSError, match="No space left") as failed, named(tiny.folder):
        pl.DataFrame({"a": range(1_000_000)}).write_parquet(tiny.folder / "table", compression="uncompressed")
    assert failed.value.filename == str(tiny.folder)


def test_a_file_that_is_missing_is_no_trouble_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), named(tmp_path):
        (tmp_path / "missing").read_bytes()
    assert trouble(tmp_path) is None


def test_a_disk_with_little_space_is_full_to_a_store(tiny: SmallDisk) -> None:
    found = trouble(tiny.folder / "not" / "made")
    assert found is not None and found.is_full
    assert f"{LEAST_FREE >> 20} MB" in str(found) and str(tiny.folder / "not" / "made") in str(found)


# What a load keeps beside the store

ROWS = 30_000


def test_a_spool_that_fills_the_disk_is_named_and_the_delivery_is_loaded_once_there_is_room(tmp_path: Path) -> None:
    lines = "".join(f"E{n},arrest,2025-06-01,P1,{n} {'x' * 4000}\n" for n in range(ROWS))
    tables = {
        "people": "person_id,sex\nP1,male\n",
        "events": f"event_id,kind,on,person_ids,summary\n{lines}",
    }
    folder = delivery(tmp_path / "delivery", tables)
    with small_disk(tmp_path / "home", 20) as disk:
        with pytest.raises(OSError) as failed:
            loaded(folder, home=disk.folder)
        assert failed.value.filename == str(disk.folder / "spool")
        assert list((disk.folder / "spool").iterdir()) == []
    (report,) = loaded(folder, home=tmp_path / "larger")
    assert report.state == "loaded", report.refusal


def test_a_quarantine_that_cannot_be_written_leaves_no_half_folder(tiny: SmallDisk, tmp_path: Path) -> None:
    people = "person_id,sex,date_of_birth\nP1,male,never\nP2,female,2000-01-01\n"
    folder = delivery(tmp_path / "delivery", {"people": people})
    tiny.fill()
    with pytest.raises(OSError) as failed:
        loaded(folder, home=tiny.folder)
    assert failed.value.filename == str(tiny.folder / "quarantine")
    assert list((tiny.folder / "quarantine").iterdir()) == []
    tiny.free()
    (report,) = loaded(folder, home=tiny.folder)
    assert Path(report.quarantine_folder).parent == tiny.folder / "quarantine"


# A home with its store on a small disk


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    """A disk of 300 megabytes."""
    with small_disk(tmp_path_factory.mktemp("full") / "disk", 300) as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_HEAP", "512m")
        patch.setenv("THINKFAMILY_STORE_PAGECACHE", "128m")
        yield made
        made.free()
        stop(made.folder / "home")


@pytest.fixture(autouse=True)
def freed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that fails leaves no full disk to the next."""
    yield
    if "disk" in request.fixturenames:
        request.getfixturevalue("disk").free()


@pytest.fixture(scope="module")
def home(disk: SmallDisk, tmp_path_factory: pytest.TempPathFactory) -> Home:
    written = write_borough(tmp_path_factory.mktemp("borough"), PEOPLE, seed=11)
    return Home(disk.folder / "home", tuple(each for each in written if each.name.endswith(AGENCIES)))


@pytest.fixture(scope="module")
def undisturbed(home: Home) -> str:
    """The digest of the graph after a load that nothing disturbs; the deliveries stay in the store."""
    home.store()
    assert home.load() in (0, 1)
    return home.digest()


def write_until_the_store_fails(home: Home) -> None:
    """Write until the store can write no more, and its database fails."""
    store = home.store()
    with GraphDatabase.driver(store.uri, auth=(store.user, store.password)) as driver, driver.session() as session:
        try:
            while True:
                session.run("CREATE (:Filling {text: $text})", text="x" * 100_000).consume()
        except (Neo4jError, DriverError):
            return


def refusal(url: str) -> tuple[int, str, str]:
    """The status of the question, and the code and message that it is refused with."""
    response = httpx.post(f"{url}/graphql", json={"query": QUESTION}, headers=GRAPHQL, timeout=70)
    (error,) = response.json().get("errors") or [{"message": "", "extensions": {"code": ""}}]
    return response.status_code, error["extensions"]["code"], error["message"]


def said(done: CompletedProcess[str], code: int) -> str:
    """What a command said that ended with an exit code."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_a_service_names_the_full_disk_and_answers_again_by_itself(
    disk: SmallDisk, home: Home, undisturbed: str
) -> None:
    store = home.folder / "store"
    with serving(home.folder, "--open") as service:
        assert refusal(service.url)[0] == 200
        disk.fill()
        status, code, message = refusal(service.url)
        assert (status, code) == (503, "AUDIT_UNAVAILABLE") and "disk is full" in message
        write_until_the_store_fails(home)
        status, code, message = refusal(service.url)
        assert (status, code) == (503, "STORE_UNAVAILABLE") and "disk is full. Free space" in message
        assert str(home.folder) not in message
        assert eventually(lambda: "disk is full" in httpx.get(f"{service.url}/ready").text)
        assert f"The disk of {store} is full. Free at least 16 MB" in said(thinkfamily(home.folder, "check"), 3)
        disk.free()
        assert eventually(lambda: refusal(service.url) == (200, "", ""))
        code_of_end, log = service.stop()
    assert code_of_end == 0
    lines = [json.loads(line) for line in log.splitlines()]
    reasons = [line["reason"] for line in lines if line["event"] == "store_not_opened"]
    assert [reason for reason in reasons if str(store) in reason] == reasons != []
    cancelled = {"TimeoutError", "ConnectionRefusedError"}  # of connecting for /ready, where its time limit ended that
    assert {line["kind"] for line in lines if line["event"] == "unexpected"} <= cancelled
    assert home.digest() == undisturbed


def test_a_service_started_right_after_a_full_disk_answers(disk: SmallDisk, home: Home, undisturbed: str) -> None:
    disk.fill()
    write_until_the_store_fails(home)
    assert f"The disk of {home.folder / 'store'} is full" in said(
        thinkfamily(home.folder, "serve", "--open", "--port", "0"), 3
    )
    disk.free()
    with serving(home.folder, "--open") as service:
        assert refusal(service.url)[0] == 200


def test_a_read_only_disk_is_named(disk: SmallDisk, home: Home) -> None:
    stop(home.folder)
    disk.remount("ro")
    done = thinkfamily(home.folder, "check")
    disk.remount("rw")
    assert f"written in {home.folder / 'store'} (Read-only file system)" in said(done, 3)


def test_a_load_names_the_full_disk_and_is_finished_by_the_next(
    disk: SmallDisk, home: Home, undisturbed: str
) -> None:
    empty(home.store())
    with home.loading() as load:
        wait_for_writing(home, nodes=500)
        disk.fill()
        _, errors = load.communicate(timeout=120)
    words = " ".join(errors.split())
    assert load.returncode == 3 and "Traceback" not in errors
    assert f"The disk of {home.folder / 'store'} is full. Free at least" in words and "again" in words
    disk.free()
    assert home.load() in (0, 1)
    assert home.digest() == undisturbed


# A sweep


def swept(home: Home) -> dict[str, int]:
    """How many flags a sweep of everything has found, new or not."""
    done = thinkfamily(home.folder, "flags", "--on", "2026-03-31", "--json")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    return {"children": counts["children"], "flags": counts["new"] + counts["changed"] + counts["unchanged"]}


def generations(home: Home) -> list[Path]:
    """The folders of the snapshot."""
    return [path for path in (home.folder / "snapshot").iterdir() if path.is_dir()]


def test_a_sweep_without_room_for_its_snapshot_names_the_folder_and_leaves_nothing(
    disk: SmallDisk, home: Home, undisturbed: str
) -> None:
    home.store()
    disk.fill()
    words = said(thinkfamily(home.folder, "flags", "--on", "2026-03-31"), 2)
    assert f"The disk of {home.folder / 'snapshot'} is full. Free at least" in words
    assert "run the command again" in words
    assert generations(home) == []
    disk.free()
    assert swept(home)["flags"] > 0


def test_a_sweep_whose_store_fails_is_done_by_the_next(disk: SmallDisk, home: Home, undisturbed: str) -> None:
    before = swept(home)
    (home.folder / "snapshot" / "snapshot.json").unlink()
    with home.command("flags", "--on", "2026-03-31") as sweep:
        while sweep.poll() is None and not (home.folder / "snapshot" / "snapshot.json").exists():
            time.sleep(0.002)
        sweep.send_signal(signal.SIGSTOP)
        disk.fill()
        sweep.send_signal(signal.SIGCONT)
        _, errors = sweep.communicate(timeout=120)
    words = " ".join(errors.split())
    assert sweep.returncode == 3 and "Traceback" not in errors, errors
    assert f"The disk of {home.folder / 'store'} is full. Free at least" in words and "run the command again" in words
    disk.free()
    assert swept(home) == before
    assert processes_of(home.folder).port


# The audit log


def test_an_access_that_cannot_be_recorded_is_refused_with_the_folder(
    disk: SmallDisk, home: Home, undisturbed: str, tmp_path: Path
) -> None:
    store = home.store()
    with GraphDatabase.driver(store.uri, auth=(store.user, store.password)) as driver:
        person = driver.execute_query("MATCH (p:Person) RETURN p.id AS id LIMIT 1").records[0]["id"]
    shutil.rmtree(home.folder / "audit", ignore_errors=True)  # the last page of a file may have room for an entry
    swept(home)
    key, out = tmp_path / "project.key", tmp_path / "out"
    disk.fill()
    view = ("view", "--key", str(key), "--on", "2026-03-31", "--out", str(out))
    assert f"The disk of {home.folder / 'audit'} is full" in said(thinkfamily(home.folder, *view), 2)
    assert not out.exists()
    subject = ("subject-access", person, "--out", str(out))
    words = said(thinkfamily(home.folder, *subject), 2)
    assert f"The disk of {home.folder / 'audit'} is full" in words
    assert not out.exists()
    disk.free()
    for command in (view, subject):
        assert thinkfamily(home.folder, *command).returncode == 0
    assert said(thinkfamily(home.folder, "audit", "verify"), 0) == ""
