"""GraphQL over HTTP, judged by the reference implementation's own audit (npm `graphql-http`)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from node_packages import node_with
from toy_service import running

AUDIT = Path(__file__).parent / "audit"


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the audit's pinned packages installed beside it."""
    return node_with(AUDIT, "the audit needs node and npm")


@pytest.mark.slow
def test_every_audit_is_ok(node: str) -> None:
    with running() as service:
        command = [node, "audit.mjs", f"{service.url}/graphql"]
        done = subprocess.run(command, cwd=AUDIT, capture_output=True, check=True, timeout=60)
    audits = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(audits) > 50
    assert [each for each in audits if each["status"] != "ok"] == []


def test_the_lock_file_names_no_registry() -> None:
    assert "://" not in (AUDIT / "package-lock.json").read_text()
