"""Rows that cannot be true go to quarantine, those that refer to them too; the rest loads."""

from __future__ import annotations

import asyncio
import csv
import random
import stat
import tempfile
from pathlib import Path

import pytest
from extract_deliveries import MemoryStore, counts, delivery, loaded
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.delivery import Delivery
from graph.ids import global_id
from loaders.formats import extract
from loaders.report import exit_code
from loaders.settings import LoadSettings
from loaders.spool import DiskSpool
from loaders.store import silent

FAMILY = "person_id,date_of_birth\nANN,1985-06-01\nBEN,2015-03-01\nCAT,\nDAN,\n"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.mark.parametrize(
    ("table", "text", "column"),
    [
        ("people", "person_id,sex\nP1,cat\n", "sex"),
        ("people", "person_id,sex\n,male\n", "person_id"),
        ("people", "person_id,date_of_birth\nP1,2026-13-01\n", "date_of_birth"),
        ("people", "person_id,date_of_birth\nP1,2026-04-02\n", "date_of_birth"),
        ("people", "person_id,deceased_on\nP1,2030\n", "deceased_on"),
        ("people", "person_id,date_of_birth,deceased_on\nP1,2020-05-01,2020-04\n", "deceased_on"),
        ("people", "person_id,interpreter_needed\nP1,true\n", "interpreter_needed"),
        ("people", "person_id,recorded_at\nP1,2025-01-01T10:00:00\n", "recorded_at"),
        ("people", "person_id,recorded_at\nP1,0001-01-01T00:00:00+10:00\n", "recorded_at"),
        ("professionals", "professional_id,name,from,to\nW1,Jo,2024-05-01,2024-04-30\n", "to"),
        ("professionals", "professional_id,name,from,to\nW1,Jo,2024-05,2023\n", "to"),
        ("events", "event_id,kind,count\nE1,contact,-1\n", "count"),
        ("events", "event_id,kind,count\nE1,contact,99999999999999999999\n", "count"),
        ("events", "event_id,kind,on,until\nE1,contact,2024-02-02,2024-02-01\n", "until"),
        ("events", "event_id,kind,parent_event\nE1,contact,E7\n", "parent_event"),
        ("people", "person_id,sex\nP1\n", ""),
        ("people", "person_id,sex\nP1,male,x\n", ""),
        ("people", "person_id,sex\nP\x001,male\n", "(column 1)"),
        ("people", 'person_id,sex\n"P"1,male\n', ""),
        ("people", "person_id,strengths\nP1," + "x" * 1_000_000 + "\n", ""),
        ("people", "person_id,strengths\nP1," + "x" * 100_001 + "\n", "(column 2)"),
    ],
)
def test_a_row_that_cannot_be_true_costs_itself_and_no_other(
    tmp_path: Path, store: MemoryStore, table: str, text: str, column: str
) -> None:
    head, row = text.split("\n", 1)
    good = {"people": "GOOD", "professionals": "GOOD,Jo", "events": "GOOD,contact"}[table]
    good += "," * (head.count(",") - good.count(","))
    (report,) = loaded(delivery(tmp_path / "d", {table: f"{head}\n{row}{good}\n"}), home=tmp_path, store=store)
    assert counts(report, table) == (2, 1, 0, 0, 1)
    assert [(r.file, r.line, r.column) for r in report.reasons] == [(f"{table}.csv", 2, column)]
    assert store.keys(table) == ["GOOD"]
    assert exit_code([report]) == 1


def test_a_mid_month_end_is_possible_where_the_start_is_only_a_year(tmp_path: Path) -> None:
    rows = "professional_id,name,from,to\nW1,Jo,2024,2024-03-01\nW2,Jo,2024,2024\nW3,Jo,2024-05-01,2024\n"
    (report,) = loaded(delivery(tmp_path / "d", {"professionals": rows}), home=tmp_path)
    assert counts(report, "professionals") == (3, 3, 0, 0, 0)


def test_what_opens_and_closes_on_one_day_is_kept(tmp_path: Path) -> None:
    rows = "professional_id,name,from,to\nW1,Jo,2024-05-01,2024-05-01\n"
    (report,) = loaded(delivery(tmp_path / "d", {"professionals": rows}), home=tmp_path)
    assert counts(report, "professionals") == (1, 1, 0, 0, 0)


