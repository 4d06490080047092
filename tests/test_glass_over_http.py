"""Broken glass as workers and privacy officers meet it: `thinkfamily serve`, development tokens, the real store."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from deliver import Agency, empty, load, opened, person_id
from serving import serving, thinkfamily
from toy_service import Service

from api.subject_access import export
from graph.private_store import StoreAddress
from queries.access.policy import shipped
from queries.audit.looked import AccessLog
from queries.audit.segments import folder_of
from queries.audit.verify import entries
from queries.case import Cases
from queries.context import Context

pytestmark = pytest.mark.slow
LIMITS = shipped().glass
assert LIMITS is not None
TESS = person_id("csc", "tess")
_NAMES = [f"mother-{number}" for number in range(40)]
LOWER, UPPER = (
    next(name for name in _NAMES if (person_id("police", name) < person_id("csc", name)) == lower)
    for lower in (True, False)
)
"""Mothers whom the police know too. Whoever sees both records is told by the smaller id: theirs, or the council's."""
UNKNOWN = "glass:" + "0" * 20
REASON = "Jude rang from a locked room and says that he has a knife"
BREAK = """mutation ($people: [ID!]!, $reason: String!, $minutes: Int, $key: ID!) {
  breakGlass(people: $people, reason: $reason, minutes: $minutes, idempotencyKey: $key) {
    reference people { id } brokenAt until reason entry { replayed }
  }
}"""
CLOSE = """mutation ($reference: ID!, $key: ID!) {
  closeGlass(reference: $reference, idempotencyKey: $key) { reference closedAt }
}"""
WHO = "query ($id: ID!) { person(id: $id) { records { agency { id } } } }"
NOTICES = "{ notices { nodes { at kind reference agency { id } } } }"
GLASS = "query ($reference: ID!) { glass(reference: $reference) { professional reason people { id } until closedAt } }"
_keys = count(1)


def key() -> str:
    """An idempotency key that nobody has used."""
    return f"glass-key-{next(_keys):04}"


@dataclass
class Desk:
    """A service, and the tokens of those who ask it."""

    home: Path
    service: Service
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def ask(self, query: str, agency: str = "csc", role: str = "case_worker", glass: str = "", **variables: Any) -> Any:
        """The whole response."""
        purpose = "audit" if role == "privacy_officer" else "section47"
        who = (agency, role)
        if who not in self.tokens:
            words = ("--agency", agency, "--role", role, "--purpose", purpose)
            self.tokens[who] = thinkfamily(self.home, "token", *words).stdout.strip()
        headers = {"authorization": f"Bearer {self.tokens[who]}", **({"x-glass": glass} if glass else {})}
        body = {"query": query, "variables": variables}
        return httpx.post(f"{self.service.url}/graphql", json=body, headers=headers, timeout=70).json()

    def broken(self, *people: str, role: str = "case_worker", **more: Any) -> dict[str, Any]:
        """The glass that a worker of the council breaks."""
        asked = {"people": list(people), "reason": REASON, "key": key(), **more}
        said = self.ask(BREAK, role=role, **asked)
        assert "errors" not in said, said
        glass: dict[str, Any] = said["data"]["breakGlass"]
        return glass

    def broken_or_refused(self, *people: str) -> str:
        """The code with which it was refused; empty where it was broken."""
        said = self.ask(BREAK, people=list(people), reason=REASON, key=key())
        return code(said) if "errors" in said else ""

    def agencies(self, person: str, **how: str) -> list[str]:
        """Whose records of a person are seen."""
        records = self.ask(WHO, id=person, **how)["data"]["person"]["records"]
        return sorted(record["agency"]["id"] for record in records)

    def log(self) -> list[dict[str, Any]]:
        """The audit log."""
        return [json.loads(line) for _, line in entries(folder_of(self.home))]


def code(said: Any) -> str:
    """With what it was refused."""
    assert not said.get("data")
    found: str = said["errors"][0]["extensions"]["code"]
    return found


@pytest.fixture(scope="module", autouse=True)
def family(store: StoreAddress, store_home: Path) -> None:
    """A mother whom the police know too, and her child, whom nobody else does; and two such with the tie."""
    empty(store)
    csc, police, gp = Agency("csc", "children_social_care"), Agency("police", "police"), Agency("gp", "gp")
    csc.people(tess="1990-01-01", jude="2018-01-01")
    csc.involved("jude", since="2025-01-01")
    for mother in (LOWER, UPPER):
        csc.people(**{mother: "1990-01-01", f"child-of-{mother}": "2018-01-01"})
        csc.tie(mother, "parent", f"child-of-{mother}", since="2018-01-01")
        csc.involved(f"child-of-{mother}", since="2025-01-01")
        police.people(**{mother: "1990-01-01"})
        police.involved(mother, since="2025-02-01", reason="warrant")
    police.people(tess="1990-01-01", neil="1980-01-01")
    police.involved("tess", since="2025-02-01", reason="warrant")
    gp.people(other="1950-01-01")
    gp.involved("other", since="2025-01-01")
    load(store, store_home, csc.delivered(), police.delivered(), gp.delivered())


