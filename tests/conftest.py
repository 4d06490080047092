"""What tests share: one private Neo4j for the session."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.private_store import StoreAddress, ensure_running, stop


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers, so that a misspelt one is an error under --strict-markers."""
    config.addinivalue_line("markers", "slow: starts or ends a Neo4j of its own (seconds)")


@pytest.fixture(scope="session")
def store_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary THINKFAMILY_HOME for the session's store."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def store(store_home: Path) -> Iterator[StoreAddress]:
    """Give the session's private Neo4j, ended with the session."""
    os.environ.setdefault("THINKFAMILY_STORE_HEAP", "512m")
    os.environ.setdefault("THINKFAMILY_STORE_PAGECACHE", "128m")
    yield ensure_running(store_home)
    stop(store_home)
