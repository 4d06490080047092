"""Who sees a row sees that it is challenged, whoever challenged it; by whom and why is theirs who may see that agency.

And nobody learns from it of a row that they may not see.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import Agency, Ask, empty, load, opened, person_id
from signed_in import answered
from test_challenges import BACK, CHALLENGE
from viewing import no_flags

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.case import Cases
from queries.context import Context
from queries.entries.challenge import Wrong, record
from queries.entries.entering import Entering, NotFound
from queries.entries.records import CaseRecords

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("family")]

csc, drugs, police = (Agency(id, kind) for id, kind in (
    ("csc", "children_social_care"), ("drugs", "substance_misuse"), ("police", "police"),
))  # fmt: skip
WORKER = viewed("case_worker", "csc")
HUB = viewed("mash_worker", "csc", basis="significant_harm")
KIM = """query ($id: ID!) {
  person(id: $id, on: "2026-03-01") {
    involvements { id challenged challenges { reason agency { id } } }
    relationships { challenged assertions { id challenged agency { id } } }
    residences { challenged assertions { id } households { id } }
  }
}"""
FLAGS = """query ($people: [ID!]) {
  hiddenConnections(people: $people, on: "2026-03-01", rule: [COMPARTMENTALISED]) {
    nodes { challenged paths { steps { assertions { id } } } }
  }
}"""
_keys = count(1)


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """A girl and her father, by the word of two agencies; an aunt whose address the police shield."""
    empty(store)
    for agency in (csc, drugs):
        agency.people(kim="2016-01-01", dad="1985-01-01")
        agency.tie("dad", "parent", "kim", since="2016-01-01")
    csc.person("aunt", "1980-01-01")
    csc.home("flat", "kim", "dad", uprn="100000000931")
    csc.home("away", "aunt", uprn="100000000932")
    csc.involved("kim", involvement_id="csc-kim", since="2025-05-01")
    csc.event("visit", "home_visit", "2026-02-01", "kim")
    csc.row("informed", event_id="visit", agency="police", at="2026-02-02")
    csc.row("consents", person_id="kim", scope="share", given="yes", since="2025-06-01")
    csc.row("enquiries", person_id="kim", question="seen_alone", answer="yes", on="2026-02-01")
    drugs.involved("dad", involvement_id="drugs-dad", since="2025-11-01")
    drugs.home("theirs", "dad", uprn="100000000931")
    police.person("aunt", "1980-01-01")
    police.row("households", household_id="refuge", uprn="100000000932", shielded="yes")
    load(store, store_home, csc.delivered(), drugs.delivered(), police.delivered())


async def seen(store: StoreAddress, context: Context, query: str = KIM, **asked: Any) -> Any:
    return await answered(store, policy(), context, query, **(asked or {"id": person_id("csc", "kim")}))


async def challenged(ask: Ask, assertion: str, agency: str) -> str:
    """An agency challenges a row; the entry."""
    made = await ask(CHALLENGE, assertion=assertion, agency=agency, key=f"challenge-seen-{next(_keys)}")
    return str(made["entry"]["id"])


async def settled(ask: Ask, entry: str, agency: str) -> None:
    await ask(BACK.replace('"csc"', f'"{agency}"'), entry=entry, key=f"settled-{next(_keys)}")


@pytest.mark.parametrize(("agency", "told"), [("drugs", []), ("csc", ["csc"])])
async def test_a_row_shows_as_challenged_whoever_says_so(
    store: StoreAddress, ask: Ask, agency: str, told: list[str]
) -> None:
    entry = await challenged(ask, global_id("Involvement", "csc", "csc-kim"), agency)
    (involvement,) = (await seen(store, WORKER))["involvements"]
    assert involvement["challenged"]
    assert [one["agency"]["id"] for one in involvement["challenges"]] == told
    await settled(ask, entry, agency)
    assert not (await seen(store, WORKER))["involvements"][0]["challenged"]


async def tie_of(ask: Ask, agency: str) -> str:
    """The row by which an agency says whose child the girl is."""
    (tie,) = (await ask(KIM, id=person_id("csc", "kim")))["relationships"]
    return next(str(one["id"]) for one in tie["assertions"] if one["agency"]["id"] == agency)


async def test_a_tie_does_not_show_that_a_row_that_may_not_be_seen_is_challenged(
    store: StoreAddress, ask: Ask
) -> None:
    entry = await challenged(ask, await tie_of(ask, "drugs"), "csc")
    (tie,) = (await seen(store, WORKER))["relationships"]
    assert ([one["agency"]["id"] for one in tie["assertions"]], tie["challenged"]) == (["csc"], False)
    assert (await ask(KIM, id=person_id("csc", "kim")))["relationships"][0]["challenged"]
    await settled(ask, entry, "csc")


@pytest.mark.parametrize(("agency", "shows"), [("drugs", False), ("csc", True)])
async def test_nor_does_a_flag_that_rests_on_the_tie(
    store: StoreAddress, ask: Ask, agency: str, shows: bool
) -> None:
    people = [person_id("csc", "kim")]
    entry = await challenged(ask, await tie_of(ask, agency), "csc")
    (flag,) = (await seen(store, HUB, FLAGS, people=people))["nodes"]
    assert flag["challenged"] is shows
    assert [len(step["assertions"]) for path in flag["paths"] for step in path["steps"]] == [1]
    await settled(ask, entry, "csc")


async def stated(store: StoreAddress, edge: str, agency: str) -> list[str]:
    """The ids of an agency's rows that the store holds as edges of a type."""
    async with opened(store) as driver:
        found = await driver.execute_query(f"MATCH ()-[r:{edge} {{agency: $agency}}]->() RETURN r.row", agency=agency)
    return sorted(record[0] for record in found.records)