@pytest.fixture
def nothing_broken(store: StoreAddress) -> None:
    """Nobody has broken glass today."""

    async def mend() -> None:
        async with opened(store) as driver, driver.session() as session:
            await (await session.run("MATCH (g:Glass) DETACH DELETE g")).consume()

    asyncio.run(mend())


@pytest.fixture(scope="module")
def desk(store: StoreAddress, store_home: Path, family: None) -> Iterator[Desk]:
    with serving(store_home) as service:
        yield Desk(store_home, service)


@pytest.fixture(autouse=True)
def _each_its_own(nothing_broken: None) -> None:
    """How often somebody breaks glass is counted anew for each test."""


def test_a_worker_sees_by_the_reference_what_others_keep_until_it_is_closed(desk: Desk) -> None:
    assert desk.agencies(TESS) == ["csc"]
    glass = desk.broken(TESS, minutes=5)
    assert (glass["people"], glass["reason"]) == ([{"id": TESS}], None)
    assert desk.agencies(TESS, glass=glass["reference"]) == ["csc", "police"]
    assert desk.agencies(TESS) == ["csc"]
    closed = desk.ask(CLOSE, reference=glass["reference"], key=key())
    assert closed["data"]["closeGlass"]["closedAt"]
    assert code(desk.ask(WHO, id=TESS, glass=glass["reference"])) == "GLASS_NOT_IN_FORCE"


def test_privacy_officers_have_notice_by_reference_and_the_agencys_own_the_reason(desk: Desk) -> None:
    reference = desk.broken(TESS)["reference"]
    for agency in ("csc", "police"):
        (notice,) = desk.ask(NOTICES, agency, "privacy_officer")["data"]["notices"]["nodes"]
        assert {**notice, "at": ""} == {
            "at": "", "kind": "BROKEN_GLASS", "reference": reference, "agency": {"id": "csc"}
        }
    assert desk.ask(NOTICES, "gp", "privacy_officer")["data"]["notices"]["nodes"] == []
    told = desk.ask(GLASS, "csc", "privacy_officer", reference=reference)["data"]["glass"]
    assert (told["professional"], told["reason"]) == ("development:csc:case_worker", REASON)
    assert desk.ask(GLASS, "police", "privacy_officer", reference=reference)["data"]["glass"] is None
    assert desk.ask(GLASS, "csc", "manager", reference=reference)["data"]["glass"] is None
    asked = "query ($reference: ID!) { glass(reference: $reference) { reason agencies { id } } }"
    assert desk.ask(asked, reference=reference)["data"]["glass"] == {"reason": None, "agencies": []}
    assert code(desk.ask(NOTICES)) == "FORBIDDEN"


def test_a_privacy_officer_may_close_it(desk: Desk) -> None:
    reference = desk.broken(TESS)["reference"]
    assert code(desk.ask(CLOSE, "police", "privacy_officer", reference=reference, key=key())) == "NOT_FOUND"
    assert code(desk.ask(CLOSE, "csc", "manager", reference=reference, key=key())) == "NOT_FOUND"
    assert "errors" not in desk.ask(CLOSE, "csc", "privacy_officer", reference=reference, key=key())
    assert code(desk.ask(CLOSE, reference=reference, key=key())) == "NOT_FOUND"


def test_what_is_asked_by_it_is_in_the_log_with_the_reference_and_the_reason_is_not(desk: Desk) -> None:
    before = len(desk.log())
    reference = desk.broken(TESS)["reference"]
    desk.agencies(TESS, glass=reference)
    begun, broken, notice, seen = desk.log()[before:]
    assert (begun["outcome"], begun["entity"]["asked"]) == ("begun", [])
    assert (broken["code"], broken["entity"]["asked"]) == (["breakGlass"], [TESS])
    assert reference in broken["entity"]["answered"]
    assert (notice["category"], notice["code"], notice["id"]) == ("notice", ["broken_glass"], broken["id"])
    assert (seen["code"], seen["basedOn"], seen["entity"]["asked"]) == (["person"], reference, [TESS])
    assert "knife" not in json.dumps(desk.log())
    assert [look.fields for look in AccessLog(desk.home).looked_at([reference])] == [("person",), ("breakGlass",)]


