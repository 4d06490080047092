"""An entry made by mistake is taken back, and nothing else: what was said before it stands again, by nobody's word but
that of who said so."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from access_families import families, policy, viewed
from deliver import Agency, Ask, empty, load, person_id
from signed_in import answered
from test_entries import BACK, CONSENT, INFORMED, SHARING, code, key, states, told

from graph.ids import global_id
from graph.private_store import StoreAddress

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("family")]

PEOPLE = [f"p{number}" for number in range(20)]
GIVEN = "query ($id: ID!, $knownAt: DateTime) { person(id: $id, knownAt: $knownAt) { consents { given entry } } }"
ADVICE = """query ($about: ID!) {
  mayShare(about: $about, what: HEALTH, with: "csc", purpose: DIRECT_CARE) { consentState }
}"""
_people = count()


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """The families of the access cases, and many whom the drug service and children's social care know, one a test."""
    csc, drugs = Agency("social", "children_social_care"), Agency("clinic", "substance_misuse")
    for agency in (csc, drugs):
        agency.people(**dict.fromkeys(PEOPLE, "1990-01-01"))
    for person in PEOPLE:
        drugs.event(f"relapse-{person}", "relapse", "2026-03-01", person)
    empty(store)
    load(store, store_home, *(one.delivered() for one in families()), csc.delivered(), drugs.delivered())


class Said:
    """What the drug service enters of one person's consent from one day on."""

    def __init__(self, ask: Ask, raw: Ask) -> None:
        self._ask, self._raw = ask, raw
        self.person = person_id("clinic", PEOPLE[next(_people)])
        self.version = 0

    async def enter(self, given: str) -> dict[str, Any]:
        """Enter it; the entry."""
        asked = {"person": self.person, "agency": "clinic", "from": "2026-03-01", "version": self.version}
        entry: dict[str, Any] = (await self._ask(CONSENT, given=given, key=key(), **asked))["entry"]
        self.version += 1
        return entry

    async def take_back(self, entry: str) -> str:
        """Take an entry back; the code with which that is refused, empty where it was done."""
        said = await self._raw(BACK, entry=entry, agency="clinic", version=self.version, key=key())
        if "errors" in said:
            return code(said)
        self.version += 1
        return ""

    async def stands(self, **more: Any) -> list[str]:
        """What the person is said to have given."""
        return [one["given"] for one in (await self._ask(GIVEN, id=self.person, **more))["consents"]]

    async def shown(self) -> str:
        """The entry by which what stands is shown."""
        (one,) = (await self._ask(GIVEN, id=self.person))["consents"]
        return str(one["entry"])


@pytest.fixture
def said(ask: Ask, raw: Ask) -> Said:
    """Of a person of whom nothing was entered yet."""
    return Said(ask, raw)


async def test_a_consent_entered_for_the_wrong_man_leaves_his_refusal(said: Said, ask: Ask) -> None:
    await said.enter("NO")
    wrong = await said.enter("YES")
    assert await said.stands() == ["YES"]
    await said.take_back(wrong["id"])
    assert await said.stands() == ["NO"]
    assert (await ask(ADVICE, about=said.person))["consentState"] == "REFUSED"
    assert await said.stands(knownAt=wrong["enteredAt"]) == ["YES"]


async def test_what_was_corrected_already_is_not_there_to_take_back(said: Said) -> None:
    first = await said.enter("YES")
    await said.enter("NO")
    assert await said.take_back(first["id"]) == "NOT_FOUND"
    assert await said.stands() == ["NO"]


@pytest.mark.parametrize("shown", [True, False], ids=["as it is shown now", "as it was entered"])
async def test_what_stands_again_can_be_taken_back_as_well(said: Said, shown: bool) -> None:
    first = await said.enter("NO")
    second = await said.enter("YES")
    await said.take_back(second["id"])
    assert await said.take_back(await said.shown() if shown else first["id"]) == ""
    assert await said.stands() == []


