"""What clients are built with: Relay's compiler takes the schema, Apollo's client asks by the hash of its documents."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from deliver import Agency, empty, load
from node_packages import node_with
from serving import serving

from api.types.printed import committed
from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

CLIENTS = Path(__file__).with_name("clients")


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the clients' packages installed."""
    return node_with(CLIENTS, "clients need node and npm")


def test_relays_compiler_takes_pages_and_what_is_fetched_again(node: str, tmp_path: Path) -> None:
    shutil.copytree(CLIENTS / "sources", tmp_path / "sources")
    shutil.copy(CLIENTS / "relay.config.json", tmp_path)
    (tmp_path / "schema.graphql").write_text(committed(), encoding="utf-8")
    compiler = CLIENTS / "node_modules" / "relay-compiler" / "cli.js"
    ran = subprocess.run([node, compiler], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    made = {file.name.partition(".")[0] for file in (tmp_path / "sources" / "__generated__").iterdir()}
    assert {"familyChronologyPaginationQuery", "familyPersonRefetchQuery"} <= made


def test_apollos_client_sends_a_document_once_and_its_hash_from_then_on(
    node: str, store: StoreAddress, store_home: Path
) -> None:
    empty(store)
    council = Agency("council", "children_social_care")
    council.person("ana", "1990-02-01")
    load(store, store_home, council.delivered())
    with serving(store_home, "--open") as service:
        said = _apollo(node, service.url)
    assert said["sent"] == [
        {"query": False, "hash": True}, {"query": True, "hash": True}, {"query": False, "hash": True}
    ]
    assert [[each["agency"]["id"] for each in answer["coverage"]] for answer in said["answers"]] == [["council"]] * 2


def _apollo(node: str, url: str) -> dict[str, Any]:
    ran = subprocess.run(
        [node, CLIENTS / "apollo.mjs", f"{url}/graphql"], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    return said
