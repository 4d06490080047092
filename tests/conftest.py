"""What tests share: one private Neo4j for the session."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from deliver import Ask, Service, empty
from hypothesis import settings

from graph.private_store import StoreAddress, ensure_running, stop

settings.register_profile("untimed", deadline=None)  # a busy machine must fail no test
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def store_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary THINKFAMILY_HOME for the session's store."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def store(store_home: Path) -> Iterator[StoreAddress]:
    """Give the session's private Neo4j, ended with the session.

    Its password begins with a dash, as one random password in 64 does.
    """
    (store_home / "store").mkdir(mode=0o700)
    with open(os.open(store_home / "store" / "password", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(f"-{secrets.token_urlsafe(24)}")
    os.environ.setdefault("THINKFAMILY_STORE_HEAP", "2g")  # a session plans more than a service ever does
    os.environ.setdefault("THINKFAMILY_STORE_PAGECACHE", "128m")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_PLANS", "kept")  # each test empties it: no plan would last
        address = ensure_running(store_home)
    yield address
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