async def test_what_was_taken_back_does_not_come_again(said: Said) -> None:
    first = await said.enter("YES")
    await said.take_back(first["id"])
    second = await said.enter("NO")
    assert await said.take_back(second["id"]) == ""
    assert await said.stands() == []


async def test_of_two_who_entered_the_same_one_still_says_so(said: Said) -> None:
    await said.enter("NO")
    second = await said.enter("NO")
    assert await said.take_back(second["id"]) == ""
    assert await said.stands() == ["NO"]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_entered_and_taken_back_the_latest_that_was_not_stands(said: Said, seed: int) -> None:
    dice = Random(seed)
    stand: list[tuple[str, str]] = []
    every: list[str] = []
    for _ in range(14):
        if every and dice.random() < 0.6:
            entry = dice.choice([*every, *(one for one, _ in stand[-1:])])
            top = bool(stand) and entry == stand[-1][0]
            assert await said.take_back(entry) == ("" if top else "NOT_FOUND")
            stand = stand[:-1] if top else stand
        else:
            given = dice.choice(["YES", "NO", "UNKNOWN"])
            stand.append(((await said.enter(given))["id"], given))
            every.append(stand[-1][0])
        assert await said.stands() == [given for _, given in stand[-1:]]


async def test_that_an_agency_was_told_stands_again(ask: Ask) -> None:
    """An edge: entered of one time twice, by mistake the second time."""
    event = global_id("Event", "clinic", "relapse-p0")
    await ask(INFORMED, **told(event, "social", "clinic"))
    wrong = told(event, "social", "clinic", status="WITHHELD", basis="meant for somebody else", version=1)
    made = await ask(INFORMED, **wrong)
    assert states(made["event"])["social"] == "WITHHELD"
    await ask(BACK, entry=made["entry"]["id"], agency="clinic", version=2, key=key())
    known = "query ($id: ID!) { event(id: $id) { knownTo { agency { id } state } told { status version } } }"
    now = await ask(known, id=event)
    assert (states(now)["social"], now["told"]) == ("INFORMED", [{"status": "INFORMED", "version": 3}])


async def test_the_decision_of_the_same_day_stands_again(ask: Ask) -> None:
    about = {"about": person_id("clinic", PEOPLE[-1]), "agency": "clinic", "with": "social"}
    versioned = SHARING.replace("$key: ID!", "$version: Int!, $key: ID!").replace(
        "agency: $agency,", "agency: $agency, expectedVersion: $version,"
    )
    await ask(versioned, reason="she refused", version=0, key=key(), **about)
    wrong = await ask(versioned, reason="another woman's", version=1, key=key(), **about)
    await ask(BACK, entry=wrong["entry"]["id"], agency="clinic", version=2, key=key())
    decisions = "query ($id: ID!) { person(id: $id) { sharingDecisions { reason } } }"
    assert (await ask(decisions, id=about["about"]))["sharingDecisions"] == [{"reason": "she refused"}]


async def test_taking_back_a_mistake_opens_nothing(ask: Ask, store: StoreAddress) -> None:
    """A refusal hides the drug service; a consent entered by mistake opens it, until it is taken back."""
    gran = {"person": person_id("drugs", "gran"), "agency": "drugs", "from": "2026-02-01"}
    seen = "query ($id: ID!) { person(id: $id) { involvements { agency { id } } } }"

    async def shown() -> bool:
        viewer = viewed("case_worker", "csc")
        said = await answered(store, policy(), viewer, seen, id=person_id("csc", "gran"))
        return "drugs" in {one["agency"]["id"] for one in said["involvements"]}

    assert await shown()
    await ask(CONSENT, given="NO", key=key(), **gran)
    assert not await shown()
    wrong = await ask(CONSENT, given="YES", key=key(), version=1, **gran)
    assert await shown()
    await ask(BACK, entry=wrong["entry"]["id"], agency="drugs", version=2, key=key())
    assert not await shown()
