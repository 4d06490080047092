"""An agency's extract is read: what loads, what is understood, and which deliveries are refused whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest
from extract_deliveries import MANIFEST, Counts, MemoryStore, counts, delivery, loaded
from hypothesis import given
from hypothesis import strategies as st

from api.signin.settings import read_service_settings
from graph.configuration import ConfigurationUnreadable
from graph.dates import partial_date, validity
from graph.delivery import Completed, Spool
from graph.ids import address_by_uprn, default_service, global_id
from loaders.formats.extract import read
from loaders.identifiers import UPN_LETTERS, nhs_number, upn
from loaders.problems import DeliveryRefused
from loaders.report import LoadReport, exit_code
from loaders.settings import LoadSettings, read_settings
from loaders.store import Progress, Waiting

PEOPLE = "person_id,family_name,date_of_birth\nP1,Reed,1990-02-28\nP2,Reed,2019\n"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def refusal(folder: Path) -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as caught:
        read(folder)
    return caught.value


# what loads


def test_a_delivery_loads_and_every_row_is_accounted_for(tmp_path: Path, store: MemoryStore) -> None:
    (report,) = loaded(delivery(tmp_path / "d", {"people": PEOPLE}), home=tmp_path, store=store)
    assert (report.state, counts(report, "people"), exit_code([report])) == ("loaded", (2, 2, 0, 0, 0), 0)
    assert store.content("people", "P2") == {
        "person_id": "P2", "family_name": "Reed", "date_of_birth": "2019", "folded_names": "reed"
    }


def test_loading_again_changes_nothing(tmp_path: Path, store: MemoryStore) -> None:
    folder = delivery(tmp_path / "d", {"people": PEOPLE})
    first, second = (loaded(folder, home=tmp_path, store=store)[0] for _ in range(2))
    assert counts(second, "people") == (2, 0, 2, 0, 0)
    assert first.extract_id == second.extract_id


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path) -> None:
    one = delivery(tmp_path / "1", {"people": PEOPLE})
    turned = "\ufeffDate_of_birth,family_name,person_id\r\n2019,Reed,P2\r\n1990-02-28,Reed,P1\r\n"
    other = delivery(tmp_path / "2", {"people": turned})
    reports = loaded(one, other, home=tmp_path)
    assert reports[0].extract_id == reports[1].extract_id


def test_a_quoted_line_break_belongs_to_its_cell(tmp_path: Path, store: MemoryStore) -> None:
    people = 'person_id,strengths,sex\nP1,"Kind.\nSings, ""well"".",female\nP2,,cat\n'
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert store.content("people", "P1")["strengths"] == 'Kind.\nSings, "well".'
    assert [(r.line, r.column) for r in report.reasons] == [(4, "sex")]


def test_unknown_columns_and_files_are_kept_out_and_named(tmp_path: Path, store: MemoryStore) -> None:
    folder = delivery(tmp_path / "d", {"people": "person_id,shoe_size\nP1,4\n", "peeple": "a\n"})
    (report,) = loaded(folder, home=tmp_path, store=store)
    assert report.tables[0].unknown_columns == ("shoe_size",)
    assert "peeple.csv" in report.notes[0]
    assert store.content("people", "P1") == {"person_id": "P1"}


def test_a_missing_optional_file_is_no_error(tmp_path: Path) -> None:
    (report,) = loaded(delivery(tmp_path / "d", {"people": "person_id\n"}), home=tmp_path)
    assert [table.table for table in report.tables] == ["people"]
    assert counts(report, "people") == (0, 0, 0, 0, 0)


def test_dates_keep_their_precision(tmp_path: Path, store: MemoryStore) -> None:
    people = "person_id,date_of_birth,recorded_at\nP1,2024-02-29,2024-03\nP2,2023-02-29,\nP3,2019-05,\nP4,05/2019,\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert store.keys("people") == ["P1", "P3"]
    assert store.content("people", "P3")["date_of_birth"] == "2019-05"
    assert [(r.line, r.column) for r in report.reasons] == [(3, "date_of_birth"), (5, "date_of_birth")]


def test_references_become_global_ids(tmp_path: Path, store: MemoryStore) -> None:
    tables = {
        "people": "person_id,gp_practice\nP1,E81001\n",
        "involvements": "involvement_id,person_id,status\nI1,P1,Open\n",
        "households": "household_id,uprn\nH1,000123\nH2,1.0\n",
        "informed": "event_agency,event_id,agency,at\npolice,E9,torbay-csc,2025-01-01\n",
    }
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path, store=store)
    me, person = "torbay-csc", global_id("SourceRecord", "torbay-csc", "P1")
    assert store.content("involvements", "I1") == {
        "involvement_id": "I1", "person_id": person, "status": "open", "provider": me, "service_id": default_service(me)
    }
    assert store.content("registrations", " gp:P1") == {
        "involvement_id": " gp:P1", "person_id": person, "status": "open", "implied": "gp", "provider": "E81001",
        "service_id": default_service("E81001"),
    }
    assert store.content("households", "H1")["place"] == address_by_uprn("123")
    assert any("1 UPRNs" in note for note in report.notes)
    told = store.content("informed", "police|E9|torbay-csc|2025-01-01")
    assert (told["event_id"], told["status"]) == (global_id("Event", "police", "E9"), "informed")
    assert counts(report, "informed") == (1, 0, 0, 1, 0)


def test_inverse_relationships_are_kept_the_other_way_round(tmp_path: Path, store: MemoryStore) -> None:
    ties = "from_person_id,to_person_id,type,from\nP2,P1,child,2019\n"
    loaded(delivery(tmp_path / "d", {"people": PEOPLE, "relationships": ties}), home=tmp_path, store=store)
    tie = store.content("relationships", "P2|P1|child|2019")
    assert (tie["type"], tie["from_person_id"]) == ("parent", global_id("SourceRecord", "torbay-csc", "P1"))


def test_an_own_id_with_a_colon_is_not_taken_for_another_agencys(tmp_path: Path, store: MemoryStore) -> None:
    tables = {
        "people": "person_id\nP1\n",
        "households": "household_id\nH:1\n",
        "residence": "person_id,household_id\nP1,H:1\nP1,housing:7\n",
    }
    (report,) = loaded(delivery(tmp_path / "d", tables), home=tmp_path, store=store)
    assert counts(report, "residence") == (2, 1, 0, 1, 0)
    assert store.content("residence", "P1|H:1|")["household_id"] == global_id("Household", "torbay-csc", "H:1")
    assert store.content("residence", "P1|housing:7|")["household_id"] == global_id("Household", "housing", "7")


# identifiers


def test_a_failed_check_digit_does_not_cost_the_person(tmp_path: Path, store: MemoryStore) -> None:
    people = (
        "person_id,nhs_number,upn,other_identifiers\nP1,943 476 5919,H801200001001,pnc:1;crn:2\n"
        "P2,9434765918,A801200001001,plain\n"
    )
    settings = LoadSettings(verified_schemes=frozenset({"pnc"}))
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store, settings=settings)
    good, bad = store.content("people", "P1"), store.content("people", "P2")
    assert good["verified_identifiers"] == ["nhs_number:9434765919", "upn:H801200001001", "pnc:1"]
    assert good["unverified_identifiers"] == ["crn:2"]
    assert "verified_identifiers" not in bad
    assert bad["unverified_identifiers"][:2] == ["nhs_number:9434765918", "upn:A801200001001"]
    assert report.unverified_identifiers == {"nhs_number": 1, "upn": 1}


def test_an_identifier_used_by_two_people_is_reported_without_its_value(tmp_path: Path) -> None:
    people = "person_id,nhs_number\nP1,9434765919\nP2,9434765919\n"
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path)
    assert counts(report, "people") == (2, 2, 0, 0, 0)
    assert "lines 2 and 3" in report.notes[0]
    assert b"9434765919" not in report.to_json()


@given(st.integers(0, 999_999_999), st.integers(0, 9))
def test_at_most_one_check_digit_fits_an_nhs_number(nine: int, other: int) -> None:
    fitting = [digit for digit in range(10) if nhs_number(f"{nine:09d}{digit}")]
    assert len(fitting) <= 1
    if fitting and other != fitting[0]:
        assert nhs_number(f"{nine:09d}{other}") is None


@given(st.from_regex(r"[0-9]{11}[0-9A-HJ-NP-RT-Z]", fullmatch=True))
def test_exactly_one_letter_fits_a_pupil_number(rest: str) -> None:
    assert sum(upn(letter + rest) is not None for letter in UPN_LETTERS) == 1


@pytest.mark.parametrize("number", ["0000000000", "1111111111", "943476591", "94347659190", "943476591X"])
def test_no_nhs_number(number: str) -> None:
    assert nhs_number(number) is None


@given(st.dates(), st.sampled_from([4, 7, 10]), st.dates(), st.sampled_from([4, 7, 10]))
def test_a_fact_holds_surely_only_where_it_may_hold(start: object, a: int, end: object, b: int) -> None:
    first, last = str(start)[:a], str(end)[:b]
    window = validity(first, last)
    assert partial_date(first).first == window.maybe_from <= window.surely_from
    assert window.surely_to <= window.maybe_to


# what is refused whole


@pytest.mark.parametrize(
    ("entry", "value", "word"),
    [
        ("agency", "", "agency is missing"),
        ("agency", "a b", "agency id"),
        ("agency_kind", "knitting", "agency_kind is not on the list"),
        ("extracted_at", "yesterday", "extracted_at"),
        ("extracted_at", "2026-03-31T22:00:00", "without an offset"),
        ("extracted_at", "9999-12-31T23:59:59Z", "end of the calendar"),
        ("extracted_at", "9999-12-31", "end of the calendar"),
        ("covers_to", "2020-01-01", "before covers_from"),
        ("delivery", "some", "full, changes"),
    ],
)
def test_a_manifest_that_cannot_be_trusted(tmp_path: Path, entry: str, value: str, word: str) -> None:
    refused = refusal(delivery(tmp_path / "d", {}, **{entry: value}))
    assert word in str(refused)
    assert refused.line == list(MANIFEST).index(entry) + 1


def test_no_manifest_and_no_toml(tmp_path: Path) -> None:
    folder = delivery(tmp_path / "d", {"people": PEOPLE})
    (folder / "manifest.toml").write_text("agency: x")
    assert "not TOML" in str(refusal(folder))
    (folder / "manifest.toml").unlink()
    (report,) = loaded(folder, home=tmp_path)
    assert (report.state, "manifest.toml" in report.refusal) == ("refused", True)


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_a_wrong_delimiter_is_hinted_at(tmp_path: Path, sign: str, word: str) -> None:
    refused = refusal(delivery(tmp_path / "d", {"people": PEOPLE.replace(",", sign)}))
    assert "person_id is missing" in str(refused)
    assert word in refused.remedy


def test_a_missing_required_column_names_file_and_column(tmp_path: Path) -> None:
    refused = refusal(delivery(tmp_path / "d", {"services": "service_id\nS1\n"}))
    assert "services.csv" in str(refused) and "name" in refused.remedy


@pytest.mark.parametrize("text", [
    "P1,Tremlett,Kerry-Ann,9434765919\n", "P1,Tremlett,Tremlett\n", '"P1",Tremlett,"Kerry-Ann\n',
    "family_name,Tremlett\n", "person_id;Tremlett\n",
])
def test_a_first_row_that_is_no_header_is_not_told(tmp_path: Path, text: str) -> None:
    (report,) = loaded(delivery(tmp_path / "d", {"people": text}), home=tmp_path)
    said = report.to_json().decode().lower()
    assert report.state == "refused" and "people.csv, line 1" in said
    assert not any(value in said for value in ("tremlett", "kerry", "9434765919"))


def test_a_missing_column_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    said = str(refusal(delivery(tmp_path / "d", {"people": "sex,shoe_size\n"})))
    assert "person_id is missing (2 columns, known of them: sex)" in said
    assert "none known" in str(refusal(delivery(tmp_path / "e", {"people": "P1,Ann\n"})))


def test_a_misspelt_cover_is_refused_and_another_unknown_entry_is_told(tmp_path: Path) -> None:
    misspelt = refusal(delivery(tmp_path / "d", {"people": PEOPLE}, covers_until="2026-03-31"))
    assert "covers_until" in str(misspelt) and misspelt.line == len(MANIFEST) + 1
    (report,) = loaded(delivery(tmp_path / "e", {"people": PEOPLE}, colour="blue"), home=tmp_path)
    assert report.state == "loaded" and any("colour" in note for note in report.notes)


def test_a_delivery_without_a_table_claims_to_cover_nothing(tmp_path: Path) -> None:
    assert "no table" in str(refusal(delivery(tmp_path / "d", {})))
    assert "People_2026.csv" in str(refusal(delivery(tmp_path / "e", {"People_2026": PEOPLE})))


def test_a_report_is_for_reading(tmp_path: Path) -> None:
    columns = "person_id,nhs_number" + "".join(f",extra{n}" for n in range(3000))
    people = columns + "\n" + "".join(f"P{n},9434765919{',' * 3000}\n" for n in range(400))
    (report,) = loaded(delivery(tmp_path / "d", {"people": people}), home=tmp_path)
    assert "lines 2 and 3 and 4 and 397 more" in report.notes[-1]
    assert report.tables[0].unknown_columns[-1] == "and 2,980 more"
    assert len(report.to_json()) < 2000


@pytest.mark.parametrize("name", ["people.csv", "manifest.toml"])
def test_a_pipe_is_no_file(tmp_path: Path, name: str) -> None:
    folder = delivery(tmp_path / "d", {"people": PEOPLE})
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert "no file" in str(refusal(folder))


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_file_without_a_header(tmp_path: Path, text: str) -> None:
    assert "empty" in str(refusal(delivery(tmp_path / "d", {"people": text})))


def test_a_column_that_stands_twice(tmp_path: Path) -> None:
    assert "twice" in str(refusal(delivery(tmp_path / "d", {"people": "person_id,sex,sex\n"})))


def test_other_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    folder = delivery(tmp_path / "d", {})
    (folder / "people.csv").write_bytes(PEOPLE.encode() + "P3,Zoë,\n".encode("cp1252"))
    (report,) = loaded(folder, home=tmp_path)
    assert report.state == "refused"
    assert "people.csv, line 4" in report.refusal and "UTF-8" in report.refusal


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_named(tmp_path: Path, encoding: str) -> None:
    folder = delivery(tmp_path / "d", {})
    (folder / "people.csv").write_bytes(PEOPLE.encode(encoding))
    assert "UTF-16" in str(refusal(folder))


def test_a_refused_delivery_stops_no_other(tmp_path: Path, store: MemoryStore) -> None:
    bad = delivery(tmp_path / "bad", {"people": "id\n1\n"})
    good = delivery(tmp_path / "good", {"people": PEOPLE})
    reports = loaded(bad, good, tmp_path / "none", home=tmp_path, store=store)
    assert [report.state for report in reports] == ["refused", "refused", "loaded"]
    assert exit_code(reports) == 2
    assert store.keys("people") == ["P1", "P2"]


class FaultyStore(MemoryStore):
    """Fails on the delivery of one agency; `settled` are those that were let count."""

    def __init__(self, faulty: str) -> None:
        super().__init__()
        self.faulty, self.written, self.settled = faulty, list[str](), list[str]()

    async def write(self, spool: Spool, waiting: Waiting, progress: Progress, *, defer: bool) -> Counts:
        """Fail, or keep every row."""
        if spool.delivery.agency == self.faulty:
            raise OverflowError
        self.written.append(spool.delivery.agency)
        return await super().write(spool, waiting, progress, defer=defer)

    async def settle(self, progress: Progress) -> Mapping[str, Completed]:
        """Let what is written count."""
        self.settled += self.written
        self.written.clear()
        return {}


def test_what_fails_on_one_delivery_keeps_back_none_before_it(tmp_path: Path) -> None:
    store = FaultyStore("last")
    folders = [delivery(tmp_path / agency, {"people": PEOPLE}, agency=agency) for agency in ("one", "two", "last")]
    with pytest.raises(OverflowError):
        loaded(*folders, home=tmp_path, store=store)
    assert store.settled == ["one", "two"]


def test_deliveries_load_in_the_order_in_which_they_were_extracted(tmp_path: Path, store: MemoryStore) -> None:
    late = delivery(tmp_path / "late", {"people": "person_id,sex\nP1,female\n"})
    early = delivery(tmp_path / "early", {"people": "person_id,sex\nP1,male\n"}, extracted_at="2025-01-01T00:00:00Z")
    loaded(late, early, home=tmp_path, store=store)
    assert store.content("people", "P1")["sex"] == "female"


def test_a_folder_whose_name_is_no_utf8_can_be_printed() -> None:
    refusal = os.fsdecode(b"caf\xe8: no such folder")
    report = LoadReport(folder=os.fsdecode(b"caf\xe9"), state="refused", refusal=refusal)
    assert orjson.loads(report.to_json())["folder"] == report.folder == "caf\\xe9"
    assert report.refusal == "caf\\xe8: no such folder"


# settings


def test_settings_come_from_the_file_named_or_from_home(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == LoadSettings()
    (tmp_path / "config.toml").write_text('verified_schemes = ["PNC"]\nquarantine_rows = 5\n')
    assert read_settings(tmp_path, {}) == LoadSettings(verified_schemes=frozenset({"pnc"}), quarantine_rows=5)
    other = tmp_path / "other.toml"
    other.write_text("quarantine_share = 7\n")
    with pytest.raises(DeliveryRefused, match="quarantine_share"):
        read_settings(tmp_path, {"THINKFAMILY_CONFIG": str(other)})


@pytest.mark.parametrize(
    ("configuration", "named"),
    [
        ('verified_scheme = ["PNC"]\n', "nothing reads verified_scheme;"),
        ("[limit.mash_worker]\npeople_an_hour = 4000\n", "nothing reads limit;"),
        ("[sign-in]\nissuer = 'https://login.example.org'\n", "nothing reads sign-in;"),
        ("[limits.mash_worker]\npeople_an_hour = 4000\nquarantine_rows = 5\n", "limits.mash_worker.quarantine_rows"),
    ],
)
def test_what_nothing_reads_is_refused(configuration: str, named: str, tmp_path: Path) -> None:
    """Passed over, an operator would believe that it holds; below a table's head, it is that table's in TOML."""
    (tmp_path / "config.toml").write_text(configuration)
    with pytest.raises(DeliveryRefused, match=named):
        read_settings(tmp_path, {})
    with pytest.raises(ConfigurationUnreadable, match=named):
        read_service_settings(tmp_path, {})
