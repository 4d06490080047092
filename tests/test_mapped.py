"""Simple exports load by a mapping, without a line of code of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from extract_deliveries import MemoryStore, counts, loaded

from graph.ids import global_id
from loaders.mapped import read_mapping, sources

ROOT = Path(__file__).parents[1]
EXPORTS = Path(os.environ.get("THINKFAMILY_SHARED", ROOT.parent / "shared")) / "data" / "agency-csv"

needs_exports = pytest.mark.skipif(not EXPORTS.is_dir(), reason="set THINKFAMILY_SHARED to the folder of samples")


@needs_exports
def test_family_context(tmp_path: Path) -> None:
    store = MemoryStore()
    (report,) = loaded(EXPORTS / "family-context", home=tmp_path, store=store)
    assert (report.agency, report.state) == ("family-context-csc", "loaded")
    assert counts(report, "people") == (500, 500, 0, 0, 0)
    assert counts(report, "services") == (500, 27, 473, 0, 0)
    assert counts(report, "professionals") == (500, 500, 0, 0, 0)
    assert counts(report, "involvements") == (500, 492, 0, 0, 8)  # "Not Specified" is no status
    assert store.content("people", "7190247", "family-context-csc")["sex"] == "male"
    place = store.content("households", "Flat 78m, Sally mall, Daviesmouth, G6T 3BF", "family-context-csc")
    assert (place["address"], place["postcode"]) == ("Flat 78m, Sally mall, Daviesmouth", "G6T 3BF")


@needs_exports
def test_school_census(tmp_path: Path) -> None:
    store = MemoryStore()
    (report,) = loaded(EXPORTS / "school-census", home=tmp_path, store=store)
    assert report.extracted_at is not None and report.extracted_at.isoformat() == "2024-12-31T23:59:59+00:00"
    assert counts(report, "people") == (297, 297, 0, 0, 0)
    assert counts(report, "services") == (308, 8, 300, 0, 0)
    assert counts(report, "involvements") == (308, 308, 0, 0, 0)
    assert counts(report, "households") == (1698, 1698, 0, 0, 0)
    assert counts(report, "events") == (318, 318, 0, 0, 0)
    assert report.unverified_identifiers == {"upn": 297}
    left = store.content("involvements", "1562cc94-53b-SCH5-1", "school-census")
    assert (left["valid_from"], left["valid_to"]) == ("2024-03-23", "2024-09-20")  # the day after the last on roll
    assert left["person_id"] == global_id("SourceRecord", "school-census", "1562cc94-53b")


def export(folder: Path, *names: str) -> Path:
    """A folder with files of the Family Context export, of one child each, and a file of something else."""
    folder.mkdir()
    for number, name in enumerate(names):
        text = (
            "Cms Id,Address,Service Involvement,Local Authority Organisation,Date Current As Of,Contact Name\n"
            f'{number},"1 High Street\nTorbay\nTQ1 1AA",Current,Torbay,2026-03-31 22:00:00,Jo\n'
        )
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "Notes.CSV").write_text("a,b\n1,2\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["north.csv", "NORTH.CSV"])
def test_a_file_of_no_kind_is_named_and_not_read(tmp_path: Path, name: str) -> None:
    (report,) = loaded(export(tmp_path / "d", name), home=tmp_path)
    assert (report.state, counts(report, "people")) == ("loaded", (1, 1, 0, 0, 0))
    assert [note for note in report.notes if "not read" in note] == [
        "files that are no file of family-context, not read: Notes.CSV"]


@pytest.mark.parametrize("second", ["south.csv", "South.CSV"])
def test_several_files_of_one_kind_refuse_the_delivery(tmp_path: Path, second: str) -> None:
    store = MemoryStore()
    (report,) = loaded(export(tmp_path / "d", "north.csv", second), home=tmp_path, store=store)
    assert (report.state, store.keys("people")) == ("refused", [])
    assert "north.csv" in report.refusal and second in report.refusal
    assert "Make one file" in report.refusal


MAPPING = """
[delivery]
agency = "a"
[[file]]
recognised_by = ["No"]
[[file.row]]
table = "people"
when.Live = ["Y"]
cells.person_id = "No"
cells.date_of_birth = { column = "Born", date = "%d/%m/%Y" }
cells.sex = { column = "Sex", codes = { F = "female" } }
cells.other_identifiers = { parts = [{ column = "A", prefix = "a:" }, { column = "B", prefix = "b:" }], join = ";" }
"""


def test_cells_conditions_and_damage(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("No,Live,Born,Sex,A,B,Hat\n1,Y,05/02/2019,F,7,8,x\n2,N,,,,,\n3,Y,soon,X,,9,\n4,Y\n")
    (rule,) = read_mapping("m", MAPPING).files
    (source,) = sources(rule, path)
    assert source.unknown == ("hat",)
    assert list(source.rows()) == [
        (2, ["1", "2019-02-05", "female", "a:7;b:8"], None),
        (4, ["3", "soon", "X", "b:9"], None),  # what cannot be read is left for the checks to name
        (5, ["4 | Y"], ("", "", "2 cells where the header has 7")),
    ]
