"""The private store: one for a home, whoever starts it and however its processes end."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from neo4j import GraphDatabase
from store_processes import eventually, has_ended, processes_of

from graph import jars
from graph._store_files import StoreFiles, StoreState
from graph._store_options import StoreOptions
from graph.connection import StoreSettings, connect
from graph.private_store import StoreAddress, ensure_running, status, stop
from graph.store_errors import JarRefused, StoreMisconfigured, StoreStartFailed, StoreUnreachable

ROOT = Path(__file__).parents[1]
PRINT_URI = (
    "import sys; from pathlib import Path; from graph.private_store import ensure_running; "
    "print(ensure_running(Path(sys.argv[1])).uri)"
)


def answer(address: StoreAddress, statement: str) -> list[object]:
    auth = (address.user, address.password)
    with GraphDatabase.driver(address.uri, auth=auth) as driver:
        return [record[0] for record in driver.execute_query(statement).records]


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose store these tests may kill."""
    home = tmp_path_factory.mktemp("own")
    yield home
    stop(home)


# The shared store


@pytest.mark.slow
def test_the_store_answers_over_bolt(store: StoreAddress) -> None:
    assert answer(store, "RETURN 1") == [1]


@pytest.mark.slow
def test_the_well_known_password_is_refused(store: StoreAddress) -> None:
    with pytest.raises(StoreUnreachable, match="refused the user") as refused:
        asyncio.run(connect(StoreSettings(Path("unused"), store.uri, "neo4j", "not-the-one")))
    assert "not-the-one" not in str(refused.value)


@pytest.mark.slow
def test_only_the_owner_can_read_the_password(store: StoreAddress, store_home: Path) -> None:
    assert (store_home / "store").stat().st_mode & 0o777 == 0o700
    assert (store_home / "store" / "password").stat().st_mode & 0o777 == 0o600
    assert store.password not in repr(store)
    assert store.password not in (store_home / "store" / "store.log").read_text()


@pytest.mark.slow
def test_the_next_command_is_given_the_same_store(store: StoreAddress, store_home: Path) -> None:
    began = time.monotonic()
    assert ensure_running(store_home) == store
    assert time.monotonic() - began < 2


@pytest.mark.slow
def test_it_listens_on_the_loopback_address_only(store: StoreAddress, store_home: Path) -> None:
    sockets = psutil.Process(processes_of(store_home).child).net_connections("tcp")
    listening = [each.laddr for each in sockets if each.status == psutil.CONN_LISTEN]
    assert [address.port for address in listening] == [status(store_home).port]
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}


@pytest.mark.slow
def test_status_says_where_and_how_large(store: StoreAddress, store_home: Path) -> None:
    now = status(store_home)
    assert now.running and now.uri == store.uri and now.log.exists()
    assert now.disk_bytes > 100_000 and (now.memory_bytes or 0) > 100_000_000


@pytest.mark.slow
def test_connect_reads_the_private_store(store: StoreAddress, store_home: Path) -> None:
    async def read() -> list[object]:
        async with await connect(StoreSettings(store_home)) as driver:
            result = await driver.execute_query("RETURN 1")
            return [record[0] for record in result.records]

    assert asyncio.run(read()) == [1]


# A store that is killed, in one sequence because each start takes seconds


@pytest.mark.slow
def test_two_commands_at_once_start_one_store(own_home: Path) -> None:
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_URI, str(own_home)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    uris = {command.communicate(timeout=240)[0].strip() for command in commands}
    assert uris == {status(own_home).uri}


@pytest.mark.slow
def test_a_killed_neo4j_is_recovered_with_its_data(own_home: Path) -> None:
    answer(ensure_running(own_home), "CREATE (:Kept {id: 1})")
    os.kill(processes_of(own_home).child, signal.SIGKILL)
    assert answer(ensure_running(own_home), "MATCH (kept:Kept) RETURN kept.id") == [1]


@pytest.mark.slow
def test_neo4j_ends_when_its_supervisor_is_killed(own_home: Path) -> None:
    ensure_running(own_home)
    killed = processes_of(own_home)
    os.kill(killed.supervisor, signal.SIGKILL)
    assert eventually(lambda: has_ended(killed.child))
    assert not status(own_home).running