async def may_challenge(store: StoreAddress, context: Context, row: str) -> bool:
    """Whether a viewer can enter a challenge of a row, and that it stands then."""
    async with opened(store) as driver:
        records = CaseRecords(Cases.on(driver, policy(), 170.0), context, no_flags)
        key, agency = f"may-challenge-{next(_keys)}", context.viewer.agency
        try:
            begun = await Entering.by(driver, records, context, agency, key, 0, {"assertion": row})
            made = await record(begun, Wrong(row, "not so"))
        except NotFound:
            return False
    return made.assertion == row


async def test_each_of_the_own_agencys_rows_can_be_challenged(store: StoreAddress) -> None:
    ids = {"SourceRecord": "kim", "Household": "flat", "Involvement": "csc-kim", "Event": "visit"}
    rows = [global_id(label, "csc", local) for label, local in ids.items()]
    for edge in ("LIVES_IN", "STATES", "INFORMED"):
        rows += (await stated(store, edge, "csc"))
    async with opened(store) as driver:
        more = await driver.execute_query("MATCH (n:Consent|Enquiry {agency: 'csc'}) RETURN n.id")
    rows += [record[0] for record in more.records]
    may = {row: await may_challenge(store, WORKER, row) for row in rows}
    aunts = [row for row, can in may.items() if not can]
    assert len(rows) == 11 and [row.partition(":")[0] for row in aunts] == ["residence"]


async def test_what_may_not_be_seen_cannot_be_challenged(store: StoreAddress) -> None:
    ids = {"SourceRecord": "dad", "Household": "theirs", "Involvement": "drugs-dad"}
    rows = [global_id(label, "drugs", local) for label, local in ids.items()]
    rows += [row for edge in ("LIVES_IN", "STATES") for row in await stated(store, edge, "drugs")]
    rows += [global_id("Household", "csc", "away"), global_id("Household", "police", "refuge")]
    assert [row for row in rows if await may_challenge(store, WORKER, row)] == []
