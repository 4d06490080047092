"""The driver: to the private store, or to the Neo4j server that the environment names."""

import asyncio
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncSession
from neo4j.exceptions import AuthError, DriverError, Neo4jError
from platformdirs import user_data_path

from graph._store_files import StoreFiles
from graph.disk import DiskTrouble, trouble
from graph.private_files import ReadableByOthers, check_private
from graph.private_store import OnProgress, StoreAddress, ensure_running
from graph.store_errors import StoreMisconfigured, StoreUnreachable

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
CONNECTION_SECONDS = 5.0
ACQUISITION_SECONDS = 10.0
RETRY_SECONDS = 10.0
VERIFY_SECONDS = 20.0
POOL_SIZE = 50
STARTS = 3
"""How often a private store is started, or started again, before a command gives up: it may end just then."""
PAUSE_SECONDS = 1.0

ENDED = frozenset({
    "Neo.ClientError.Transaction.Terminated",  # the store is being stopped
    "Neo.ClientError.Transaction.LockClientStopped",  # likewise, while the transaction waited for a lock
    "Neo.DatabaseError.Transaction.TransactionLogError",  # the transaction log could not be written
    "Neo.DatabaseError.Transaction.TransactionCommitFailed",  # what was committed could not be applied
    "Neo.DatabaseError.Transaction.TransactionStartFailed",  # since then, every other transaction
})
"""The errors by which a store that stops, or whose database has failed, ends transactions.

A failed database, as after a full disk, answers nothing until it is started again and recovered. The private store
exits by itself then, and whoever needs it next starts it; another server needs whoever runs it.
"""

# What the driver tries again it would otherwise say on stderr, among a command's own words.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class StoreSettings:
    """Which store: a private one in `home` without `uri`, otherwise the server at `uri`."""

    home: Path
    uri: str | None = None
    user: str = "neo4j"
    password: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "StoreSettings":
        """Read the THINKFAMILY_ variables; raises StoreMisconfigured naming the one to mend."""
        return cls(
            home=home(environment),
            uri=_uri(environment),
            user=environment.get("THINKFAMILY_NEO4J_USER") or cls.user,
            password=_password(environment),
        )


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return THINKFAMILY_HOME, by default the user's data directory."""
    chosen = environment.get("THINKFAMILY_HOME")
    return Path(chosen).expanduser() if chosen else user_data_path("thinkfamily")


def _uri(environment: Mapping[str, str]) -> str | None:
    uri = environment.get("THINKFAMILY_NEO4J_URI")
    if not uri:
        return None
    parts = urlsplit(uri)
    if parts.username or parts.password:
        raise StoreMisconfigured(
            "THINKFAMILY_NEO4J_URI holds a user or password. Give them by THINKFAMILY_NEO4J_USER "
            "and THINKFAMILY_NEO4J_PASSWORD_FILE, and change the password if others saw it."
        )
    if parts.scheme not in SCHEMES or not parts.hostname or not _is_port_valid(parts):
        raise StoreMisconfigured(
            "THINKFAMILY_NEO4J_URI is not the address of a Neo4j server. Give one such as "
            f"bolt://localhost:7687; it may begin with {', '.join(SCHEMES)}."
        )
    return uri


