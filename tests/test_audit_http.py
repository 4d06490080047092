"""The audit of real questions: `thinkfamily serve` on a small family, and what its log then says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from deliver import person_id
from serving import serving, thinkfamily
from small_family import MOTHER, RELAPSE, SON, load_small_family
from toy_service import Service

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.audit.looked import AccessLog
from queries.audit.segments import folder_of
from queries.audit.verify import entries

pytestmark = pytest.mark.slow
ANA = min(MOTHER, person_id("council", "ana"))
"""The mother's id, as two agencies' records are joined; the drugs service's own still answers."""
NAMES = ("Ana", "Leo", "Hale", "Using again", "01632")


@dataclass
class Asked:
    """An open service of a home, and what its audit log holds beyond what it held before."""

    home: Path
    service: Service
    seen: int = field(default=0)

    def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
        """The answer to a question; the log's entries before it are set aside."""
        self.seen = len(self._all())
        body = {"query": query, "variables": variables}
        return httpx.post(f"{self.service.url}/graphql", json=body, headers=headers, timeout=70)

    def entry(self) -> dict[str, Any]:
        """The one entry of the last question."""
        (found,) = self._all()[self.seen :]
        return found

    def _all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for _, line in entries(folder_of(self.home))]


@pytest.fixture(scope="module")
def asked(store: StoreAddress, store_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    load_small_family(store, tmp_path_factory.mktemp("family"))
    with serving(store_home, "--open") as service:
        yield Asked(store_home, service)


def test_who_was_asked_about_and_who_was_answered_about_are_in_the_log(asked: Asked) -> None:
    query = "query ($adult: ID!) { childrenAffected(adult: $adult, on: \"2026-03-01\") { children { child { id } } } }"
    answered = asked.ask(query, {"x-purpose": "assessment", "x-basis": "public_task"}, adult=MOTHER).json()
    assert answered["data"]["childrenAffected"]["children"] == [{"child": {"id": SON}}]
    entry = asked.entry()
    assert (entry["code"], entry["outcome"]) == (["childrenAffected"], "success")
    assert entry["entity"]["asked"] == [MOTHER]
    assert set(entry["entity"]["answered"]) == {ANA, SON}
    assert entry["authorization"] == {"purpose": "assessment", "basis": "public_task"}
    assert entry["agent"]["role"] == "local_user"


def test_whoever_is_shown_without_an_id_is_in_the_log_and_no_id_is_in_the_answer(asked: Asked) -> None:
    query = """query ($people: [ID!]!) {
      chronology(people: $people) { edges { node { summary people { givenNames } } } nodes { kind } }
    }"""
    answered = asked.ask(query, people=[MOTHER]).json()
    assert answered["data"]["chronology"] == {
        "edges": [{"node": {"summary": "Using again", "people": [{"givenNames": "Ana"}]}}],
        "nodes": [{"kind": "RELAPSE"}],
    }
    assert set(asked.entry()["entity"]["answered"]) == {RELAPSE, ANA}


def test_whoever_a_finding_speaks_of_is_in_the_log(asked: Asked) -> None:
    query = "query ($p: [ID!]) { hiddenConnections(people: $p, on: \"2026-03-01\") { nodes { statement } } }"
    answered = asked.ask(query, p=[SON]).json()
    nodes = answered["data"]["hiddenConnections"]["nodes"]
    assert nodes and all(list(node) == ["statement"] for node in nodes)
    assert {ANA, SON} <= set(asked.entry()["entity"]["answered"])


def test_whoever_is_in_a_picture_is_in_the_log_however_it_is_asked_for(asked: Asked) -> None:
    asked.ask('query ($p: ID!) { genogram(person: $p, on: "2026-03-01") { svg } }', p=SON)
    by_graphql = asked.entry()
    asked.seen = len(asked._all())
    got = httpx.get(f"{asked.service.url}/pictures/genogram/{SON}.svg?on=2026-03-01", timeout=70)
    by_address = asked.entry()
    assert (got.status_code, by_address["code"]) == (200, ["genogram"])
    for entry in (by_graphql, by_address):
        assert (entry["entity"]["asked"], set(entry["entity"]["answered"])) == ([SON], {ANA, SON})


def test_the_events_of_a_timeline_are_in_the_log_and_their_ids_not_in_the_answer(asked: Asked) -> None:
    query = 'query ($p: [ID!]!) { timeline(people: $p, on: "2026-03-01") { people alternative } }'
    picture = asked.ask(query, p=[MOTHER]).json()["data"]["timeline"]
    assert list(picture) == ["people", "alternative"] and "Relapse" in picture["alternative"]
    assert asked.entry()["entity"]["answered"] == sorted([RELAPSE, *picture["people"]])


def test_a_search_logs_whom_it_found_and_not_what_was_searched(asked: Asked) -> None:
    asked.ask('{ findPeople(name: "Hale") { nodes { givenNames familyName } } }')
    entry = asked.entry()
    assert (entry["entity"]["asked"], set(entry["entity"]["answered"])) == ([], {ANA, SON})
    assert not [name for name in NAMES if name in json.dumps(entry)]


def test_a_record_is_named_by_its_id_and_not_by_the_agencys_own(asked: Asked) -> None:
    for local_id in ("leo", "nobody"):
        asked.ask('query ($l: ID!) { sourceRecord(agency: "council", localId: $l) { localId } }', l=local_id)
        entry = asked.entry()
        assert entry["entity"]["asked"] == [global_id("SourceRecord", "council", local_id)]
        assert f'"{local_id}"' not in json.dumps(entry)


@pytest.mark.parametrize("text", ["Leo Hale", "person:Leo Hale", "person:" + "g" * 20])
def test_what_is_no_id_is_not_kept(asked: Asked, text: str) -> None:
    asked.ask("query ($id: ID!) { person(id: $id) { id } }", id=text)
    assert asked.entry()["entity"]["asked"] == []


def test_one_person_over_the_page_is_not_logged_as_told(asked: Asked) -> None:
    answered = asked.ask('{ findPeople(name: "Hale", first: 1) { nodes { id } pageInfo { hasNextPage } } }').json()
    page = answered["data"]["findPeople"]
    assert page["pageInfo"]["hasNextPage"]
    assert asked.entry()["entity"]["answered"] == [page["nodes"][0]["id"]]


def test_a_question_that_is_refused_is_in_the_log_with_its_code(asked: Asked) -> None:
    asked.ask("query ($p: ID!) { event { id } chronology(people: [$p], first: 9999) { nodes { id } } }", p=SON)
    entry = asked.entry()
    assert (entry["outcome"], entry["entity"]["answered"]) == ("BAD_USER_INPUT", [])
    assert entry["code"] == ["chronology", "event"]


def test_an_answer_of_which_a_part_failed_is_a_success_that_tells_whom_it_tells(asked: Asked) -> None:
    asked.ask("query ($p: ID!) { person(id: $p) { id } event { id } }", p=SON)
    entry = asked.entry()
    assert (entry["outcome"], entry["entity"]["answered"]) == ("success", [SON])
    assert entry["code"] == ["event", "person"]


def test_an_unknown_person_and_a_known_one_leave_entries_of_one_form(asked: Asked) -> None:
    query = "query ($id: ID!) { person(id: $id) { givenNames } }"
    forms = []
    for person in (SON, "person:" + "0" * 20):
        asked.ask(query, id=person)
        entry = asked.entry()
        assert entry["entity"]["asked"] == [person]
        forms.append((sorted(entry), entry["outcome"], entry["code"]))
    assert forms[0] == forms[1]


def test_who_looked_at_a_person_can_be_asked_for(asked: Asked) -> None:
    asked.ask("query ($id: ID!) { person(id: $id) { givenNames } }", {"x-basis": "vital_interests"}, id=SON)
    latest = AccessLog(asked.home).looked_at([SON], first=1)[0]
    assert (latest.professional, latest.basis, latest.asked, latest.fields) == (
        "local", "vital_interests", True, ("person",),
    )


def test_the_command_verifies_the_log_and_finds_what_was_changed(asked: Asked, tmp_path: Path) -> None:
    asked.ask("{ coverage { agency { id } } }")
    root = thinkfamily(asked.home, "audit", "root").stdout.strip()
    size = int(root.partition(":")[0])
    asked.ask("{ coverage { agency { id } } }")
    verified = thinkfamily(asked.home, "audit", "verify", "--root", root)
    assert (verified.returncode, verified.stdout.startswith(f"{size + 1} entries")) == (0, True)
    copy = tmp_path / "audit"
    copy.mkdir()
    for file in folder_of(asked.home).glob("*.jsonl"):
        (copy / file.name).write_bytes(file.read_bytes().replace(b'"childrenAffected"', b'"childrenAffectee"'))
    found = thinkfamily(tmp_path, "audit", "verify", "--root", root)
    assert (found.returncode, "was changed" in found.stderr) == (2, True)


def test_the_service_writes_the_root_to_its_own_log(asked: Asked) -> None:
    asked.ask("{ coverage { agency { id } } }")
    root = asked.service.next_line("audit_root")["root"]
    assert thinkfamily(asked.home, "audit", "verify", "--root", root).returncode == 0


def test_the_command_gives_proofs(asked: Asked) -> None:
    from queries.audit.merkle import is_consistent, is_included

    asked.ask("{ coverage { agency { id } } }")
    asked.ask("{ coverage { agency { id } } }")
    held = json.loads(thinkfamily(asked.home, "audit", "proof", "1").stdout)
    path = [bytes.fromhex(each) for each in held["inclusion_path"]]
    root = bytes.fromhex(held["root"])
    assert is_included(bytes.fromhex(held["leaf"]), 1, held["size"], path, root)
    grown = json.loads(thinkfamily(asked.home, "audit", "proof", "--since", "2").stdout)
    path = [bytes.fromhex(each) for each in grown["consistency_path"]]
    assert is_consistent(2, grown["size"], bytes.fromhex(grown["earlier_root"]), root, path)
    assert thinkfamily(asked.home, "audit", "proof", "999999").returncode == 2
    assert thinkfamily(asked.home, "audit", "verify", "--root", "1:x").returncode == 2


def test_what_cannot_be_recorded_is_not_answered(asked: Asked) -> None:
    folder = folder_of(asked.home)
    aside = folder.rename(folder.with_name("audit-aside"))
    folder.write_text("")  # no folder any more, so that nothing can be written in it
    try:
        with serving(asked.home, "--open") as service:
            asked_there = Asked(asked.home, service)
            body = {"query": f'{{ person(id: "{SON}") {{ givenNames }} }}'}
            response = httpx.post(f"{service.url}/graphql", json=body, timeout=70)
            _, log = asked_there.service.stop()
    finally:
        folder.unlink()
        aside.rename(folder)
    said = response.json()
    assert (response.status_code, said["errors"][0]["extensions"]["code"]) == (503, "AUDIT_UNAVAILABLE")
    assert "data" not in said
    assert b"audit_not_written" in log
    assert not [name for name in NAMES if name.encode() in log]