def test_who_looked_at_a_person_by_broken_glass_is_told_so(
    desk: Desk, store: StoreAddress, store_home: Path
) -> None:
    reference = desk.broken(TESS)["reference"]
    desk.agencies(TESS, glass=reference)
    asked = """query ($id: ID!) { accessLog(person: $id) { nodes { fields glass
      brokenGlass { professional reason until people { id } agencies { id } } } } }"""
    glass = {"professional": "development:csc:case_worker", "reason": REASON}
    for role, tess in (("privacy_officer", TESS), ("", min(TESS, person_id("police", "tess")))):
        told = desk.ask(asked, role=role, id=TESS) if role else open_to_all(store_home, asked, id=TESS)
        looks = [look for look in told["data"]["accessLog"]["nodes"] if look["fields"] != ["accessLog"]]
        by_glass, broken = looks[:2]
        assert (by_glass["fields"], by_glass["glass"]) == (["person"], reference)
        assert broken == {**by_glass, "fields": ["breakGlass"]}
        assert broken["brokenGlass"].pop("until")
        agencies = [{"id": "csc"}, {"id": "police"}]
        assert broken["brokenGlass"] == {**glass, "people": [{"id": tess}], "agencies": agencies}


LOOKS = "query ($id: ID!) { accessLog(person: $id) { nodes { fields } } }"


def looked_at(desk: Desk, person: str) -> list[list[str]]:
    """By what the council's officer is told that its workers looked at a person, the newest first."""
    nodes = desk.ask(LOOKS, role="privacy_officer", id=person)["data"]["accessLog"]["nodes"]
    return [look["fields"] for look in nodes if look["fields"] != ["accessLog"]]


@pytest.mark.parametrize("mother", [LOWER, UPPER], ids=["told by their id", "told by ours"])
def test_a_look_by_it_is_told_whosever_id_of_the_person_it_was_told_by(desk: Desk, mother: str) -> None:
    network = "query ($id: ID!) { familyNetwork(person: $id) { members { person { id } } } }"
    reference = desk.broken(person_id("csc", mother))["reference"]
    told = desk.ask(network, glass=reference, id=person_id("csc", f"child-of-{mother}"))
    ids = {member["person"]["id"] for member in told["data"]["familyNetwork"]["members"]}
    assert min(person_id("csc", mother), person_id("police", mother)) in ids
    assert looked_at(desk, person_id("csc", mother)) == [["familyNetwork"], ["breakGlass"]]


def test_who_asks_by_an_id_that_is_not_told_does_not_learn_whose_it_is(desk: Desk) -> None:
    """Without glass the police's id is nobody's; were the look the mother's, it would be known that they know her."""
    before = looked_at(desk, TESS)
    assert desk.ask(WHO, id=person_id("police", "tess"))["data"]["person"] is None
    assert looked_at(desk, TESS) == before


def open_to_all(home: Path, query: str, **variables: Any) -> Any:
    """What who has not signed in is answered."""
    with serving(home, "--open") as service:
        body = {"query": query, "variables": variables}
        return httpx.post(f"{service.url}/graphql", json=body, timeout=70).json()


async def test_it_is_in_what_is_held_about_those_for_whom_it_was_broken(
    desk: Desk, store: StoreAddress, tmp_path: Path
) -> None:
    """Whoever asks what is held about them is told who broke it, why, until when and whose records that opened."""
    reference = (await asyncio.to_thread(desk.broken, TESS))["reference"]
    async with opened(store) as driver:
        cases, log = Cases.on(driver), AccessLog(desk.home)
        for name, agencies in (("tess", "csc police"), ("jude", None)):
            below = tmp_path / name
            folder = await export(cases, log, person_id("csc", name), below, Context.as_of(date(2026, 3, 1)))
            rows = list(csv.DictReader((folder / "glass.csv").read_text("utf-8").splitlines()))
            assert [row["agencies"] for row in rows] == ([agencies] if agencies else [])
            for row in rows:
                assert (row["id"], row["reason"]) == (reference, REASON)
                assert row["professional"] == "development:csc:case_worker"
                assert row["broken_at"] < row["until"] and "third_party" in row["review"]