def _is_port_valid(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _password(environment: Mapping[str, str]) -> str | None:
    password = environment.get("THINKFAMILY_NEO4J_PASSWORD")
    file = environment.get("THINKFAMILY_NEO4J_PASSWORD_FILE")
    if password and file:
        raise StoreMisconfigured(
            "Both THINKFAMILY_NEO4J_PASSWORD and THINKFAMILY_NEO4J_PASSWORD_FILE are set. Keep one."
        )
    return _password_in(Path(file).expanduser()) if file else password or None


def _password_in(file: Path) -> str:
    try:
        check_private(file, "password")
        return file.read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise StoreMisconfigured(
            f"THINKFAMILY_NEO4J_PASSWORD_FILE names {file}, which is not UTF-8. Save the password as UTF-8."
        ) from None
    except ReadableByOthers as error:
        raise StoreMisconfigured(str(error)) from None
    except OSError as error:
        raise StoreMisconfigured(
            f"THINKFAMILY_NEO4J_PASSWORD_FILE names {file}, which cannot be read "
            f"({error.strerror})."
        ) from error


async def connect(
    settings: StoreSettings | None = None, on_progress: OnProgress | None = None
) -> AsyncDriver:
    """Return a driver whose server has answered; the caller closes it.

    Raises StoreUnreachable when the server does not answer, has failed or refuses the credentials,
    StoreStartFailed when the private store cannot be started, and StoreMisconfigured.
    """
    settings = settings or StoreSettings.from_environment()
    if settings.uri:
        return await _answering(StoreAddress(settings.uri, settings.user, settings.password or ""))
    for _ in range(STARTS - 1):
        try:
            return await _answering(await asyncio.to_thread(ensure_running, settings.home, on_progress))
        except StoreUnreachable as error:
            if isinstance(error.__cause__, AuthError):
                raise
            await asyncio.sleep(PAUSE_SECONDS)
    return await _answering(await asyncio.to_thread(ensure_running, settings.home, on_progress))


async def _answering(address: StoreAddress) -> AsyncDriver:
    """Return a driver whose database has answered a question; raises StoreUnreachable."""
    driver = _driver(address)
    try:
        async with asyncio.timeout(VERIFY_SECONDS):
            await driver.verify_connectivity()
            async with session(driver, reading=True) as asking:
                await (await asking.run("RETURN 1")).consume()
    except BaseException as error:
        await driver.close()
        if isinstance(error, (Neo4jError, DriverError, OSError)):
            raise _unreachable(address, error) from error
        raise
    return driver


def disk_trouble(settings: StoreSettings) -> DiskTrouble | None:
    """Return why the private store's disk cannot be written. None for another server, whose disk is its own."""
    return None if settings.uri else trouble(StoreFiles.folder_in(settings.home))


def session(driver: AsyncDriver, *, reading: bool = False) -> AsyncSession:
    """A session that sees all that was written or read by this driver before, whichever member of a cluster answers."""
    mode = READ_ACCESS if reading else WRITE_ACCESS
    return driver.session(default_access_mode=mode, bookmark_manager=driver.execute_query_bookmark_manager)


def was_terminated(error: Neo4jError) -> bool:
    """Return whether the store ended the transaction since it stops or its database has failed (`ENDED`)."""
    return error.code in ENDED


def _driver(address: StoreAddress) -> AsyncDriver:
    """Open a driver with every wait bounded; raises nothing until it is used."""
    return AsyncGraphDatabase.driver(
        address.uri,
        auth=(address.user, address.password) if address.password else None,
        user_agent=f"thinkfamily/{_version()}",
        connection_timeout=CONNECTION_SECONDS,
        connection_acquisition_timeout=ACQUISITION_SECONDS,
        max_transaction_retry_time=RETRY_SECONDS,
        max_connection_pool_size=POOL_SIZE,
        # The driver would log each notification with the statement it is about.
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def _unreachable(address: StoreAddress, error: Exception) -> StoreUnreachable:
    if isinstance(error, AuthError):
        return StoreUnreachable(
            f"Neo4j at {address.uri} refused the user {address.user!r}. Check "
            "THINKFAMILY_NEO4J_USER and THINKFAMILY_NEO4J_PASSWORD or its _FILE."
        )
    if isinstance(error, Neo4jError) and was_terminated(error):
        return StoreUnreachable(
            f"The database of Neo4j at {address.uri} has failed ({error.code}), perhaps on a full disk. Free space on "
            "that server's disk if it is full, start the server again, then run the command again."
        )
    return StoreUnreachable(
        f"Neo4j at {address.uri} does not answer ({type(error).__name__}). Check that it runs and "
        "THINKFAMILY_NEO4J_URI; without that variable a private store is used."
    )


def _version() -> str:
    try:
        return version("thinkfamily")
    except PackageNotFoundError:
        return "source"
