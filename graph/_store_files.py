"""What a home keeps of its private store: locks, state, password, log, and Neo4j's own folder."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from graph import disk
from graph.private_files import ReadableByOthers, check_private, create_private, write_private
from graph.store_errors import StoreDiskFull, StoreMisconfigured, StoreStartFailed

PASSWORD_BYTES = 24
LARGEST_LOG = 1_000_000


@dataclass(frozen=True)
class StoreState:
    """Which processes are the store. `port` is None until Neo4j answers.

    `token` is in the command line of both processes: a process id alone may have been reused.
    """

    token: str
    supervisor: int
    child: int
    port: int | None = None


@dataclass(frozen=True)
class StoreFiles:
    """The folder `store` in a home directory; nobody but its owner may look into it."""

    folder: Path

    @classmethod
    def of(cls, home: Path) -> "StoreFiles":
        """Return the files of a home, whose folder is made where it is missing."""
        folder = cls.folder_in(home)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            if full := disk.trouble(folder):
                raise StoreDiskFull(str(full)) from error
            raise StoreMisconfigured(
                f"The folder {folder} cannot be used ({error.strerror}). "
                "Choose another home with THINKFAMILY_HOME."
            ) from error
        return cls(folder)

    @staticmethod
    def folder_in(home: Path) -> Path:
        """Return the folder of a home's store, whether or not it is there."""
        return home.expanduser().absolute() / "store"

    @property
    def start_lock(self) -> Path:
        """Held by whoever is starting or ending the store."""
        return self.folder / "start.lock"

    @property
    def alive_lock(self) -> Path:
        """Held as long as the supervisor or Neo4j lives."""
        return self.folder / "alive.lock"

    @property
    def log(self) -> Path:
        """What the supervisor and Neo4j have to say."""
        return self.folder / "store.log"

    @property
    def neo4j(self) -> Path:
        """Neo4j's own home, with its data and logs."""
        return self.folder / "neo4j"

    @property
    def _state(self) -> Path:
        return self.folder / "state.json"

    @property
    def _password(self) -> Path:
        return self.folder / "password"

    @property
    def _used(self) -> Path:
        return self.folder / "used"

    def state(self) -> StoreState | None:
        """Return the state as last written; it may be of processes long gone."""
        try:
            return StoreState(**json.loads(self._state.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_state(self, state: StoreState) -> None:
        """Replace the state in one step."""
        write_private(self._state, json.dumps(asdict(state)).encode())

    def forget_state(self) -> None:
        """Remove the state of a store that has ended."""
        self._state.unlink(missing_ok=True)

    def password(self) -> str:
        """Return the store's password, a random one made at the first call.

        Raises StoreStartFailed when somebody else could read it.
        """
        if not self._password.exists():
            create_private(self._password, secrets.token_urlsafe(PASSWORD_BYTES).encode())
        try:
            check_private(self._password, "store's password")
        except ReadableByOthers as error:
            remedy = "Deleted while the store is stopped, it is made anew."
            raise StoreStartFailed(f"{error} {remedy}") from None
        return self._password.read_text("utf-8").strip()

    def mark_used(self) -> None:
        """Note that a command has just been given the store's address."""
        self._used.touch(mode=0o600)

    def last_used(self) -> float:
        """Return when `mark_used` was last called, in seconds since the epoch (0 if never)."""
        try:
            return self._used.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def open_log(self) -> int:
        """Return a descriptor that appends to the log, emptied first if it has grown large."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            flags |= os.O_TRUNC
        return os.open(self.log, flags, 0o600)
