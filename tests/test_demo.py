"""What `thinkfamily demo` tells and `thinkfamily check` finds, of a small family in a real store."""

from __future__ import annotations

import asyncio
import shlex
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from deliver import digest, empty, opened
from graphql import parse, print_ast
from rich.console import Console
from small_family import MOTHER, load_small_family

from api.checking import checked, shown
from api.telling import NoDemonstration, _agency, tell
from graph.private_store import StoreAddress
from graph.schema import wanted

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loaded family's folder."""
    return load_small_family(store, tmp_path_factory.mktemp("demo"))


def told(store: StoreAddress, folder: Path) -> str:
    """What the demonstration prints."""
    page = StringIO()

    async def run() -> None:
        async with opened(store) as driver:
            await tell(driver, folder, 8123, Console(file=page, width=200))

    asyncio.run(run())
    return page.getvalue()


def found(store: StoreAddress, **asked: bool) -> dict[str, Any]:
    """What the check finds."""

    async def run() -> dict[str, Any]:
        async with opened(store) as driver:
            return await checked(driver, **asked)

    return asyncio.run(run())


def test_the_three_answers_are_told_in_words(store: StoreAddress, folder: Path) -> None:
    text = told(store, folder)
    children, informing, hidden = (text.partition(f"{number}. ")[2].partition("\n\n")[0] for number in (1, 2, 3))
    assert "Leo Hale (10)" in children
    assert "Ana Hale is parent of Leo Hale since 2015-06-30, says council" in children
    assert "Not recorded: school and gp" in children
    assert "Using again" in informing
    assert "Council, involved with Leo Hale, for 19 days" in informing
    assert "Ring Kit Oak, Social worker: 01632 960001" in informing
    assert "2 groups of services" in hidden
    assert "Between groups 1 and 2: " in hidden
    assert "A contact of " in hidden and " with " in hidden
    assert f'adult: "{MOTHER}"' in text
    assert "http://127.0.0.1:8123/graphql" in text


def test_the_command_to_paste_asks_the_question_that_is_shown(store: StoreAddress, folder: Path) -> None:
    question, _, line = told(store, folder).partition("to ask more:\n")[2].partition("\nOr from a shell:\n")
    curl, _, url, _, query = shlex.split(line)
    assert (curl, url) == ("curl", "http://127.0.0.1:8123/graphql")
    assert print_ast(parse(query.removeprefix("query="))) == print_ast(parse(question))
    assert f'childrenAffected(adult: "{MOTHER}"' in question


def test_each_person_by_whom_an_agency_is_involved_is_shown_with_a_path() -> None:
    """Of two children with one practice, both: the caller is asked of each how it is known."""
    mother, zoe, alfie = ({"id": name, "givenNames": name, "familyName": None} for name in ("Ann", "Zoë", "Alfie"))
    step: dict[str, Any] = {
        "from": mother, "type": "PARENT", "since": None, "uncertain": False, "disputed": False, "assertedBy": [],
    }
    paths = [{"people": [mother, child], "steps": [{**step, "to": child}]} for child in (zoe, alfie, zoe)]
    agency = {"agency": {"name": "Surgery"}, "waiting": None, "via": paths, "state": "NOT_INFORMED", "contacts": [],
              "notInvolved": False, "services": []}
    told_of = "\n".join(_agency(agency))
    assert "involved with Zoë and Alfie" in told_of
    assert [told_of.count(f"Ann is parent of {name}") for name in ("Zoë", "Alfie")] == [1, 1]


def test_an_agency_that_is_not_involved_is_shown_with_its_duty_line() -> None:
    """The caller is told that it should know, because of whom, and which number to ring."""
    zoe = {"id": "zoe", "givenNames": "Zoë", "familyName": None}
    desk = {"name": "Front door", "contact": "01632 960050"}
    hub = {"agency": {"name": "Hub"}, "waiting": "P3D", "via": [{"people": [zoe], "steps": []}], "contacts": [],
           "state": "NOT_INFORMED", "notInvolved": True, "services": [desk]}
    assert [line.strip() for line in _agency(hub)] == [
        "Hub, not involved yet, should know because of Zoë, for 3 days.", "Ring Front door: 01632 960050.",
    ]


def test_the_check_counts_and_finds_the_store_as_it_should_be(store: StoreAddress, folder: Path) -> None:
    there = found(store)
    assert (there["nodes"]["Person"], there["nodes"]["SourceRecord"]) == (2, 3)
    assert (there["relationships"]["PARENT_OF"], there["relationships"]["ABOUT"]) == (1, 3)
    assert there["differences"] == []
    assert {each["id"]: (each["covers_to"], each["state"]) for each in there["agencies"]} == {
        "council": ("2026-03-31", "complete"), "drugs": ("2026-03-31", "complete"),
    }
    assert "digest" not in there


def test_the_check_names_nobody(store: StoreAddress, folder: Path) -> None:
    page = StringIO()
    shown(found(store), Console(file=page, width=120))
    assert "Person" in page.getvalue()
    assert not {"Ana", "Leo", "Hale", "Kit"} & set(page.getvalue().split())


def test_the_check_gives_the_digest_where_asked(store: StoreAddress, folder: Path) -> None:
    assert found(store, digest=True)["digest"] == asyncio.run(digest(store))


def test_a_store_without_anything_is_told_in_a_line_and_with_the_remedy() -> None:
    page = StringIO()
    missing = [f"missing: {index}" for index in wanted()]
    shown({"nodes": {}, "relationships": {}, "agencies": [], "differences": missing}, Console(file=page, width=120))
    assert page.getvalue().count("missing") == 1
    assert "`thinkfamily load` makes them" in page.getvalue()


def test_a_folder_without_a_borough_is_named(store: StoreAddress, tmp_path: Path) -> None:
    with pytest.raises(NoDemonstration, match="thinkfamily borough"):
        told(store, tmp_path)


def test_a_borough_that_is_not_loaded_says_what_to_do(store: StoreAddress, folder: Path) -> None:
    empty(store)
    with pytest.raises(NoDemonstration, match="load it first"):
        told(store, folder)
    assert found(store)["agencies"] == []
