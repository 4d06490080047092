"""Neo4j's jars: which ones (`jars.lock`), where from, and whether they are the right ones.

    python -m graph.jars fetch    download what is missing into the user's cache
    python -m graph.jars lock     make jars.lock anew, for the versions in ROOTS

The lock names every jar by its Maven coordinate, size and SHA-256. A jar that differs is refused,
whoever served it.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from graph import locks
from graph.store_errors import JarRefused, JarsUnavailable

ROOTS = ("org.neo4j:neo4j:2026.09.0", "org.neo4j.app:neo4j-server:2026.09.0")
LOCK = Path(__file__).with_name("jars.lock")
LOCK_HEADER = """\
# The jars of the private Neo4j. Made by `python -m graph.jars lock`; do not edit by hand.
# sha256 bytes group:artifact:version[:classifier]
"""
PARALLEL_DOWNLOADS = 8
CONNECT_AND_READ_SECONDS = (10, 60)
OTHER_DOWNLOAD_SECONDS = 900

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived and the bytes to come altogether."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    sha256: str
    size: int
    coordinate: str

    @property
    def path(self) -> str:
        """Where a Maven repository keeps it, relative to the repository's root."""
        group, artifact, version, *classifier = self.coordinate.split(":")
        name = "-".join([artifact, version, *classifier])
        return f"{group.replace('.', '/')}/{artifact}/{version}/{name}.jar"


def default_cache() -> Path:
    """Return the user-wide folder of jars, shared by all homes."""
    return user_cache_path("thinkfamily") / "jars"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """Return the jars that a lock file names."""
    lines = (line.split() for line in lock.read_text("utf-8").splitlines())
    return [
        Jar(sha256=fields[0], size=int(fields[1]), coordinate=fields[2])
        for fields in lines
        if fields and not fields[0].startswith("#")
    ]


def fetch(
    progress: Progress | None = None, *, lock: Path = LOCK, cache: Path | None = None
) -> list[Path]:
    """Return the class path, after downloading what is missing and checking every jar.

    Jars already checked, and untouched since by size and time of change, are not read again.

    Raises JarsUnavailable when a download fails, JarRefused when a jar is not the locked one.
    """
    cache = cache or default_cache()
    jars = read_lock(lock)
    stamp = cache / f"{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}.checked"
    if not _stamp_holds(stamp, jars, cache):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _only_one_download(cache):
            _download_missing(jars, cache, progress)
            _stamp(stamp, jars, cache)
    return [cache / jar.path for jar in jars]


@contextmanager
def _only_one_download(cache: Path) -> Iterator[None]:
    try:
        descriptor = locks.take(cache / ".lock", OTHER_DOWNLOAD_SECONDS)
    except TimeoutError as error:
        raise JarsUnavailable(
            f"Another process has been fetching Neo4j's jars into {cache} for over "
            f"{OTHER_DOWNLOAD_SECONDS // 60} minutes. End it, then run the command again."
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


def _download_missing(jars: list[Jar], cache: Path, progress: Progress | None) -> None:
    missing = []
    for jar in jars:
        if (cache / jar.path).exists():
            _check(jar, cache / jar.path)
        else:
            missing.append(jar)
    if missing:
        _download_all(missing, cache, progress or (lambda done, total: None))


def _download_all(jars: list[Jar], cache: Path, progress: Progress) -> None:
    total = sum(jar.size for jar in jars)
    done = 0
    source = _MavenRepositories()
    pool = ThreadPoolExecutor(PARALLEL_DOWNLOADS, thread_name_prefix="jars")
    try:
        for arrived in as_completed([pool.submit(_download, source, jar, cache) for jar in jars]):
            done += arrived.result()
            progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)


class _MavenRepositories:
    """The repositories that jgo is configured with (mirrors), and Maven Central."""

    def __init__(self) -> None:
        # Slow to import, and needed only when something must be downloaded.
        import requests
        from jgo.config import GlobalSettings
        from jgo.constants import MAVEN_CENTRAL_URL
        from requests.adapters import HTTPAdapter
        from urllib3 import Retry

        self._roots = [*(GlobalSettings.load().repositories or {}).values(), MAVEN_CENTRAL_URL]
        self._session = requests.Session()
        retry = Retry(4, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504))
        self._session.mount(
            "https://", HTTPAdapter(pool_maxsize=PARALLEL_DOWNLOADS, max_retries=retry)
        )

    def read(self, path: str) -> bytes:
        """Return a file of the first repository that has it; raises OSError when none does."""
        failure: OSError = FileNotFoundError(path)
        for root in self._roots:
            try:
                return self._get(f"{root.rstrip('/')}/{path}")
            except OSError as error:  # what requests raises is an OSError
                failure = error
        raise failure

    def _get(self, url: str) -> bytes:
        response = self._session.get(url, timeout=CONNECT_AND_READ_SECONDS)
        response.raise_for_status()
        return bytes(response.content)


