"""What a person had corrected stays so over deliveries, until the agency's own record says something else.

A girl's date of birth is wrong in the council's system, and a man is recorded as her father who is not.
"""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from agreements import agreed
from deliver import Agency, Ask, digest, killed, load, opened, person_id
from signed_in import answered

from api.errors import Forbidden
from graph.ids import global_id
from graph.private_store import StoreAddress
from loaders.report import LoadReport

pytestmark = pytest.mark.slow

KIM = global_id("SourceRecord", "csc", "kim")
TIE = global_id("relationships", "csc", "dad-kim")
LATER = "2026-12-31T00:00:00Z"
"""After every delivery of these cases."""
CHALLENGE = """mutation ($row: ID!, $key: ID!) {
  challenge(assertion: $row, reason: "wrong", by: "her mother", agency: "csc", idempotencyKey: $key) { entry { id } }
}"""
SETTLE = """mutation ($challenge: ID!, $outcome: SettlementOutcome!, $fact: String, $value: String, $key: ID!,
                      $agency: ID = "csc", $expected: Int = 0) {
  settleChallenge(challenge: $challenge, outcome: $outcome, fact: $fact, value: $value, agency: $agency,
      reason: "birth certificate seen", basis: "certificate 123", by: "A. Manager", idempotencyKey: $key,
      expectedVersion: $expected) {
    entry { id version replayed } assertion outcome people { id }
  }
}"""
WHOLE = """query ($id: ID!, $knownAt: DateTime = "2026-12-31T00:00:00Z") {
  person(id: $id, on: "2026-03-01", knownAt: $knownAt) {
    dateOfBirth familyName
    records { agency { id } dateOfBirth challenged challenges { id }
      settlements { outcome fact was value reason basis by lapsedAt agency { id } entry } }
    relationships { type person { id } assertions { id challenged settlements { outcome } } }
  }
}"""
_keys = count(1)


class Council:
    """The council's records of the family, as its own system goes on having them."""

    def __init__(self, store: StoreAddress, home: Path) -> None:
        self.store, self.home, self.csc = store, home, Agency("csc", "children_social_care")
        self.csc.people(kim="2016-01-01", dad="1985-01-01")
        self.csc.tie("dad", "parent", "kim", row_id="dad-kim", since="2016-01-01")

    async def delivers(self, at: str) -> LoadReport:
        """Load what the system says now."""
        delivery = self.csc.delivered(f"{at}T22:00:00Z")
        (report,) = await asyncio.to_thread(load, self.store, self.home, delivery)
        return report


@pytest.fixture
def council(empty_store: StoreAddress, store_home: Path) -> Council:
    """The council, with one delivery loaded."""
    made = Council(empty_store, store_home)
    asyncio.run(made.delivers("2026-03-31"))
    return made


def key() -> str:
    """A key of its own for each entry."""
    return f"key-of-an-entry-{next(_keys)}"


async def challenged(ask: Ask, row: str) -> str:
    """Challenge a row; the challenge."""
    await ask(CHALLENGE, row=row, key=key())
    found = await ask("""query ($id: ID!) { person(id: $id, on: "2026-03-01") {
      records { id challenges { id } } relationships { assertions { id challenges { id } } } } }""",
      id=person_id("csc", "kim"))
    listed = found["records"] + [one for tie in found["relationships"] for one in tie["assertions"]]
    (challenge,) = (each["id"] for one in listed if one["id"] == row for each in one["challenges"])
    return str(challenge)


async def upheld(ask: Ask, row: str, fact: str | None = None, value: str | None = None) -> Any:
    """Challenge a row, and uphold it."""
    return await ask(SETTLE, challenge=await challenged(ask, row), outcome="UPHELD", fact=fact, value=value, key=key())


async def seen(ask: Ask, known_at: str = LATER) -> Any:
    """Kim as she is known."""
    return await ask(WHOLE, id=person_id("csc", "kim"), knownAt=known_at)


async def fathers(ask: Ask, known_at: str = LATER) -> list[str]:
    """The ids of those recorded as her parents."""
    return [one["person"]["id"] for one in (await seen(ask, known_at))["relationships"]]


async def test_a_correction_stands_at_once_with_its_source_and_the_challenge_is_settled(
    council: Council, ask: Ask
) -> None:
    made = await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    assert (made["assertion"], made["outcome"], [one["id"] for one in made["people"]]) == (
        KIM, "UPHELD", [person_id("csc", "kim")]
    )
    kim = await seen(ask)
    assert kim["dateOfBirth"] == "2015-06-01"
    (record,) = kim["records"]
    assert (record["challenged"], record["challenges"]) == (False, [])
    (settled,) = record["settlements"]
    assert settled == {
        "outcome": "UPHELD", "fact": "date_of_birth", "was": "2016-01-01", "value": "2015-06-01",
        "reason": "birth certificate seen", "basis": "certificate 123", "by": "A. Manager", "lapsedAt": None,
        "agency": {"id": "csc"}, "entry": made["entry"]["id"],
    }


