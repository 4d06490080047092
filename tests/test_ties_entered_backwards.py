"""A tie that one agency entered the wrong way round: both rows load and stand, in any order of loading."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Ask, opened
from shared_cases import ASKED, load_cases, needs_cases, person

from graph.private_store import StoreAddress

TIES = """
query ($id: ID!, $on: Date, $knownAt: DateTime) { person(id: $id, on: $on, knownAt: $knownAt) {
  relationships { type from { givenNames } to { givenNames } assertedBy { id } } } }
"""


@needs_cases
@pytest.mark.parametrize("order", [("01/b-mh", "01/b-housing"), ("01/b-housing", "01/b-mh")])
async def test_neither_direction_is_out_or_ended(
    empty_store: StoreAddress, tmp_path: Path, ask: Ask, order: tuple[str, str]
) -> None:
    """Ruby is Nell's parent by her own service; housing has it the other way round, and no date of birth."""
    reports = [report for name in order for report in await load_cases(empty_store, tmp_path, name)]
    assert [(report.quarantined, sum(table.ended for table in report.tables)) for report in reports] == [(0, 0), (0, 0)]
    ties = (await ask(TIES, id=person("c01b-mh", "m1"), **ASKED))["relationships"]
    assert sorted((one["from"]["givenNames"], one["to"]["givenNames"], one["assertedBy"][0]["id"]) for one in ties) == [
        ("Nell", "Ruby", "c01b-housing"), ("Ruby", "Nell", "c01b-mh"),
    ]
    async with opened(empty_store) as driver:
        rows = await driver.execute_query("MATCH ()-[r:STATES]->() WHERE r.closed_by IS NULL RETURN count(r) AS count")
    assert rows.records[0]["count"] == 2