def test_an_unclosed_quote_costs_one_row(tmp_path: Path, store: MemoryStore) -> None:
    people = 'person_id,strengths\nP1,"open\nP2,b\nP3,c\n'
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert counts(report, "people") == (3, 2, 0, 0, 1)
    assert store.keys("people") == ["P2", "P3"]


@pytest.mark.parametrize("last", ['P9,Reed",Kid9,x', 'P9,Reed",Kid9'])
def test_a_stray_quote_takes_in_no_later_rows(tmp_path: Path, store: MemoryStore, last: str) -> None:
    between = "".join(f"P{n},Reed,Kid{n}\n" for n in range(4, 9))
    people = f'person_id,family_name,given_names\nP3,"Reed,Kid3\n{between}{last}\n'
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert report.tables[0].read == 7
    assert {*store.keys("people")} - {"P9"} == {"P4", "P5", "P6", "P7", "P8"}
    assert "quote" in report.reasons[0].reason and report.reasons[0].line == 2


def test_a_line_break_is_taken_only_in_what_may_be_prose(tmp_path: Path, store: MemoryStore) -> None:
    people = (
        'person_id,family_name,strengths,remarks\nP1,Reed,"Kind.\nSings.","of\nours"\n'
        'P2,"Reed\nReed",Kind.,\n"P3\n","Reed\n",,\n'
    )
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert store.keys("people") == ["P1", "P3"]
    assert [reason.line for reason in report.reasons] == [5, 6]
    assert store.content("people", "P1")["strengths"] == "Kind.\nSings."


# relationships


@pytest.mark.parametrize(
    ("row", "good"),
    [
        ("ANN,BEN,parent", True),
        ("BEN,ANN,child", True),
        ("BEN,ANN,parent", False),
        ("ANN,BEN,child", False),
        ("BEN,ANN,special_guardian", False),
        ("BEN,ANN,step_parent", True),
        ("BEN,CAT,parent", True),
        ("ANN,ANN,sibling", False),
        ("ANN,ZOE,sibling", False),
        ("ANN,BEN,uncle", False),
    ],
)
def test_ties_that_can_and_cannot_be(tmp_path: Path, row: str, good: bool) -> None:
    tables = {"people": FAMILY, "relationships": f"from_person_id,to_person_id,type\n{row}\n"}
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path)
    assert counts(report, "relationships") == (1, int(good), 0, 0, int(not good))


def test_a_child_of_the_same_year_may_be_older_or_younger(tmp_path: Path) -> None:
    tables = {
        "people": "person_id,date_of_birth\nA,1990\nB,1990-02\nC,1990-02-27\n",
        "relationships": "from_person_id,to_person_id,type\nA,B,parent\nA,C,parent\nC,B,parent\n",
    }
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path)
    assert counts(report, "relationships") == (3, 3, 0, 0, 0)


def test_a_circle_of_parents_goes_whole_and_its_lines_are_named(tmp_path: Path, store: MemoryStore) -> None:
    ties = "from_person_id,to_person_id,type\nANN,CAT,parent\nCAT,DAN,parent\nDAN,CAT,parent\nDAN,BEN,parent\n"
    folder = delivery(tmp_path / "d", {"people": FAMILY, "relationships": ties})
    (report,) = loaded(folder, home=tmp_path, store=store)
    assert counts(report, "relationships") == (4, 2, 0, 0, 2)
    assert [r.line for r in report.reasons] == [3, 4]
    assert "lines 3, 4" in report.reasons[0].reason


# one key twice


def test_a_person_listed_twice(tmp_path: Path, store: MemoryStore) -> None:
    people = "person_id,sex,school\nP1,female,S1\nP1,female,S1\nP1,male,S2\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert counts(report, "people") == (3, 1, 1, 0, 1)
    assert "first on line 2" in report.reasons[0].reason
    assert store.content("registrations", " school:P1")["provider"] == "S1"


def test_a_person_in_quarantine_takes_no_registration_along(tmp_path: Path, store: MemoryStore) -> None:
    people = "person_id,sex,school\nP1,female,\nP1,male,S2\n"
    loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert store.keys("registrations") == []


# references