async def test_before_it_the_old_state_is_known(council: Council, ask: Ask) -> None:
    await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    kim = await seen(ask, "2026-05-01T00:00:00Z")
    assert (kim["dateOfBirth"], kim["records"][0]["settlements"]) == ("2016-01-01", [])


async def test_it_stays_over_full_deliveries_that_still_have_the_wrong_value(council: Council, ask: Ask) -> None:
    await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    report = await council.delivers("2026-07-31")
    assert (await seen(ask))["dateOfBirth"] == "2015-06-01"
    people = next(table for table in report.tables if table.table == "people")
    assert (people.read, people.loaded, people.unchanged) == (2, 0, 2)
    assert any("people: 1 rows say what was found to be wrong" in note for note in report.notes)
    council.csc.rows["people"][0]["family_name"] = "Reed"
    await council.delivers("2026-08-31")
    kim = await seen(ask)
    assert (kim["dateOfBirth"], kim["familyName"]) == ("2015-06-01", "Reed")


async def test_it_is_over_once_the_agency_says_something_else_and_stays_over(council: Council, ask: Ask) -> None:
    await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    council.csc.rows["people"][0]["date_of_birth"] = "2015-07-01"
    await council.delivers("2026-07-31")
    kim = await seen(ask)
    assert kim["dateOfBirth"] == "2015-07-01"
    assert kim["records"][0]["settlements"][0]["lapsedAt"].startswith("2026-07-31")
    council.csc.rows["people"][0]["date_of_birth"] = "2016-01-01"
    await council.delivers("2026-08-31")
    assert (await seen(ask))["dateOfBirth"] == "2016-01-01"


async def test_a_tie_that_was_found_not_to_hold_leads_nowhere_and_is_kept_out(council: Council, ask: Ask) -> None:
    assert len(await fathers(ask)) == 1
    await upheld(ask, TIE)
    assert await fathers(ask) == [] and len(await fathers(ask, "2026-05-01T00:00:00Z")) == 1
    council.csc.rows["relationships"][0]["note"] = "as told by the school"
    report = await council.delivers("2026-07-31")
    ties = next(table for table in report.tables if table.table == "relationships")
    assert await fathers(ask) == [] and (ties.read, ties.loaded, ties.unchanged) == (1, 0, 1)
    council.csc.rows["relationships"][0]["type"] = "step_parent"
    await council.delivers("2026-08-31")
    assert [one["type"] for one in (await seen(ask))["relationships"]] == ["STEP_PARENT"]


async def test_a_delivery_extracted_before_it_and_loaded_after_it_changes_nothing(council: Council, ask: Ask) -> None:
    await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    await upheld(ask, TIE)
    await council.delivers("2026-07-31")
    await council.delivers("2026-04-30")
    assert ((await seen(ask))["dateOfBirth"], await fathers(ask)) == ("2015-06-01", [])
    assert (await seen(ask, "2026-05-15T00:00:00Z"))["dateOfBirth"] == "2016-01-01"


async def test_a_delivery_loaded_again_after_a_kill_ends_in_the_same_graph(council: Council, ask: Ask) -> None:
    await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    await upheld(ask, TIE)
    folder = council.csc.delivered("2026-07-31T22:00:00Z").written(council.home / "deliveries")
    await killed(council.store, council.home, folder, "writing", "people")
    council_again = council.csc.delivered("2026-07-31T22:00:00Z")
    await asyncio.to_thread(load, council.store, council.home, council_again)
    once = await digest(council.store)
    await asyncio.to_thread(load, council.store, council.home, council_again)
    assert once == await digest(council.store)
    assert ((await seen(ask))["dateOfBirth"], await fathers(ask)) == ("2015-06-01", [])


async def test_a_refused_challenge_leaves_the_row_and_says_so(council: Council, ask: Ask) -> None:
    await ask(SETTLE, challenge=await challenged(ask, KIM), outcome="REFUSED", key=key())
    kim = await seen(ask)
    assert (kim["dateOfBirth"], kim["records"][0]["challenged"]) == ("2016-01-01", False)
    assert [one["outcome"] for one in kim["records"][0]["settlements"]] == ["REFUSED"]


