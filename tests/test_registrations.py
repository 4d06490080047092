"""The school and GP practice of a person's record are involvements that nobody delivers as such (decision 7): no id
that an agency gives an involvement of its own is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Agency, Ask, loaded, person_id

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

INVOLVED = """query ($id: ID!) {
  person(id: $id, on: "2026-03-31") { involvements { reason agency { id } } }
}"""


@pytest.mark.parametrize("own", ["school:ada", " school:ada", "gp:ada"])
async def test_an_involvement_may_have_any_id(ask: Ask, empty_store: StoreAddress, tmp_path: Path, own: str) -> None:
    """First both stand; then Ada leaves the school, and the council goes on; then the council has finished as well."""
    csc = Agency("csc", "children_social_care")
    csc.person("ada", "2015-01-01", school="oak", gp_practice="elm")
    csc.involved("ada", involvement_id=own, since="2025-01-01", reason="attendance")

    async def involved(month: int) -> list[tuple[str, str | None]]:
        folder = csc.delivered(f"2026-0{month}-28T22:00:00Z").written(tmp_path / "deliveries")
        (report,) = await loaded(empty_store, tmp_path, folder)
        assert (report.state, sum(table.quarantined for table in report.tables)) == ("loaded", 0)
        said = await ask(INVOLVED, id=person_id("csc", "ada"))
        return sorted((one["agency"]["id"], one["reason"]) for one in said["involvements"])

    assert await involved(1) == [("csc", "attendance"), ("elm", None), ("oak", None)]
    csc.rows["people"][0]["school"] = ""
    assert await involved(2) == [("csc", "attendance"), ("elm", None)]
    csc.rows["involvements"].clear()
    assert await involved(3) == [("elm", None)]
