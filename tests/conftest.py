"""What tests share: one private Neo4j for the session."""

import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from deliver import Ask, Service, empty
from hypothesis import settings

from graph.private_store import StoreAddress, ensure_running, stop

settings.register_profile("untimed", deadline=None)  # a busy machine must fail no test
settings.load_profile("untimed")


LONGEST = (
    "interrupted", "full_disk", "change_in_doubt", "ready", "told_of", "all_open", "writer", "timing",
    "non_interference", "borough_rules", "access_glass", "two_engines", "entries_refused", "notebooks",
    "matrix_from_files", "not_involved_from_files", "wrong_records",
)
"""The files that take a minute or so, to be run first: one of them last would leave one of two stores idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; else as they come."""
    places = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


KEPT = None if "PYTEST_XDIST_WORKER" in os.environ else os.environ.get("THINKFAMILY_TEST_HOME")
"""A home whose store, with all that it has planned, is kept from run to run: for the fast loop, in one process."""


@pytest.fixture(scope="session")
def store_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A THINKFAMILY_HOME for the session's store: a temporary one, or the kept one, with nothing else in it."""
    if KEPT is None:
        return tmp_path_factory.mktemp("home")
    home = Path(KEPT).absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in home.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != "store":
            shutil.rmtree(path)
    return home


@pytest.fixture(scope="session")
def store(store_home: Path) -> Iterator[StoreAddress]:
    """Give the session's private Neo4j, ended with the session unless it is kept: it then ends when it is idle.

    Its password begins with a dash, as one random password in 64 does.
    """
    (store_home / "store").mkdir(mode=0o700, exist_ok=True)
    password = store_home / "store" / "password"
    if not password.exists():
        with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"-{secrets.token_urlsafe(24)}")
    os.environ.setdefault("THINKFAMILY_STORE_HEAP", "2g")  # a session plans more than a service ever does
    os.environ.setdefault("THINKFAMILY_STORE_PAGECACHE", "128m")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_PLANS", "kept")  # each test empties it: no plan would last
        patch.setenv("THINKFAMILY_STORE_COMPILER", "full")  # what it does most is to plan, for minutes
        address = ensure_running(store_home)
    empty(address)
    yield address
    if KEPT is None:
        stop(store_home)


@pytest.fixture
def empty_store(store: StoreAddress) -> StoreAddress:
    """Give the session's store with nothing in it but constraints and indexes."""
    empty(store)
    return store


@pytest.fixture(scope="session")
def service() -> Service:
    """Give the whole service, made once: validated documents are kept by text."""
    return Service()


@pytest_asyncio.fixture
async def ask(store: StoreAddress, service: Service) -> AsyncIterator[Ask]:
    """Give `ask(query, **variables)`: the answer of the one root field; errors fail the test."""
    async with service.asked(store) as asking:
        yield asking


@pytest_asyncio.fixture
async def raw(store: StoreAddress, service: Service) -> AsyncIterator[Ask]:
    """Give `raw(document, **variables)`: the whole response, errors and all."""
    async with service.asked_raw(store) as asking:
        yield asking
