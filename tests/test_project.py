"""A project's view of a borough: pseudonyms, and nothing by which anybody could be found."""

from __future__ import annotations

import asyncio
import getpass
import stat
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import orjson
import pytest
from deliver import opened, person_id
from serving import thinkfamily
from similar_families import FAMILIES, load_similar_families
from typer.testing import CliRunner

from api.cli import app
from graph.private_files import ReadableByOthers
from graph.private_store import StoreAddress
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.files import Files
from queries.analysis.borough.reading import refreshed
from queries.analysis.disclosure.people import people
from queries.analysis.disclosure.pseudonyms import BadProjectKey, ProjectKey
from queries.analysis.disclosure.unsealed import unsealed
from queries.analysis.project import NotAQuarterEnd, View, project
from queries.audit.segments import folder_of
from queries.audit.verify import entries, verified
from queries.case import Cases
from queries.context import Context
from queries.facts.store import FactStore

pytestmark = pytest.mark.slow

ON = date(2026, 3, 31)
KEY, OTHER = ProjectKey(b"k" * 32), ProjectKey(b"o" * 32)


@pytest.fixture(scope="module")
def home(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The borough loaded, and the home with its snapshot."""
    return load_similar_families(store, tmp_path_factory.mktemp("home"))


def view(store: StoreAddress, home: Path, key: ProjectKey = KEY, on: date = ON) -> View:
    async def run() -> View:
        async with opened(store) as driver:
            return await project(Cases.on(driver, timeout=170), home, key, on)

    return asyncio.run(run())


def rows(store: StoreAddress, home: Path) -> dict[str, dict[str, Any]]:
    """Everybody's row before the rule, by id, but for protected identities."""

    async def run() -> Borough:
        context = Context.as_of(ON)
        async with opened(store) as driver:
            with Files.of(home) as files:
                return Borough.of(await refreshed(FactStore(driver), files, context, lambda what, done: None), context)

    return {row.pop("id"): row for row in people(unsealed(asyncio.run(run()))).rows(named=True)}


def of(name: str) -> str:
    return person_id("council", name)


def test_a_row_tells_an_age_band_a_district_how_many_agencies_and_what_is_around_a_child(
    store: StoreAddress, home: Path
) -> None:
    found = rows(store, home)
    son = {"age": "10 to 15", "area": "RV1", "agencies": "1", "around": "substance_misuse"}
    mother = {"age": "25 to 44", "area": "not recorded", "agencies": "1", "around": "not a child"}
    ids = [id for id, row in found.items() if row == son]
    assert len(ids) == FAMILIES and of("son0") in ids
    assert sum(row == mother for row in found.values()) == FAMILIES


def test_what_is_kept_close_tells_nothing(store: StoreAddress, home: Path) -> None:
    found = rows(store, home)
    assert found[of("hidden")]["area"] == "not recorded"
    assert found[min(of("sealed"), person_id("drugs", "sealed"))]["agencies"] == "0"
    assert found[of("one")]["around"] == "none"


def test_a_protected_identity_is_no_row_and_counts_nowhere(store: StoreAddress, home: Path) -> None:
    assert person_id("drugs", "new-name0") not in rows(store, home)
    (mothers,) = view(store, home).counts(["agencies"], {"age": "25 to 44"}).rows()
    assert mothers == ("1", FAMILIES)


def test_the_view_has_nobody_in_it_by_name_date_address_or_id(store: StoreAddress, home: Path, tmp_path: Path) -> None:
    view(store, home).save(tmp_path / "view")
    files = list((tmp_path / "view").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    told = "".join(file.read_text("utf-8") for file in files)
    assert "substance_misuse" in told
    for secret in (*rows(store, home), "1990", "2015", "3AB", "refuge", "mother", "person:"):
        assert secret not in told


def test_what_is_saved_is_read_as_it_was(store: StoreAddress, home: Path, tmp_path: Path) -> None:
    made = view(store, home)
    made.save(tmp_path / "view")
    read = View.read(tmp_path / "view")
    assert read.table.equals(made.table) and nx.utils.graphs_equal(read.graph, made.graph)
    assert (read.on, read.least, read.left_out, read.uncovered) == (ON, 11, None, ())


def test_pseudonyms_stay_within_a_project_and_are_others_in_another(store: StoreAddress, home: Path) -> None:
    first, again, other = view(store, home), view(store, home), view(store, home, OTHER)
    earlier = view(store, home, on=date(2025, 12, 31))
    assert first.table.equals(again.table) and nx.utils.graphs_equal(first.graph, again.graph)
    assert set(first.table["person"]).isdisjoint(other.table["person"])
    assert set(first.table["person"]).isdisjoint(earlier.table["person"])
    assert set(first.table["person"]).isdisjoint(first.graph)
    assert first.table["person"].n_unique() == first.table.height == 2 * FAMILIES


def test_only_families_of_which_enough_are_built_alike_are_in_the_graph(store: StoreAddress, home: Path) -> None:
    graph = view(store, home).graph
    sizes = [len(family) for family in nx.weakly_connected_components(graph)]
    assert sizes == [2] * FAMILIES
    assert set(nx.get_edge_attributes(graph, "ties").values()) == {"PARENT_OF"}
    assert all(not facts for facts in graph.nodes.values())


@pytest.mark.parametrize("on", [date(2026, 3, 30), date(2026, 4, 1), date(2026, 1, 31)])
def test_a_view_of_any_other_day_than_a_quarters_last_is_refused(store: StoreAddress, home: Path, on: date) -> None:
    """The views of two days in a row would tell whose birthday is between them."""
    with pytest.raises(NotAQuarterEnd, match="last day of a quarter; give 2026-0[36]-3"):
        view(store, home, on=on)


def test_a_view_is_made_on_the_command_line_and_read_by_the_analyst(
    store: StoreAddress, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("URI", store.uri), ("USER", store.user), ("PASSWORD", store.password)):
        monkeypatch.setenv(f"THINKFAMILY_NEO4J_{name}", value)
    monkeypatch.setenv("THINKFAMILY_HOME", str(home))
    words = ["view", "--key", str(tmp_path / "needs.key"), "--out", str(tmp_path / "view"), "--on"]
    made, refused = (CliRunner().invoke(app, [*words, on]) for on in ("2026-03-31", "2026-03-30"))
    assert (made.exit_code, refused.exit_code) == (0, 2)
    sons = {"age": "10 to 15", "area": "RV1", "agencies": "1", "around": "substance_misuse", "people": FAMILIES}
    assert sons in View.read(tmp_path / "view").counts(["age", "area", "agencies", "around"]).rows(named=True)


def test_that_a_view_was_made_is_recorded_before_it_is_given(
    store: StoreAddress, home: Path, tmp_path: Path
) -> None:
    made = view(store, home)
    *_, said = [orjson.loads(line) for _, line in entries(folder_of(home))]
    assert (said["code"], said["authorization"]["purpose"]) == (["view"], "analysis")
    assert said["agent"] == {"who": getpass.getuser(), "role": "local_user", "organization": ""}
    assert said["entity"] == {
        "asked": [], "answered": [],
        "detail": {"project": KEY.name, "on": "2026-03-31", "people": made.table.height,
                   "in_families": len(made.graph), "left_out": None},
    }
    assert KEY.name != OTHER.name and KEY.secret.hex() not in KEY.name
    verified(folder_of(home))


def test_a_view_that_cannot_be_recorded_is_not_given(store: StoreAddress, home: Path, tmp_path: Path) -> None:
    folder = folder_of(home)
    aside = folder.rename(folder.with_name("audit-aside"))
    folder.write_text("")  # no folder any more, so that nothing can be written in it
    try:
        address = {"THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_USER": store.user}
        words = ("view", "--key", str(tmp_path / "needs.key"), "--out", str(tmp_path / "view"), "--on", "2026-03-31")
        done = thinkfamily(home, *words, THINKFAMILY_NEO4J_PASSWORD=store.password, **address)
    finally:
        folder.unlink()
        aside.rename(folder)
    assert (done.returncode, "not given" in done.stderr) == (2, True)
    assert not (tmp_path / "view").exists()


def test_a_key_is_made_once_for_its_owner_only_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "projects" / "needs.key"
    key = ProjectKey.of(file)
    assert ProjectKey.of(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key.secret.hex() not in repr(key)
    assert ProjectKey.from_environment({"THINKFAMILY_PROJECT_KEY": key.secret.hex()}) == key


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "needs.key"
    ProjectKey.of(file)
    file.chmod(0o640)
    with pytest.raises(ReadableByOthers, match=r"chmod 600 .*needs\.key"):
        ProjectKey.of(file)


@pytest.mark.parametrize("held", ["", "no digits", "ab" * 31])
def test_what_is_no_key_is_refused_with_how_one_is_made(held: str) -> None:
    with pytest.raises(BadProjectKey, match="openssl rand -hex 32"):
        ProjectKey.from_environment({"THINKFAMILY_PROJECT_KEY": held})


def test_a_pseudonym_is_no_hash_that_could_be_made_without_the_key() -> None:
    """By RFC 2104, worked out here a second time from its definition: the outer and the inner hash with the key."""
    from hashlib import sha256

    block = KEY.secret.ljust(64, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block) + b"row\n2026-03-31\nperson:1").digest()
    outer = sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()
    assert KEY.pseudonyms(["person:1"], ON, "row") == [outer[:32]]
    assert KEY.pseudonyms(["person:1"], ON, "row") != OTHER.pseudonyms(["person:1"], ON, "row")