def test_rows_that_refer_to_a_quarantined_person_go_too(tmp_path: Path, store: MemoryStore) -> None:
    tables = {
        "people": "person_id,sex\nP1,cat\nP2,male\n",
        "involvements": "involvement_id,person_id,status\nI1,P1,open\nI2,P2,open\n",
        "allocations": "involvement_id,professional_id\nI1,W1\nI2,W1\n",
        "events": "event_id,kind,involvement_id\nE1,contact,I1\n",
    }
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path, store=store)
    assert counts(report, "involvements") == (2, 1, 0, 0, 1)
    assert counts(report, "allocations") == (2, 0, 0, 1, 1)
    assert counts(report, "events") == (1, 0, 0, 1, 0)


def test_changes_ask_the_store_and_wait_until_a_complete_delivery_says_no(tmp_path: Path, store: MemoryStore) -> None:
    moved = delivery(
        tmp_path / "c", {"residence": "person_id,household_id\nP1,H1\nP9,H1\n"}, delivery="changes",
        extracted_at="2026-04-01T00:00:00Z",
    )
    (report,) = loaded(moved, home=tmp_path, store=store)
    assert counts(report, "residence") == (2, 0, 0, 2, 0)
    full = delivery(tmp_path / "f", {"people": "person_id\nP1\n", "households": "household_id\nH1\n"})
    loaded(full, home=tmp_path, store=store)
    (report,) = loaded(moved, home=tmp_path, store=store)
    assert counts(report, "residence") == (2, 0, 1, 0, 1)


def test_another_agencys_rows_wait_and_then_do_not(tmp_path: Path, store: MemoryStore) -> None:
    ours = delivery(tmp_path / "1", {"events": "event_id,kind,parent_event\nE1,contact,police:X1\n"})
    theirs = delivery(tmp_path / "2", {"events": "event_id,kind\nX1,incident\n"}, agency="police")
    (report,) = loaded(ours, home=tmp_path, store=store)
    assert counts(report, "events") == (1, 0, 0, 1, 0)
    loaded(theirs, home=tmp_path, store=store)
    (report,) = loaded(ours, home=tmp_path, store=store)
    assert counts(report, "events") == (1, 0, 1, 0, 0)


# the folder to mend


def test_the_mended_folder_loads(tmp_path: Path, store: MemoryStore) -> None:
    tables = {
        "people": "person_id,sex,note\nP1,cat,n\nP2,male,\n",
        "enquiries": "person_id,question,answer\nP1,partner,no\n",
    }
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path, store=store)
    folder = Path(report.quarantine_folder)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["enquiries.csv", "manifest.toml", "people.csv", "reasons.csv"]
    assert (folder / "people.csv").read_bytes() == b"person_id,sex,note\r\nP1,cat,n\r\n"
    reasons = list(csv.DictReader((folder / "reasons.csv").read_text(encoding="utf-8").splitlines()))
    assert [(r["file"], r["line"], r["column"], r["value"]) for r in reasons] == [
        ("people.csv", "2", "sex", "cat"), ("enquiries.csv", "2", "person_id", "P1")
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "people.csv").write_text((folder / "people.csv").read_text().replace("cat", "female"))
    (report,) = loaded(folder, home=tmp_path, store=store)
    assert (counts(report, "people"), counts(report, "enquiries")) == ((1, 1, 0, 0, 0), (1, 1, 0, 0, 0))
    assert store.keys("people") == ["P1", "P2"]


def test_no_value_stands_in_the_report_and_no_spool_is_left(tmp_path: Path) -> None:
    (report,) = loaded(delivery(tmp_path / "d", {"people": "person_id,sex\nP1,Zanzibar\n"}), home=tmp_path)
    assert b"Zanzibar" not in report.to_json()
    assert list((tmp_path / "spool").iterdir()) == []


def test_too_many_rows_in_quarantine_refuse_the_delivery(tmp_path: Path, store: MemoryStore) -> None:
    people = "person_id,sex\n" + "".join(f"P{n},{'cat' if n < 3 else 'male'}\n" for n in range(20))
    folder = delivery(tmp_path / "d", {"people": people})
    limits = LoadSettings(quarantine_rows=2, quarantine_share=0.1)
    (report,) = loaded(folder, home=tmp_path, store=store, settings=limits)
    assert (report.state, exit_code([report]), store.keys("people")) == ("refused", 2, [])
    assert "3 of 20 rows" in report.refusal and "line 2" in report.refusal
    assert not (tmp_path / "quarantine").exists()
    (report,) = loaded(folder, home=tmp_path, settings=LoadSettings(quarantine_rows=2, quarantine_share=0.15))
    assert report.state == "loaded"


