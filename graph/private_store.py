"""One private Neo4j for each home directory: started on demand, shared, ending by itself when idle.

A command calls `ensure_running` and gets an address. Behind it stand two processes: a supervisor
(`graph._supervisor`) and Neo4j (`graph._neo4j_child`). Which of them live is told by a lock that
the kernel releases, never by a file somebody wrote. Needs Linux or macOS.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from graph import _supervisor, disk, jars
from graph._store_files import StoreFiles, StoreState
from graph._store_options import StoreOptions
from graph.store_errors import StoreDiskFull, StoreError, StoreStartFailed, StoreUnreachable

if sys.platform != "win32":
    from graph import locks

__all__ = [
    "StoreAddress",
    "StoreError",
    "StoreStartFailed",
    "StoreStatus",
    "StoreUnreachable",
    "ensure_running",
    "status",
    "stop",
]

USER = "neo4j"
LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.05
START_SECONDS = _supervisor.START_SECONDS + 10
END_SECONDS = _supervisor.SHUTDOWN_SECONDS + 10
KILL_SECONDS = 10
ANSWER_SECONDS = 30
HANDSHAKE_SECONDS = 5
# Bolt's magic number, then the versions asked for: 5.8 down to 5.0, and 4.4.
BOLT_HANDSHAKE = bytes.fromhex("6060b017 00080805 00000404 00000000 00000000")

OnProgress = Callable[[str], None]


@dataclass(frozen=True)
class StoreAddress:
    """Where a store answers, and as whom."""

    uri: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class StoreStatus:
    """The private store of a home. Sizes are in bytes; what is not known is None."""

    running: bool
    log: Path
    disk_bytes: int
    pid: int | None = None
    port: int | None = None
    uri: str | None = None
    memory_bytes: int | None = None


def ensure_running(home: Path, on_progress: OnProgress | None = None) -> StoreAddress:
    """Return the address of the home's store, started first where it is not running.

    `on_progress` is told in a few words what takes time.

    Raises StoreDiskFull (with the folder) where the disk has no room to start it, StoreStartFailed (with
    the path of the log), or StoreUnreachable when a running store does not answer.
    """
    tell = on_progress or (lambda message: None)
    files = _files(home)
    with _only_one(files):
        state = _running(files)
        if state:
            return _address(files, state)
    # The jars may take minutes the first time; nobody should have to wait for the lock so long.
    jars.fetch(_jar_progress(tell))
    with _only_one(files):
        state = _running(files) or _start(files, tell)
        return _address(files, state)


def status(home: Path) -> StoreStatus:
    """Return whether the home's store runs, where, and how large it is. Starts nothing."""
    files = _files(home)
    stopped = StoreStatus(running=False, log=files.log, disk_bytes=_disk_bytes(files.neo4j))
    state = files.state()
    if state is None or state.port is None or not _is_ours(state.supervisor, state.token):
        return stopped
    return StoreStatus(
        running=True,
        log=files.log,
        disk_bytes=stopped.disk_bytes,
        pid=state.child,
        port=state.port,
        uri=_uri(state.port),
        memory_bytes=_memory_bytes(state),
    )


def stop(home: Path) -> bool:
    """End the home's store cleanly; return False when none was running.

    Raises StoreUnreachable when it does not end.
    """
    files = _files(home)
    with _only_one(files):
        if locks.is_free(files.alive_lock):
            return False
        state = files.state()
        if state:
            _signal(state.supervisor, state.token, signal.SIGTERM)
        os.close(_take_over(files))
    return True


def _files(home: Path) -> StoreFiles:
    if sys.platform == "win32":
        raise StoreStartFailed(
            "The private store needs Linux or macOS. Set THINKFAMILY_NEO4J_URI to the address of "
            "a Neo4j server instead."
        )
    return StoreFiles.of(home)


@contextlib.contextmanager
def _only_one(files: StoreFiles) -> Iterator[None]:
    """Let one process at a time look for, start or end the store."""
    seconds = START_SECONDS + END_SECONDS
    try:
        lock = locks.take(files.start_lock, seconds)
    except TimeoutError as error:
        raise StoreUnreachable(
            f"Another command has been starting or ending the store for over {seconds} s. "
            f"See {files.log}, end that command, then run this one again."
        ) from error
    try:
        yield
    finally:
        os.close(lock)


def _address(files: StoreFiles, state: StoreState) -> StoreAddress:
    assert state.port
    files.mark_used()
    return StoreAddress(_uri(state.port), USER, files.password())


def _uri(port: int) -> str:
    return f"bolt://{LOOPBACK}:{port}"