def _download(source: _MavenRepositories, jar: Jar, cache: Path) -> int:
    """Bring one jar into the cache, whole and checked or not at all; return its size."""
    try:
        content = source.read(jar.path)
    except OSError as error:
        raise JarsUnavailable(
            f"Neo4j's jar {jar.coordinate} could not be downloaded ({type(error).__name__}). Check "
            "the network and proxy settings, then run the command again; what has arrived is kept."
        ) from error
    target = cache / jar.path
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        _check(jar, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return jar.size


def _check(jar: Jar, file: Path) -> None:
    if _sha256(file) == jar.sha256:
        return
    what_now = (
        "Delete that file and run the command again"
        if file.suffix == ".jar"
        else "The repository or a proxy served something else; nothing was kept. Check which "
        "Maven repository this machine uses, then run the command again"
    )
    raise JarRefused(
        f"The jar {jar.coordinate} ({file}) is not the one in {LOCK.name}: its SHA-256 differs. "
        f"{what_now}."
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _fingerprints(jars: list[Jar], cache: Path) -> dict[str, list[int]]:
    stats = ((jar.path, (cache / jar.path).stat()) for jar in jars)
    return {path: [stat.st_size, stat.st_mtime_ns] for path, stat in stats}


def _stamp(stamp: Path, jars: list[Jar], cache: Path) -> None:
    part = stamp.with_suffix(".part")
    part.write_text(json.dumps(_fingerprints(jars, cache)), "utf-8")
    part.replace(stamp)


def _stamp_holds(stamp: Path, jars: list[Jar], cache: Path) -> bool:
    try:
        return bool(json.loads(stamp.read_text("utf-8")) == _fingerprints(jars, cache))
    except (OSError, ValueError):
        return False


@contextmanager
def bar(patience: float = 1.0) -> Iterator[Progress]:
    """Give a progress bar on standard error that appears once `patience` seconds have passed."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("Neo4j"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    shown = Bar(*columns, console=Console(stderr=True))
    task = shown.add_task("Neo4j", total=None)
    began = time.monotonic()

    def advance(done: int, total: int) -> None:
        shown.update(task, completed=done, total=total)
        if time.monotonic() - began >= patience:
            shown.start()

    try:
        yield advance
    finally:
        shown.stop()


def make_lock(target: Path = LOCK) -> int:
    """Resolve ROOTS with jgo, download the jars and write the lock; return how many there are.

    Takes minutes: it trusts what Maven Central serves now, so look at the difference before
    committing it.
    """
    from jgo.maven import MavenContext

    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder))
        roots, needed = context.resolver.resolve([context.create_dependency(r) for r in ROOTS])
        runtime = [*roots, *(each for each in needed if each.scope in ("compile", "runtime"))]
        with ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
            lines = sorted(set(pool.map(_lock_line, (each.artifact for each in runtime))))
    target.write_text(LOCK_HEADER + "".join(f"{line}\n" for _, line in lines), "utf-8")
    return len(lines)


def _lock_line(artifact: object) -> tuple[str, str]:
    """Return the coordinate to sort by, and the line of a jgo artifact."""
    parts = [getattr(artifact, name) for name in ("groupId", "artifactId", "version", "classifier")]
    coordinate = ":".join(part for part in parts if part)
    file: Path = artifact.resolve()  # type: ignore[attr-defined]
    return coordinate, f"{_sha256(file)} {file.stat().st_size} {coordinate}"


def main(arguments: list[str]) -> int:
    """Run `fetch` or `lock`; return the exit code."""
    match arguments:
        case ["fetch"]:
            with bar() as progress:
                fetch(progress)
        case ["lock"]:
            print(f"{make_lock()} jars in {LOCK.name}")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
