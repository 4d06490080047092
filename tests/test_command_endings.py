"""Commands that cannot do what they were asked: they end in a sentence that says why, and in the exit code for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from deliver import opened
from extract_deliveries import delivery
from neo4j.exceptions import Neo4jError
from serving import thinkfamily

from api.ending import of_store
from graph.private_store import StoreAddress
from graph.schema import ensure
from graph.store_errors import StoreMisconfigured

pytestmark = pytest.mark.slow


def test_the_help_of_serving_names_the_table_of_the_configuration(tmp_path: Path) -> None:
    """In the text of a help, what stands in brackets is markup."""
    assert thinkfamily(tmp_path, "serve", "--help").stdout.count("[signin]") == 2


# A service that cannot start never says that it listens


def said(done: CompletedProcess[str]) -> str:
    """What it said before it ended as for a store that is not reachable."""
    assert done.returncode == 3, done.stderr
    assert not any(word in done.stderr for word in ("listening", "Traceback", "startup failed"))
    return done.stderr


def test_serving_without_a_store_that_answers(tmp_path: Path) -> None:
    done = thinkfamily(tmp_path, "serve", "--port", "0", THINKFAMILY_NEO4J_URI="bolt://127.0.0.1:1")
    assert "Neo4j at bolt://127.0.0.1:1 does not answer" in said(done)


def test_serving_with_a_wrong_password(tmp_path: Path, store: StoreAddress) -> None:
    wrong = {"THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_PASSWORD": "wrong"}
    done = thinkfamily(tmp_path, "serve", "--port", "0", **wrong)
    assert "refused the user 'neo4j'" in said(done)


def test_serving_with_a_password_that_others_may_read(tmp_path: Path) -> None:
    password = tmp_path / "store" / "password"
    password.parent.mkdir(mode=0o700)
    password.write_text("secret")
    password.chmod(0o644)
    assert "chmod 600" in said(thinkfamily(tmp_path, "serve", "--port", "0"))


# Exit code 3 is for a store that is not reachable, and for nothing else


@pytest.mark.parametrize(
    ("words", "environment", "named"),
    [
        (("borough", "--out", "file/below"), {}, "file/below"),
        (("token", "--agency", "a", "--role", "case_worker", "--purpose", "assessment"), {"HOME": "file"}, "file"),
        (("check",), {"HOME": "file"}, "file"),
        (("check",), {"STORE_HEAP": "much"}, "THINKFAMILY_STORE_HEAP is 'much'"),
        (("check",), {"NEO4J_URI": "http://localhost"}, "THINKFAMILY_NEO4J_URI"),
        (("check",), {"NEO4J_URI": "bolt://localhost", "NEO4J_PASSWORD_FILE": "none"}, "PASSWORD_FILE names none"),
    ],
)
def test_what_is_wrong_is_named_and_it_is_not_the_store(
    words: tuple[str, ...], environment: dict[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    monkeypatch.chdir(tmp_path)
    set_so = {f"THINKFAMILY_{name}": value for name, value in environment.items()}
    done = thinkfamily(tmp_path / "home", *words, **set_so)
    assert (done.returncode, named in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("spool", ["spool", "quarantine"])
def test_a_file_where_loading_needs_a_folder(spool: str, store: StoreAddress, tmp_path: Path) -> None:
    """Each is made below the home."""
    delivery(tmp_path / "delivery", {"people": "person_id,sex\nP1,M\n"})
    (tmp_path / spool).touch()
    address = {"THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_USER": store.user}
    words = ("load", str(tmp_path / "delivery"))
    done = thinkfamily(tmp_path, *words, THINKFAMILY_NEO4J_PASSWORD=store.password, **address)
    assert (done.returncode, f"{tmp_path}/{spool}" in done.stderr) == (2, True), done.stderr


async def test_what_the_store_cannot_do_is_told_by_its_code_and_without_what_it_holds(store: StoreAddress) -> None:
    async with opened(store) as driver:
        with pytest.raises(Neo4jError) as failed:
            await driver.execute_query("RETURN date('Zebedee')")
    assert "Zebedee" in str(failed.value)
    sentence, code = of_store(failed.value)
    assert (code, "Zebedee" in sentence, "Neo.ClientError." in sentence) == (2, False, True)


async def test_a_store_that_holds_what_others_put_there_is_not_taken(empty_store: StoreAddress) -> None:
    async with opened(empty_store) as driver:
        await driver.execute_query("DROP CONSTRAINT tf_sweep_id")
        await driver.execute_query("CREATE (:Sweep {id: 'theirs'}), (:Sweep {id: 'theirs'})")
        try:
            with pytest.raises(StoreMisconfigured, match="others put there"):
                await ensure(driver)
        finally:
            await driver.execute_query("MATCH (s:Sweep) DELETE s")
            await ensure(driver)


def test_what_the_driver_tries_again_is_not_said_among_a_commands_own_words() -> None:
    program = "import logging, graph.connection; logging.getLogger('neo4j.pool').warning('will be retried')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
