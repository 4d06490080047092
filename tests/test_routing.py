"""A cluster's scheme, `neo4j://`: the same commands find the server by its routing table, and read what they wrote."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from command import COMMAND
from deliver import Agency, empty, opened, person_id

from graph.connection import StoreSettings, connect, session
from graph.private_store import StoreAddress
from graph.writer import Writer
from loaders.load import load
from loaders.settings import LoadSettings
from queries.case import Case, Cases
from queries.context import Context, now
from queries.questions.children_affected import ChildrenAffected, children_affected

pytestmark = pytest.mark.slow

council = Agency("council", "children_social_care")
council.people(ana="1990-02-01", leo="2015-06-30")
council.tie("ana", "parent", "leo")


def routed(store: StoreAddress) -> str:
    """The address as of a cluster."""
    return store.uri.replace("bolt://", "neo4j://")


async def test_what_was_loaded_is_answered(store: StoreAddress, store_home: Path) -> None:
    driver = await connect(StoreSettings(store_home, routed(store), store.user, store.password))
    try:
        folder = council.delivered().written(store_home / "routed")
        await load([folder], writer=Writer(driver), home=store_home, settings=LoadSettings())

        async def work(case: Case) -> ChildrenAffected | None:
            return await children_affected(case, person_id("council", "ana"))

        found = await Cases.on(driver).ask(Context.as_of(now().date()), work)
    finally:
        await driver.close()
    assert found is not None and [one.child for one in found.children] == [person_id("council", "leo")]


async def test_what_was_read_and_written_is_the_least_that_is_read_next(store: StoreAddress) -> None:
    async with opened(store) as driver:
        async with session(driver, reading=True) as reading:
            await (await reading.run("RETURN 1")).consume()
        read = await driver.execute_query_bookmark_manager.get_bookmarks()
        async with session(driver) as writing:
            await (await writing.run("CREATE (n:Bookmarked) DELETE n")).consume()
        written = await driver.execute_query_bookmark_manager.get_bookmarks()
    assert len(read) == len(written) == 1
    assert read != written


def test_commands_work_by_the_cluster_scheme(store: StoreAddress, store_home: Path) -> None:
    empty(store)
    folder = council.delivered().written(store_home / "routed")
    named = {"URI": routed(store), "USER": store.user, "PASSWORD": store.password}
    environment = {**os.environ, "THINKFAMILY_HOME": str(store_home / "elsewhere")}
    environment |= {f"THINKFAMILY_NEO4J_{name}": value for name, value in named.items()}
    said = [
        subprocess.run([*COMMAND, *words], check=True, capture_output=True, text=True, env=environment).stdout
        for words in (["load", str(folder)], ["check"])
    ]
    assert all("council" in text for text in said)