@pytest.mark.slow
def test_after_a_stale_state_a_store_starts_and_ends_when_idle(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop(own_home)
    files = StoreFiles.of(own_home)
    # The state of a store long gone, whose process ids and port now belong to somebody else.
    files.write_state(StoreState("token-of-the-past", os.getpid(), os.getppid(), port=9))
    assert not status(own_home).running
    monkeypatch.setenv("THINKFAMILY_STORE_IDLE_SECONDS", "3")
    assert answer(ensure_running(own_home), "MATCH (kept:Kept) RETURN kept.id") == [1]
    ended = processes_of(own_home)
    assert eventually(lambda: has_ended(ended.supervisor) and has_ended(ended.child))
    assert stop(own_home) is False


# What needs no store


def test_a_home_without_a_store_is_not_running(tmp_path: Path) -> None:
    assert not status(tmp_path).running
    assert stop(tmp_path) is False


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    files = StoreFiles.of(tmp_path)
    files.password()
    (files.folder / "password").chmod(0o644)
    with pytest.raises(StoreStartFailed, match="chmod 600"):
        files.password()


def test_a_failed_start_points_to_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "fetch", lambda progress: [])
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(StoreStartFailed, match=r"store\.log"):
        ensure_running(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("THINKFAMILY_STORE_HEAP", "much"),
        ("THINKFAMILY_STORE_COMPILER", "both"),
        ("THINKFAMILY_STORE_PLANS", "lost"),
        ("THINKFAMILY_STORE_PAGECACHE", "1 GB"),
        ("THINKFAMILY_STORE_IDLE_SECONDS", "0"),
    ],
)
def test_a_bad_option_is_named_with_its_value(key: str, value: str) -> None:
    with pytest.raises(StoreMisconfigured, match=f"{key} is '{value}'"):
        StoreOptions.from_environment({key: value})


def test_an_absent_server_is_unreachable() -> None:
    with pytest.raises(StoreUnreachable, match="does not answer"):
        asyncio.run(connect(StoreSettings(Path("unused"), "bolt://127.0.0.1:1", "neo4j", "secret")))


@pytest.mark.parametrize(
    "uri", ["http://localhost:7474", "bolt://", "bolt://neo4j:secret@localhost", "bolt://a:b"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(uri: str) -> None:
    with pytest.raises(StoreMisconfigured, match="THINKFAMILY_NEO4J_URI") as refused:
        StoreSettings.from_environment({"THINKFAMILY_NEO4J_URI": uri})
    assert "secret" not in str(refused.value)


def test_a_password_file_must_be_private(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n")
    file.chmod(0o644)
    environment = {"THINKFAMILY_NEO4J_PASSWORD_FILE": str(file)}
    with pytest.raises(StoreMisconfigured, match="chmod 600"):
        StoreSettings.from_environment(environment)
    file.chmod(0o600)
    assert StoreSettings.from_environment(environment).password == "secret"


# The jars


def test_the_lock_names_neo4j_and_no_host() -> None:
    locked = {jar.coordinate for jar in jars.read_lock()}
    assert locked.issuperset(jars.ROOTS)
    assert "://" not in jars.LOCK.read_text()


def test_a_tampered_jar_is_refused(tmp_path: Path) -> None:
    lock, cache = one_jar(tmp_path, b"the jar")
    assert jars.fetch(lock=lock, cache=cache) == [cache / "a/b/c/1/c-1.jar"]
    (cache / "a/b/c/1/c-1.jar").write_bytes(b"another jar")
    with pytest.raises(JarRefused, match=r"a\.b:c:1 .*Delete that file"):
        jars.fetch(lock=lock, cache=cache)


def test_a_wrong_download_is_refused_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, cache = one_jar(tmp_path, b"the jar")
    (cache / "a/b/c/1/c-1.jar").unlink()
    monkeypatch.setattr(jars._MavenRepositories, "read", lambda self, path: b"another jar")
    with pytest.raises(JarRefused, match="nothing was kept"):
        jars.fetch(lock=lock, cache=cache)
    assert not list((cache / "a/b/c/1").iterdir())


def test_a_missing_jar_is_downloaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, cache = one_jar(tmp_path, b"the jar")
    (cache / "a/b/c/1/c-1.jar").unlink()
    asked: list[str] = []

    def read(self: object, path: str) -> bytes:
        asked.append(path)
        return b"the jar"

    monkeypatch.setattr(jars._MavenRepositories, "read", read)
    jars.fetch(lock=lock, cache=cache)
    jars.fetch(lock=lock, cache=cache)
    assert asked == ["a/b/c/1/c-1.jar"]


def one_jar(folder: Path, content: bytes) -> tuple[Path, Path]:
    """A lock of one jar, `a.b:c:1`, and a cache that holds it."""
    cache = folder / "cache"
    jar = cache / "a/b/c/1/c-1.jar"
    jar.parent.mkdir(parents=True)
    jar.write_bytes(content)
    lock = folder / "jars.lock"
    lock.write_text(f"{jars._sha256(jar)} {len(content)} a.b:c:1\n")
    return lock, cache
