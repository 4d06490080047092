"""A service that cannot start says why, in one sentence, and never that it listens."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest
from serving import thinkfamily

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow


def said(done: CompletedProcess[str]) -> str:
    """What it said before it ended as for a store that is not reachable."""
    assert done.returncode == 3, done.stderr
    assert not any(word in done.stderr for word in ("listening", "Traceback", "startup failed"))
    return " ".join(done.stderr.split())


def test_without_a_store_that_answers(tmp_path: Path) -> None:
    done = thinkfamily(tmp_path, "serve", "--port", "0", THINKFAMILY_NEO4J_URI="bolt://127.0.0.1:1")
    assert "Neo4j at bolt://127.0.0.1:1 does not answer" in said(done)


def test_with_a_wrong_password(tmp_path: Path, store: StoreAddress) -> None:
    wrong = {"THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_PASSWORD": "wrong"}
    done = thinkfamily(tmp_path, "serve", "--port", "0", **wrong)
    assert "refused the user 'neo4j'" in said(done)


def test_with_a_password_that_others_may_read(tmp_path: Path) -> None:
    password = tmp_path / "store" / "password"
    password.parent.mkdir(mode=0o700)
    password.write_text("secret")
    password.chmod(0o644)
    assert "chmod 600" in said(thinkfamily(tmp_path, "serve", "--port", "0"))