def test_unknown_over_closed_and_anothers_glass_are_refused_alike(desk: Desk, store: StoreAddress) -> None:
    anothers = desk.broken(TESS, role="manager")["reference"]
    over, closed = desk.broken(TESS)["reference"], desk.broken(TESS)["reference"]
    desk.ask(CLOSE, reference=closed, key=key())

    async def end() -> None:
        async with opened(store) as driver, driver.session() as session:
            await (await session.run("MATCH (g:Glass {id: $id}) SET g.until = datetime() - duration('PT1S')",
                                     id=over)).consume()

    asyncio.run(end())
    told = (UNKNOWN, anothers, over, closed, "glass:x", f"{over}, x")
    refusals = [desk.ask(WHO, id=TESS, glass=said) for said in told]
    assert code(refusals[0]) == "GLASS_NOT_IN_FORCE"
    assert refusals == [refusals[0]] * len(refusals)


def test_the_same_key_breaks_it_once_and_is_nobody_elses(desk: Desk) -> None:
    asked: dict[str, Any] = {"people": [TESS], "reason": REASON, "key": key()}
    first, again = (desk.ask(BREAK, **asked)["data"]["breakGlass"] for _ in range(2))
    assert (first["entry"]["replayed"], again["entry"]["replayed"]) == (False, True)
    assert (first["reference"], first["until"]) == (again["reference"], again["until"])
    assert code(desk.ask(BREAK, role="manager", **asked)) == "IDEMPOTENCY_KEY_REUSED"


def test_it_is_not_broken_more_often_in_a_day_than_the_policy_says_whoever_asks_at_once(desk: Desk) -> None:
    assert LIMITS is not None

    async def at_once() -> list[Any]:
        asks = (asyncio.to_thread(desk.broken_or_refused, TESS) for _ in range(LIMITS.a_day + 2))
        return await asyncio.gather(*asks)

    desk.ask(WHO, id=TESS)  # who asks has a token
    told = asyncio.run(at_once())
    assert told.count("TOO_MANY_REQUESTS") == 2 and told.count("") == LIMITS.a_day


@pytest.mark.parametrize(
    ("role", "more", "refused"),
    [
        ("case_worker", {"people": []}, "BAD_USER_INPUT"),
        ("case_worker", {"people": [f"person:{n:020x}" for n in range(11)]}, "BAD_USER_INPUT"),
        ("case_worker", {"minutes": 0}, "BAD_USER_INPUT"),
        ("case_worker", {"minutes": 61}, "BAD_USER_INPUT"),
        ("case_worker", {"reason": "  "}, "BAD_USER_INPUT"),
        ("case_worker", {"people": [TESS, "person:" + "0" * 20]}, "NOT_FOUND"),
        ("case_worker", {"people": [person_id("police", "neil")]}, "NOT_FOUND"),
        ("privacy_officer", {}, "FORBIDDEN"),
    ],
)
def test_what_may_not_be_broken_is_refused(desk: Desk, role: str, more: dict[str, Any], refused: str) -> None:
    asked = {"people": [TESS], "reason": REASON, "key": key(), **more}
    assert code(desk.ask(BREAK, role=role, **asked)) == refused
    assert desk.ask(NOTICES, "csc", "privacy_officer")["data"]["notices"]["nodes"] == []


def test_a_purpose_that_can_wait_breaks_none(desk: Desk) -> None:
    token = thinkfamily(desk.home, "token", "--agency", "csc", "--role", "case_worker", "--purpose", "assessment")
    headers = {"authorization": f"Bearer {token.stdout.strip()}"}
    body = {"query": BREAK, "variables": {"people": [TESS], "reason": REASON, "key": key()}}
    assert code(httpx.post(f"{desk.service.url}/graphql", json=body, headers=headers, timeout=70).json()) == "FORBIDDEN"


def test_what_cannot_be_recorded_breaks_none_and_the_log_has_no_reason(store: StoreAddress, store_home: Path) -> None:
    folder = folder_of(store_home)
    aside = folder.rename(folder.with_name("audit-aside"))
    folder.write_text("")  # no folder any more, so that nothing can be written in it
    try:
        with serving(store_home) as service:
            asked: dict[str, Any] = {"people": [TESS], "reason": REASON, "key": key()}
            refused = Desk(store_home, service).ask(BREAK, **asked)
            _, log = service.stop()
    finally:
        folder.unlink()
        aside.rename(folder)
    assert code(refused) == "AUDIT_UNAVAILABLE"
    assert b"knife" not in log

    async def broken() -> int:
        async with opened(store) as driver, driver.session() as session:
            return int((await (await session.run("MATCH (g:Glass) RETURN count(g)")).single(strict=True))[0])

    assert asyncio.run(broken()) == 0