def _running(files: StoreFiles) -> StoreState | None:
    """Return the store that answers, waiting for one that is on its way up.

    None when there is none, or it has lost its supervisor and so is on its way down.
    """
    up_by = time.monotonic() + START_SECONDS
    answer_by = None
    while not locks.is_free(files.alive_lock):
        state = files.state()
        if state and not _is_ours(state.supervisor, state.token):
            return None
        if state and state.port:
            if _answers(state.port):
                return state
            answer_by = answer_by or time.monotonic() + ANSWER_SECONDS
        if time.monotonic() > (answer_by or up_by):
            raise StoreUnreachable(
                f"The private store is running but does not answer. See {files.log}; "
                "`thinkfamily store stop` ends it, and the next command starts it again."
            )
        time.sleep(POLL_SECONDS)
    return None


def _answers(port: int) -> bool:
    """Whether a Bolt server completes the handshake on `port` in good time."""
    try:
        with socket.create_connection((LOOPBACK, port), HANDSHAKE_SECONDS) as connection:
            connection.sendall(BOLT_HANDSHAKE)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def _start(files: StoreFiles, tell: OnProgress) -> StoreState:
    """Start supervisor and Neo4j, and wait until Neo4j answers."""
    _refuse_full_disk(files)
    tell("Starting the store")
    options = StoreOptions.from_environment(os.environ)
    files.password()
    alive = _take_over(files)
    try:
        last = files.state()
        files.forget_state()
        _spawn(files, options, _free_port(last), alive)
    finally:
        os.close(alive)  # from now on the lock is the supervisor's
    state = _running(files)
    if state is None:
        _refuse_full_disk(files)  # it may have filled up while the store started
        raise StoreStartFailed(
            f"Neo4j did not start. The reason is at the end of {files.log}; "
            "free memory or disk where it says so, then run the command again."
        )
    return state


def _refuse_full_disk(files: StoreFiles) -> None:
    """Raise StoreDiskFull when nothing can be written in the store's folder."""
    if trouble := disk.trouble(files.folder):
        raise StoreDiskFull(f"{trouble} The next command then starts the store again, with all that is in it.")


def _take_over(files: StoreFiles) -> int:
    """Return the alive lock once the last store has ended, by force if it does not."""
    try:
        return locks.take(files.alive_lock, END_SECONDS)
    except TimeoutError:
        _kill_leftovers(files.state())
    try:
        return locks.take(files.alive_lock, KILL_SECONDS)
    except TimeoutError as error:
        raise StoreUnreachable(
            f"An earlier store of {files.folder} does not end. Find the process `graph._neo4j_child"
            f"` with that folder in its command line, end it, then run the command again."
        ) from error


def _kill_leftovers(state: StoreState | None) -> None:
    if state:
        _signal(state.supervisor, state.token, signal.SIGKILL)
        _signal(state.child, state.token, signal.SIGKILL)


def _free_port(last: StoreState | None) -> int:
    """Return the port of the last time if it is free, so that open drivers find the store again.

    Otherwise 0: Neo4j then takes any free one.
    """
    if not last or not last.port:
        return 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, last.port))
        except OSError:
            return 0
    return last.port


def _spawn(files: StoreFiles, options: StoreOptions, port: int, alive: int) -> None:
    log = files.open_log()
    command = [
        *(sys.executable, "-m", "graph._supervisor"),
        f"--folder={files.folder}",
        f"--heap={options.heap}",
        f"--compiler={options.compiler}",
        f"--plans={options.plans}",
        f"--page-cache={options.page_cache}",
        f"--idle-seconds={options.idle_seconds}",
        f"--port={port}",
        f"--token={secrets.token_hex(8)}",
        f"--alive-descriptor={alive}",
    ]
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).parents[1],  # where `-m graph…` is found, installed or not
            pass_fds=(alive,),
            start_new_session=True,  # Ctrl-C in the terminal is for the command, not the store
            timeout=START_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise StoreStartFailed(f"The store's supervisor did not start. See {files.log}.") from error
    finally:
        os.close(log)


def _is_ours(pid: int, token: str) -> bool:
    """Whether `pid` is still the process we started, not another one with its number."""
    try:
        return any(token in argument for argument in psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def _signal(pid: int, token: str, number: signal.Signals) -> None:
    if _is_ours(pid, token):
        with contextlib.suppress(ProcessLookupError):  # it may end by itself just now
            os.kill(pid, number)


def _memory_bytes(state: StoreState) -> int | None:
    try:
        return int(psutil.Process(state.child).memory_info().rss)
    except psutil.Error:
        return None


def _disk_bytes(folder: Path) -> int:
    total = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(directory, name)).st_blocks * 512
            except FileNotFoundError:
                continue  # Neo4j has just removed it
    return total


def _jar_progress(tell: OnProgress) -> jars.Progress:
    last_told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal last_told
        if time.monotonic() - last_told >= 1:
            last_told = time.monotonic()
            tell(f"Fetching Neo4j, once for this user: {done >> 20} of {total >> 20} MB")

    return progress