# what a full delivery says nothing of


def _sealed(folder: Path, home: Path) -> Delivery:
    """The delivery of a folder, as the writer is given it."""

    async def run() -> Delivery:
        with DiskSpool(home / "spool", extract.read(folder)) as spool:
            await extract.transform(spool, LoadSettings(), MemoryStore(), silent)
            return spool.delivery

    return asyncio.run(run())


def _unread(*rows: tuple[str, str]) -> set[str]:
    """The global ids of rows: label, or table, and key."""
    return {global_id(label, "torbay-csc", key) for label, key in rows}


def test_rows_in_quarantine_are_named_by_their_keys(tmp_path: Path) -> None:
    tables = {
        "people": "person_id,sex\nP1,cat\nP2,male\nP3,male\nP3,female\n",
        "relationships": "from_person_id,to_person_id,type,from,parental_responsibility\n"
        "P2,P1,parent,2020,\nP2,P3,cousin,2020,perhaps\n",
        "consents": "person_id,scope,row_id,given\nP2,share,R|1,perhaps\n",
    }
    sealed = _sealed(delivery(tmp_path / "d", tables), tmp_path)
    assert sealed.tables == {*tables, "registrations"}
    assert sealed.unread == _unread(
        ("SourceRecord", "P1"), ("Involvement", " gp:P1"), ("Involvement", " school:P1"),
        ("relationships", "P2|P1|parent|2020"), ("relationships", "P2|P3|cousin|2020"), ("Consent", "R|1"),
    )


@pytest.mark.parametrize(
    ("table", "text", "whole"),
    [
        ("people", "person_id,sex\n,male\nP2,male\n", False),
        ("people", "person_id,sex\nP1,male,x\nP2,male\n", False),
        ("people", 'person_id,sex\n"P"1,male\nP2,male\n', False),
        ("people", "person_id,sex\nP1,cat\nP2,male\n", True),
        ("services", "service_id,name\nS1,\nS2,Oak\n", True),
        ("consents", "person_id,scope,from\nP1,share,01/02/2020\n", False),
        ("consents", "person_id,scope,from,to\nP1,share,2020,01/02/2020\n", True),
        ("consents", "person_id,scope,from\nP1,shout,2020\n", False),
        ("consents", "person_id,scope,from,row_id\nP1,shout,2020,R1\n", True),
    ],
)
def test_a_table_with_a_row_of_unreadable_key_is_not_held_whole(
    tmp_path: Path, table: str, text: str, whole: bool
) -> None:
    sealed = _sealed(delivery(tmp_path / "d", {table: text}), tmp_path)
    assert (table in sealed.tables) is whole
    assert bool(sealed.unread) is whole
    assert table != "people" or ("registrations" in sealed.tables) is whole


KEYED = {
    "people": "person_id,date_of_birth,sex\nANN,1985,\nBEN,2015,\nCAT,,cat\n",
    "households": "household_id\nH1\n",
    "involvements": "involvement_id,person_id,status\nI1,ANN,open\nI9,CAT,open\n",
    "events": "event_id,kind\nE1,contact\n",
    "residence": "person_id,household_id,from,to,kind,row_id\n",
    "relationships": "from_person_id,to_person_id,type,from,to,parental_responsibility\n",
    "allocations": "involvement_id,professional_id,from,role\n",
    "informed": "event_id,agency,status\n",
    "enquiries": "person_id,question,answer\n",
    "consents": "person_id,scope,given\n",
}


@pytest.mark.parametrize(
    ("table", "row", "whole"),
    [
        ("residence", "BEN,H1,2020,,usuall,", True),
        ("residence", "BEN,Hl,2020,,,", False),
        ("residence", "BEN,Hl,2020,,,R1", True),
        ("residence", "BEN,H1,2021,2019,,", False),
        ("residence", "BEN,H1,2021,2019,,R1", True),
        ("residence", "CAT,H1,,,,", True),  # the person is meant, and is in quarantine
        ("residence", "CAT,Hl,,,,", False),
        ("relationships", "ANN,BEN,parent,,,y", True),
        ("relationships", "ANN,CAT,parent,,,", True),
        ("relationships", "ANN,BON,parent,,,", False),
        ("relationships", "ANN,ANN,parent,,,", False),
        ("relationships", "ANN,BEN,parent,2020,2018,", False),
        ("relationships", "BEN,ANN,parent,,,", False),  # a parent born after the child
        ("allocations", "I1,W,,chief", True),
        ("allocations", "I9,W,,", True),  # the person whose involvement it is is in quarantine
        ("allocations", "I7,W,,", False),
        ("informed", "E7,police,", False),
        ("enquiries", "BON,partner,no", False),
        ("consents", "BON,share,yes", False),
    ],
)
def test_where_the_mistake_may_be_in_what_a_row_is_known_by_its_table_is_not_held_whole(
    tmp_path: Path, table: str, row: str, whole: bool
) -> None:
    sealed = _sealed(delivery(tmp_path / "d", {**KEYED, table: f"{KEYED[table]}{row}\n"}), tmp_path)
    assert (table in sealed.tables) is whole
    assert sealed.tables >= KEYED.keys() - {table}


