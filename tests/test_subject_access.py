"""Everything held about a person, by agency and row with source and times: marked for review, decided by nobody."""

from __future__ import annotations

import asyncio
import csv
import json
import stat
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from agreements import POLICY
from deliver import Agency, Ask, empty, load, opened, person_id
from serving import thinkfamily

from api.subject_access import NobodyHeld, export
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.audit.entry import Entry
from queries.audit.log import AuditLog
from queries.audit.looked import INDEX, AccessLog
from queries.audit.segments import folder_of
from queries.case import Cases
from queries.context import Context, Viewer
from queries.review import MARKS, marks_of

csc, police, oak = (Agency(id, kind) for id, kind in (
    ("csc", "children_social_care"), ("police", "police"), ("oak", "school"),
))  # fmt: skip


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """A boy in three agencies' records: corrected, ended, sensitive, shielded; and a neighbour."""
    empty(store)
    csc.people(boy="2012-01-01", mum="1990-01-01", neighbour="1950-01-01")
    csc.rows["people"][0]["given_names"] = "Jon"
    csc.tie("mum", "parent", "boy")
    csc.home("refuge", "boy", "mum", kind="refuge", shielded="yes")
    csc.involved("boy", involvement_id="plan", since="2025-01-01", reason="neglect", sensitivity="sensitive")
    csc.event("conference", "conference", "2026-02-01", "boy", "mum", summary="father shouted")
    csc.event("parking", "complaint", "2026-02-01", "neighbour")
    csc.row("informed", event_id="conference", agency="oak", at="2026-02-02")
    csc.row("consents", person_id="boy", scope="share", given="yes", since="2025-06-01")
    police.people(boy="2012-01-01")
    police.event("found", "missing", "2026-01-05", "boy")
    oak.people(boy="2012-01-01")
    oak.row("enquiries", person_id="boy", question="wishes_and_feelings", answer="yes", on="2026-02-01")
    load(store, store_home, csc.delivered("2026-02-28"), police.delivered(), oak.delivered())
    csc.rows["people"][0]["given_names"] = "John"
    csc.rows["involvements"].clear()
    load(store, store_home, csc.delivered("2026-03-31"))


async def exported(store: StoreAddress, below: Path, person: str) -> tuple[Path, dict[str, Any]]:
    """The folder written, and everything in it."""
    async with opened(store) as driver:
        log = AccessLog(below.parent / "home")
        folder = await export(Cases.on(driver), log, person, below, Context.as_of(date(2026, 4, 1)))
    return folder, json.loads((folder / "everything.json").read_text("utf-8"))


