"""Deliveries with the mistakes of real records: folders that are shared, not in the project (THINKFAMILY_SHARED)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from deliver import loaded

from graph.ids import global_id, own_person
from graph.private_store import StoreAddress
from loaders.report import LoadReport

CASES = Path(os.environ.get("THINKFAMILY_SHARED", Path(__file__).parents[1].parent / "shared")) / "cases"
ASKED = {"on": "2026-11-15", "knownAt": "2026-11-15T12:00:00Z"}
"""When the cases are asked about; every question takes these two."""

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="set THINKFAMILY_SHARED to the folder of shared cases")


async def load_cases(store: StoreAddress, home: Path, *names: str) -> list[LoadReport]:
    """Load cases by name, such as `21/csc`, in one command."""
    return await loaded(store, home, *(CASES / name for name in names))


def person(agency: str, local_id: str) -> str:
    """The id of the person of a record that is joined to no other, or has the least id."""
    return own_person(global_id("SourceRecord", agency, local_id))
