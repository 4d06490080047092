"""The parent of one private Neo4j: outlives the command that started it, ends the store when idle.

It inherits the descriptor of the `alive` lock and passes it on to Neo4j, so that the lock is free
exactly when both have gone. It holds Neo4j's standard input: if it dies, Neo4j notices and ends.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from graph import locks
from graph._store_files import StoreFiles, StoreState

START_SECONDS = 180
SHUTDOWN_SECONDS = 70  # a little more than Neo4j gives itself


def main() -> None:
    """Leave the starting command behind, then run Neo4j until it ends."""
    arguments = _arguments()
    if os.fork():  # the command reaps this process; the one that lives on is nobody's zombie
        os._exit(0)
    os.umask(0o077)
    files = StoreFiles(arguments.folder)
    child = _start_child(arguments)
    state = StoreState(arguments.token, supervisor=os.getpid(), child=child.pid)
    files.write_state(state)
    end = _end_on_signals(child)
    _watch(child, files, state, arguments.idle_seconds, end)
    _say(f"Neo4j ended with exit code {child.wait()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--heap", required=True)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--plans", required=True)
    parser.add_argument("--page-cache", required=True)
    parser.add_argument("--port", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--idle-seconds", type=float, required=True)
    parser.add_argument("--alive-descriptor", type=int, required=True)
    return parser.parse_args()


def _start_child(arguments: argparse.Namespace) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "graph._neo4j_child"]
    for name in ("folder", "heap", "compiler", "plans", "page_cache", "port", "token"):
        command.append(f"--{name.replace('_', '-')}={getattr(arguments, name)}")
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=(arguments.alive_descriptor,),
    )


def _end_on_signals(child: "subprocess.Popen[str]") -> Callable[[], None]:
    """Return what ends Neo4j: cleanly at first, by force when it takes too long.

    SIGTERM calls it too. The alarm also bounds the start, until `_watch` calls it off.
    """

    def end(*_: object) -> None:
        signal.alarm(SHUTDOWN_SECONDS)
        if child.stdin:
            child.stdin.close()

    def kill(*_: object) -> None:
        _say("Neo4j took too long and is killed")
        child.kill()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGALRM, kill)
    signal.alarm(START_SECONDS)
    return end


def _watch(
    child: "subprocess.Popen[str]",
    files: StoreFiles,
    state: StoreState,
    idle_seconds: float,
    end: Callable[[], None],
) -> None:
    """Follow Neo4j's reports, one a second, until it ends; ask it to end when idle."""
    assert child.stdout
    last_connection = time.time()
    is_ending = False
    for line in child.stdout:
        report = json.loads(line)
        if "port" in report:
            signal.alarm(0)
            files.write_state(StoreState(**{**vars(state), "port": report["port"]}))
        if report.get("connections") != 0:
            last_connection = time.time()
        elif not is_ending and time.time() - last_connection >= idle_seconds:
            is_ending = _end_if_unused(files, idle_seconds, end)


def _end_if_unused(files: StoreFiles, idle_seconds: float, end: Callable[[], None]) -> bool:
    """Ask for the end unless a command has just been given the address or is asking for it.

    The start lock is kept until this process ends: the next command waits, then starts anew.
    """
    try:
        lock = locks.take(files.start_lock, 0)
    except TimeoutError:
        return False
    if time.time() - files.last_used() < idle_seconds:
        os.close(lock)
        return False
    _say(f"no connection for {idle_seconds:g} s: ending")
    end()
    return True


def _say(message: str) -> None:
    with contextlib.suppress(OSError):  # the log may be on a disk that is full
        print(time.strftime("%Y-%m-%d %H:%M:%S"), message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