def of_kind(held: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The rows of a kind."""
    return [row for row in held["rows"] if row["kind"] == kind]


@pytest.mark.slow
@pytest.mark.usefixtures("family")
class TestExport:
    """One export of the boy."""

    async def test_everything_of_every_agency_is_there_once_with_its_source(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        _, held = await exported(store, tmp_path, person_id("oak", "boy"))
        kinds = sorted(row["kind"] for row in held["rows"])
        once = ["Consent", "Enquiry", "Household", "INFORMED", "Involvement", "LIVES_IN", "STATES"]
        assert kinds == sorted([*once, "Event", "Event", "SourceRecord", "SourceRecord", "SourceRecord"])
        assert len({row["id"] for row in held["rows"]}) == len(held["rows"])
        assert all(row["source"]["delivery"] and row["source"]["at"] for row in held["rows"])
        assert {row["agency"] for row in held["rows"]} == {"csc", "police", "oak"}

    async def test_what_was_corrected_and_what_has_ended_is_there_too(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        _, held = await exported(store, tmp_path, person_id("csc", "boy"))
        (own,) = (row for row in of_kind(held, "SourceRecord") if row["agency"] == "csc")
        assert (own["said"]["given_names"], [was["given_names"] for was in own["before"]]) == ("John", ["Jon"])
        (plan,) = of_kind(held, "Involvement")
        assert plan["said"]["superseded_at"].startswith("2026-03-31")

    async def test_other_persons_in_a_row_are_counted_and_the_row_is_marked(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        _, held = await exported(store, tmp_path, person_id("csc", "boy"))
        mum = global_id("SourceRecord", "csc", "mum")
        others = {row["kind"]: row["others"] for row in held["rows"] if row["others"]}
        assert others == {"Event": [mum], "STATES": [mum]}
        assert all("third_party" in row["review"] for row in held["rows"] if row["others"])

    async def test_rows_are_marked_by_what_the_law_has_somebody_look_at(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        _, held = await exported(store, tmp_path, person_id("csc", "boy"))
        marked = {(row["kind"], row["agency"]): set(row["review"]) for row in held["rows"]}
        assert {"child_abuse_data", "social_work", "third_party"} <= marked["Event", "csc"]
        assert {"child_abuse_data", "crime"} <= marked["Event", "police"]
        assert {"sensitive", "third_party"} <= marked["Involvement", "csc"]
        assert "shielded_address" in marked["LIVES_IN", "csc"] & marked["Household", "csc"]
        assert marked["Enquiry", "oak"] == {"education"}

    async def test_only_the_owner_can_read_it_and_it_is_never_written_over(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        folder, held = await exported(store, tmp_path, person_id("csc", "boy"))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
        assert files == dict.fromkeys(("README.txt", "everything.json", "glass.csv", "looks.csv", "rows.csv"), 0o600)
        with pytest.raises(FileExistsError):
            await exported(store, tmp_path, person_id("csc", "boy"))
        with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert [line["id"] for line in lines] == [row["id"] for row in held["rows"]]
        assert all(line["recorded_at"] and line["source"] for line in lines)

    async def test_who_looked_is_there_with_why_and_marked_for_review(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        home = tmp_path / "home"
        log = AuditLog(home)
        officer, other = (Viewer.signed_in(name, "case_worker", "police") for name in ("pc-1", "pc-2"))
        about = (global_id("Event", "police", "found"),)
        why = ("section47", "significant_harm")
        asked = (("a", officer, ("event",), about), ("b", other, ("coverage",), ()))
        await log.write(*(
            Entry(id=id, viewer=viewer, purpose=why[0], basis=why[1], code=code, asked=named)
            for id, viewer, code, named in asked
        ))
        await log.close()
        folder, held = await exported(store, tmp_path / "out", person_id("oak", "boy"))
        (look,) = held["looks"]
        assert (look["said"]["professional"], look["said"]["purpose"]) == ("pc-1", "SECTION47")
        assert {"third_party", "crime"} <= set(look["review"])
        (line,) = csv.DictReader((folder / "looks.csv").read_text("utf-8").splitlines())
        assert (line["agency"], line["fields"], line["basis"]) == ("police", "event", "significant_harm")

    async def test_who_reviews_is_told_what_to_look_at_and_that_nothing_is_decided(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        folder, _ = await exported(store, tmp_path, person_id("csc", "boy"))
        page = (folder / "README.txt").read_text("utf-8")
        assert "NOTHING HAS BEEN LEFT OUT OR DECIDED" in page and "Sch. 3 Pt 5" in page and "Sch. 2 para. 16" in page
        assert "Jon" not in folder.name and "Jon" not in page

    async def test_what_is_entered_and_challenged_is_there(self, store: StoreAddress, tmp_path: Path, ask: Ask) -> None:
        event = global_id("Event", "csc", "conference")
        entered = (
            f'mutation {{ recordInformed(event: "{event}", informed: "police", status: INFORMED, agency: "csc",'
            ' at: "2026-02-03", idempotencyKey: "told-the-police") { entry { id } } }'
        )
        entry = (await ask(entered))["entry"]["id"]
        await ask(f'mutation {{ challenge(assertion: "{event}", reason: "not so", agency: "csc",'
                  ' idempotencyKey: "not-so-at-all") { reason } }')
        _, held = await exported(store, tmp_path, person_id("csc", "boy"))
        assert entry in {row["source"].get("entry") for row in of_kind(held, "INFORMED")}
        (row,) = (row for row in of_kind(held, "Event") if row["id"] == event)
        assert [one["reason"] for one in row["challenges"]] == ["not so"] and "challenged" in row["review"]

    async def test_nobody_is_not_exported(self, store: StoreAddress, tmp_path: Path) -> None:
        with pytest.raises(NobodyHeld):
            await exported(store, tmp_path, "person:00000000000000000000")
        assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


def command(store: StoreAddress, home: Path) -> subprocess.CompletedProcess[str]:
    """The export of the boy by the command, below `out` in its home."""
    address = {"THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_USER": store.user}
    words = ("subject-access", person_id("csc", "boy"), "--out", str(home / "out"))
    return thinkfamily(home, *words, THINKFAMILY_NEO4J_PASSWORD=store.password, **address)


@pytest.mark.slow
@pytest.mark.usefixtures("family")
def test_the_words_of_the_homes_own_policy_close_a_source(store: StoreAddress, tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text(POLICY.replace('"anonymous",', '"father shouted",'), encoding="utf-8")
    (tmp_path / "access.toml").chmod(0o600)
    done = command(store, tmp_path)
    assert done.returncode == 0, done.stderr
    text = "".join(file.read_text("utf-8") for file in (tmp_path / "out").rglob("*.*") if file.is_file())
    assert "father shouted" not in text and "WHICH IS CLOSED" in text


@pytest.mark.slow
@pytest.mark.usefixtures("family")
def test_a_damaged_index_of_the_log_ends_the_command_in_a_sentence(store: StoreAddress, tmp_path: Path) -> None:
    (folder_of(tmp_path) / INDEX).write_bytes(b"no index at all " * 300)
    done = command(store, tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "remove it" in " ".join(done.stderr.split()) and not (tmp_path / "out").exists()


def a_row(kind: str = "Event", agency_kind: str = "housing", **said: Any) -> dict[str, Any]:
    """A row that bears no mark by itself."""
    return {"kind": kind, "agency_kind": agency_kind, "said": said, "before": [], "others": [], "challenges": []}


def test_a_row_that_the_law_says_nothing_of_bears_no_mark() -> None:
    assert marks_of(a_row(on="2026-01-01")) == []


def test_what_a_row_said_before_is_marked_too() -> None:
    assert marks_of({**a_row(), "before": [{"kind": "allegation"}]}) == ["child_abuse_data"]


@pytest.mark.parametrize("name", ["reason", "basis", "by"])
@pytest.mark.parametrize("kept", ["challenges", "settlements"])
def test_who_challenged_a_row_or_settled_that_and_why_may_be_another_person(kept: str, name: str) -> None:
    assert "third_party" in marks_of({**a_row(), kept: [{"outcome": "upheld", name: "her mother rang"}]})
    assert "third_party" not in marks_of({**a_row(), kept: [{"outcome": "upheld", name: None}]})


def test_every_mark_has_an_authority_and_says_what_to_do() -> None:
    assert all(mark.authority and mark.ask for mark in MARKS)
    assert len({mark.id for mark in MARKS}) == len(MARKS)