def test_changes_end_nothing_and_keep_no_count_of_what_they_could_not_read(tmp_path: Path) -> None:
    text = "person_id,sex\nP1,cat\n,male\nP2,male\n"
    sealed = _sealed(delivery(tmp_path / "d", {"people": text}, delivery="changes"), tmp_path)
    assert not sealed.unread
    assert sealed.tables == {"people", "registrations"}


def test_leaving_a_row_out_is_another_delivery_than_having_it_in_quarantine(tmp_path: Path) -> None:
    tables = ["person_id,sex\nP2,male\n", "person_id,sex\nP2,male\nP1,cat\n", "person_id,sex\nP2,male\nP3,cat\n"]
    folders = [delivery(tmp_path / str(n), {"people": text}) for n, text in enumerate(tables)]
    assert len({_sealed(folder, tmp_path).extract_id for folder in folders}) == 3


def test_a_table_of_which_nothing_can_be_read_refuses_a_full_delivery(tmp_path: Path, store: MemoryStore) -> None:
    pupils = "person_id,date_of_birth\n" + "".join(f"P{n},{n}/02/2015\n" for n in range(10, 20))
    tables = {"people": pupils, "services": "service_id,name\nS1,Oak\n"}
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path, store=store)
    assert (report.state, exit_code([report]), store.keys("services")) == ("refused", 2, [])
    assert "none of the 10 rows of people" in report.refusal and "people.csv, line 2" in report.refusal
    (report,) = loaded(delivery(tmp_path / "c", tables, delivery="changes"), home=tmp_path, store=store)
    assert (report.state, report.quarantined) == ("loaded", 10)


# every row is accounted for, whatever is wrong with it

GOOD = {
    "people": "person_id,date_of_birth,nhs_number,school\nA,1980-01-01,9434765919,S\nB,2010,,\nC,2012-05,x,S\n",
    "households": "household_id,uprn\nH1,12\nH2,\n",
    "residence": "person_id,household_id,from,to\nA,H1,2019,\nB,H2,2020-01-01,2021\nC,other:H,,\n",
    "relationships": "from_person_id,to_person_id,type\nA,B,parent\nB,A,child\nA,C,main_carer\n",
    "involvements": "involvement_id,person_id,status\nI1,A,open\nI2,B,closed\n",
    "events": "event_id,kind,on,person_ids,after\nE1,contact,2024,A;B,\nE2,birth,,C,E1\n",
}


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(["full", "changes"]))
def test_rows_read_are_rows_accounted_for_in_any_damaged_delivery(chance: random.Random, kind: str) -> None:
    damaged = {table: _damaged(text, chance) for table, text in GOOD.items() if chance.random() < 0.9}
    with tempfile.TemporaryDirectory() as home:
        folder = delivery(Path(home) / "d", damaged, delivery=kind)
        (report,) = loaded(folder, home=Path(home), store=MemoryStore())
    for table in report.tables:
        assert table.read == table.loaded + table.unchanged + table.waiting + table.quarantined
    assert report.state == "refused" or {table.table for table in report.tables} == set(damaged)


def _damaged(text: str, chance: random.Random) -> str:
    """The header as it is; characters of the rows lost, doubled and changed."""
    head, body = text.split("\n", 1)
    characters = list(body)
    for _ in range(chance.randrange(6)):
        if characters:
            characters[chance.randrange(len(characters))] = chance.choice(
                ["", ",", '"', "\n", ";", ":", "\0", "A", "9", "\r", "é", '""', "A\nA"]
            )
    return f"{head}\n{''.join(characters)}"
