"""Files as report writers send them: a separator line, a title, a footer, spaced headers, damaged text."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Answer, Ask
from extract_deliveries import MemoryStore, counts, delivery, loaded
from shared_cases import ASKED, load_cases, needs_cases

from graph.private_store import StoreAddress
from loaders.damage import DECODED_TWICE, LOST, damage
from loaders.report import LoadReport

FOUND = """
query ($name: String, $born: Date, $on: Date, $knownAt: DateTime) {
  findPeople(name: $name, dateOfBirth: $born, on: $on, knownAt: $knownAt) {
    nodes { givenNames familyName dateOfBirth records { localId } } }
}
"""


async def found(ask: Ask, **wanted: str) -> list[Answer]:
    """Who is found by a name or a date of birth."""
    nodes: list[Answer] = (await ask(FOUND, **wanted, **ASKED))["nodes"]
    return nodes


async def zoe(store: StoreAddress, home: Path, ask: Ask, case: str) -> LoadReport:
    """Load a case's folder, in which Zoë Neil stands once, and find her."""
    (report,) = await load_cases(store, home, case)
    assert report.state == "loaded", report.refusal
    (one,) = await found(ask, name="Zoe Neil")
    assert (one["givenNames"], one["familyName"], one["dateOfBirth"]) == ("Zoë", "Neil", "2015-01-01")
    assert [record["localId"] for record in one["records"]] == ["1"]
    return report


@needs_cases
async def test_a_line_that_names_the_separator_is_no_row(empty_store: StoreAddress, tmp_path: Path, ask: Ask) -> None:
    report = await zoe(empty_store, tmp_path, ask, "11/sepline")
    assert counts(report, "people") == (1, 1, 0, 0, 0)
    assert "people.csv, line 1 (sep=,): it names the separator and is no row" in report.notes


@needs_cases
async def test_a_title_above_the_header_is_no_row(empty_store: StoreAddress, tmp_path: Path, ask: Ask) -> None:
    report = await zoe(empty_store, tmp_path, ask, "11/title")
    assert counts(report, "people") == (1, 1, 0, 0, 0)
    assert "people.csv, line 1: a title above the header, and no row" in report.notes


@needs_cases
async def test_headers_with_blanks_and_capitals_are_read(empty_store: StoreAddress, tmp_path: Path, ask: Ask) -> None:
    report = await zoe(empty_store, tmp_path, ask, "11/spacehdr")
    assert report.tables[0].unknown_columns == ()


@needs_cases
async def test_nobody_is_called_total(empty_store: StoreAddress, tmp_path: Path, ask: Ask) -> None:
    report = await zoe(empty_store, tmp_path, ask, "11/total")
    assert counts(report, "people") == (2, 1, 0, 0, 1)
    assert [(one.file, one.line, one.reason[:8]) for one in report.reasons] == [("people.csv", 3, "a footer")]
    assert await found(ask, name="Total") == []
    assert not [note for note in report.notes if "no row was ended" in note]


@needs_cases
@pytest.mark.parametrize(("case", "said"), [("11/doubleenc", "decoded twice"), ("11/fffd", "U+FFFD")])
async def test_damaged_text_loads_and_is_reported(
    empty_store: StoreAddress, tmp_path: Path, ask: Ask, case: str, said: str
) -> None:
    (report,) = await load_cases(empty_store, tmp_path, case)
    assert counts(report, "people") == (1, 1, 0, 0, 0)
    (note,) = report.notes
    assert note.startswith("people.csv, line 2: ")
    assert said in note
    assert "export the file anew" in note
    assert len(await found(ask, born="2015-01-01")) == 1


def test_the_separator_that_the_file_names_is_used(tmp_path: Path) -> None:
    store = MemoryStore()
    people = "\ufeffsep=;\r\nPeople; all of them\r\n;\r\nperson_id;family_name\r\n1;Neil\r\nTotal: 1\r\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert store.content("people", "1")["family_name"] == "Neil"
    assert [(one.line, one.reason[:8]) for one in report.reasons] == [(6, "a footer")]
    assert [note for note in report.notes if "line 2: a title" in note]


@pytest.mark.parametrize(
    "footer",
    [
        "Total,1,,", "TOTAL,,,1", "Grand Total:,,,", "Sub-total,12,,", "Total records: 1,234,,", "Record count,1,,",
        "End of report,,,", "*** END ***,,,", "(1 rows affected)", "1 row selected", "Report generated on 1 May 2026",
        "Page 1 of 1,,,", ",Total,1,",
    ],
)
def test_a_footer_is_quarantined_as_one(tmp_path: Path, footer: str) -> None:
    store = MemoryStore()
    people = f"person_id,given_names,family_name,date_of_birth\n1,Zoë,Neil,2015-01-01\n{footer}\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert [(one.line, one.reason[:8]) for one in report.reasons] == [(3, "a footer")]
    assert store.keys("people") == ["1"]


@pytest.mark.parametrize("row", ["T,Total,Neil,", "TOTAL7,Ann,,", "1234,,,", "Ended,Ann,,", "2,Paige,1,"])
def test_a_row_that_says_something_is_no_footer(tmp_path: Path, row: str) -> None:
    people = f"person_id,given_names,family_name,date_of_birth\n{row}\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path)
    assert counts(report, "people") == (1, 1, 0, 0, 0)


def test_a_column_of_another_name_is_named_with_what_it_may_be(tmp_path: Path) -> None:
    people = "person_id,Forename,familyname,date_of_brith,shoe size\n1,Zoë,Neil,2015-01-01,4\n"
    store = MemoryStore()
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert report.tables[0].unknown_columns == ("forename", "date_of_brith", "shoe size")
    suggested = [note for note in report.notes if "rename it so" in note]
    assert ["given_names" in suggested[0], "date_of_birth" in suggested[1], len(suggested)] == [True, True, 2]
    assert store.content("people", "1")["family_name"] == "Neil"


def test_one_column_in_two_spellings_refuses_the_delivery(tmp_path: Path) -> None:
    people = "person_id,Given Names,given_names\n1,Zoë,Ann\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path)
    assert "a column stands twice" in report.refusal


@pytest.mark.parametrize(
    "name", ["Zoë", "O’Neil", "Łukasz", "Şükran", "José", "JOSÉ’S", "Nguyễn", "محمد", "Олена", "Åsa", "Ștefan",
             "IONUȚ", "Ioniță"]
)
def test_whole_names_show_no_damage_and_twice_decoded_ones_do(name: str) -> None:
    twice = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in name.encode()
    )
    assert damage([name, "Flat 2 – “The Elms”, £5"]) == set()
    assert damage([twice, ""]) == {DECODED_TWICE}
    assert damage([name.replace("é", "\ufffd") + "\ufffd"]) == {LOST}