async def test_it_is_settled_once_by_its_key_and_of_two_at_once_by_one(council: Council, ask: Ask, raw: Ask) -> None:
    given = {"challenge": await challenged(ask, KIM), "outcome": "UPHELD", "fact": "date_of_birth", "value": "2015"}
    once = key()
    first, again = [await ask(SETTLE, **given, key=once) for _ in range(2)]
    assert (first["entry"]["replayed"], again["entry"]["replayed"]) == (False, True)
    said = await raw(SETTLE, **given, key=key())
    assert said["errors"][0]["extensions"] == {"code": "CONFLICT", "version": 1}
    said = await raw(SETTLE, **given, key=key(), expected=1)
    assert said["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_of_two_corrections_of_a_row_at_once_the_second_does_not_undo_the_first(
    council: Council, ask: Ask, raw: Ask
) -> None:
    """The first is committed last by its own clock: the second, asked for before, has not seen it."""
    await upheld(ask, KIM, "date_of_birth", "2015-06-01")
    async with opened(council.store) as driver:
        await driver.execute_query("MATCH (s:Settlement) SET s.asserted_at = s.asserted_at + duration('P1D')")
    challenge = await challenged(ask, KIM)
    said = await raw(SETTLE, challenge=challenge, outcome="UPHELD", fact="family_name", value="Reed", key=key())
    assert "corrected just now" in said["errors"][0]["message"]
    assert (await seen(ask))["records"][0]["challenged"]


async def test_only_the_agency_that_holds_the_row_settles_it(council: Council, ask: Ask, raw: Ask) -> None:
    said = await raw(SETTLE, challenge=await challenged(ask, KIM), outcome="REFUSED", key=key(), agency="police")
    assert said["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(("fact", "value", "told"), [
    ("nhs_number", "9434765919", "is not corrected here"), ("date_of_birth", "last year", "is no date"),
    ("sex", "girl", "is not one of female"), ("date_of_birth", "2016-01-01", "says so already"),
    (None, None, "corrected by the agency's own system"),
])  # fmt: skip
async def test_what_cannot_be_corrected_is_refused_with_the_remedy(
    council: Council, ask: Ask, raw: Ask, fact: str | None, value: str | None, told: str
) -> None:
    said = await raw(SETTLE, challenge=await challenged(ask, KIM), outcome="UPHELD", fact=fact, value=value, key=key())
    assert told in said["errors"][0]["message"]
    assert (await seen(ask))["records"][0]["challenged"]


async def test_while_a_delivery_is_being_loaded_nothing_is_settled(council: Council, ask: Ask, raw: Ask) -> None:
    challenge = await challenged(ask, KIM)
    folder = council.csc.delivered("2026-06-01T22:00:00Z").written(council.home / "deliveries")
    await killed(council.store, council.home, folder, "writing", "people")
    said = await raw(SETTLE, challenge=challenge, outcome="REFUSED", key=key())
    assert "being loaded" in said["errors"][0]["message"]


async def test_a_case_worker_settles_nothing_and_a_manager_sees_what_it_was(council: Council, ask: Ask) -> None:
    challenge = await challenged(ask, KIM)
    given = {"challenge": challenge, "outcome": "UPHELD", "fact": "date_of_birth", "value": "2015-06-01",
             "agency": None}
    with pytest.raises(Forbidden, match="settles no challenge"):
        await answered(council.store, agreed(), viewed("case_worker", "csc"), SETTLE, **given, key=key())
    await answered(council.store, agreed(), viewed("manager", "csc"), SETTLE, **given, key=key())
    kim = await answered(council.store, agreed(), viewed("manager", "csc"), WHOLE, id=person_id("csc", "kim"),
                         knownAt=LATER)
    (settled,) = kim["records"][0]["settlements"]
    assert (settled["was"], settled["value"], settled["basis"]) == ("2016-01-01", "2015-06-01", "certificate 123")


async def test_the_agency_that_holds_the_row_reads_who_challenges_it_and_settles_that(
    council: Council, ask: Ask
) -> None:
    """The police challenge it, of whom the council sees nothing else; a clinic that does is not told of."""
    for agency in (Agency("police", "police"), Agency("clinic", "sexual_health")):
        agency.people(kim="2016-01-01")
        await asyncio.to_thread(load, council.store, council.home, agency.delivered())
    for id in ("police", "clinic"):
        await ask(CHALLENGE.replace('agency: "csc"', f'agency: "{id}"'), row=TIE, key=key())
    asked = """query ($id: ID!) { person(id: $id, on: "2026-03-01") { relationships { assertions {
      challenges { id reason by agency { id } } } } } }"""
    kim = await answered(council.store, agreed(), viewed("manager", "csc"), asked, id=person_id("csc", "kim"))
    (challenge,) = (each for tie in kim["relationships"] for one in tie["assertions"] for each in one["challenges"])
    assert (challenge["reason"], challenge["by"], challenge["agency"]["id"]) == ("wrong", "her mother", "police")
    await answered(council.store, agreed(), viewed("manager", "csc"), SETTLE, challenge=challenge["id"],
                   outcome="UPHELD", agency=None, key=key())
    assert await fathers(ask) == []
