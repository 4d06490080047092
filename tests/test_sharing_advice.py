"""`mayShare` and `maySee` over the service: the rule for this person, this receiver and the consents recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from deliver import NOW, Agency, Ask, empty, load, person_id

from graph.private_store import StoreAddress

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

csc, drugs, oak = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse"), Agency("oak", "school")
SHARE = """query ($about: ID!, $what: InformationKind!, $with: ID, $withKind: AgencyKind,
    $circumstances: [Circumstance!], $consent: ConsentState, $purpose: Purpose, $on: Date = "2026-03-01",
    $knownAt: DateTime) {
  mayShare(about: $about, what: $what, with: $with, withKind: $withKind, circumstances: $circumstances,
      consent: $consent, purpose: $purpose, on: $on, knownAt: $knownAt) {
    answer reason consent consentState tellFamily record consult lawfulBasis pack packVersion
    rule { id authority validFrom commencement } recordedConsents { given agencies } receiver { id }
  }
}"""
SEE = """query ($about: ID!, $heldBy: ID!, $agency: ID, $circumstances: [Circumstance!]) {
  maySee(about: $about, what: HEALTH, heldBy: $heldBy, agency: $agency, circumstances: $circumstances,
      purpose: ASSESSMENT, on: "2026-03-01") { answer rule { id } }
}"""


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """A mother who agreed to tell the school until February, a father who refused, a boy."""
    empty(store)
    drugs.people(mum="1990-01-01", dad="1988-01-01")
    june = {"since": "2025-06-01"}
    drugs.row("consents", person_id="mum", scope="share", given="yes", until="2026-04-01", agencies="oak", **june)
    drugs.row("consents", person_id="mum", scope="refer", given="no", **june)
    drugs.row("consents", person_id="dad", scope="share", given="yes", since="2025-01-01")
    drugs.row("consents", person_id="dad", scope="share", given="no", **june)
    drugs.person("gran", "1960-01-01")
    drugs.row("consents", person_id="gran", scope="share", given="no", since="2025-01-01")
    drugs.row("consents", person_id="gran", scope="share", given="yes", **june)
    csc.person("gran", "1960-01-01")
    csc.person("nan", "1950-01-01")
    drugs.person("nan", "1950-01-01")
    drugs.row("consents", person_id="nan", scope="share", given="yes", **june)
    csc.row("consents", person_id="nan", scope="share", given="no", since="2025-01-01")
    for name, first, later in (("no", "no", "unknown"), ("empty", "no", ""), ("yes", "yes", "unknown")):
        drugs.person(f"later-{name}", "1970-01-01")
        drugs.row("consents", person_id=f"later-{name}", scope="share", given=first, since="2025-01-01")
        drugs.row("consents", person_id=f"later-{name}", scope="share", given=later, **june)
    csc.people(boy="2016-01-01")
    oak.people(boy="2016-01-01")
    load(store, store_home, csc.delivered(), drugs.delivered(), oak.delivered())


async def share(ask: Ask, agency: str, name: str, what: str = "SENSITIVE_SERVICE", **more: Any) -> Any:
    return await ask(SHARE, about=person_id(agency, name), what=what, **more)


async def test_a_recorded_consent_counts_for_the_agencies_it_names(ask: Ask) -> None:
    school = await share(ask, "drugs", "mum", **{"with": "oak"})
    assert (school["answer"], school["consentState"], school["rule"]["id"]) == ("YES", "GIVEN", "consent_given")
    assert school["recordedConsents"] == [{"given": "YES", "agencies": ["oak"]}]
    council = await share(ask, "drugs", "mum", **{"with": "csc"})
    assert (council["answer"], council["consentState"]) == ("ASK_FIRST", "NOT_RECORDED")
    assert council["recordedConsents"] == []


async def test_a_consent_counts_on_its_dates_and_once_it_was_recorded(ask: Ask) -> None:
    to_school = {"with": "oak"}
    ended = await share(ask, "drugs", "mum", on="2026-04-01", **to_school)
    unknown = await share(ask, "drugs", "mum", knownAt="2026-01-01", **to_school)
    assert ended["consentState"] == "NOT_RECORDED"
    assert unknown is None  # nor was she known herself


async def test_a_refusal_outweighs_a_consent_and_a_child_at_risk_outweighs_both(ask: Ask) -> None:
    refused = await share(ask, "drugs", "dad", withKind="SCHOOL")
    assert (refused["answer"], refused["consentState"]) == ("NO", "REFUSED")
    at_risk = await share(ask, "drugs", "dad", withKind="SCHOOL", circumstances=["SIGNIFICANT_HARM"])
    assert (at_risk["answer"], at_risk["consent"], at_risk["tellFamily"]) == ("YES", "NOT_NEEDED", True)


@pytest.mark.parametrize(("name", "state"), [("gran", "GIVEN"), ("nan", "REFUSED")])
async def test_the_latest_that_an_agency_heard_counts_and_a_refusal_to_any(ask: Ask, name: str, state: str) -> None:
    assert (await share(ask, "drugs", name, withKind="SCHOOL"))["consentState"] == state


@pytest.mark.parametrize(
    ("name", "state", "recorded"),
    [("no", "REFUSED", "NO"), ("empty", "REFUSED", "NO"), ("yes", "NOT_RECORDED", "UNKNOWN")],
)
async def test_a_later_row_that_does_not_say_lifts_no_refusal_and_keeps_no_consent(
    ask: Ask, name: str, state: str, recorded: str
) -> None:
    """It is read as the closer of the two that it may be."""
    said = await share(ask, "drugs", f"later-{name}", withKind="SCHOOL")
    assert (said["consentState"], [one["given"] for one in said["recordedConsents"]]) == (state, [recorded])


async def test_what_is_said_of_consent_stands_before_what_is_recorded(ask: Ask) -> None:
    assert (await share(ask, "drugs", "dad", withKind="SCHOOL", consent="GIVEN"))["answer"] == "YES"


async def test_the_receivers_kind_is_the_agencys(ask: Ask) -> None:
    asked: dict[str, Any] = {"what": "CONCERN", "circumstances": ["CHILD_WELFARE"]}
    receivers = ({"with": "oak"}, {"withKind": "VOLUNTARY"})
    school, charity = [await share(ask, "csc", "boy", **asked, **to) for to in receivers]
    assert (school["answer"], school["receiver"]["id"]) == ("YES", "oak")
    assert (charity["answer"], charity["receiver"]) == ("ASK_FIRST", None)


async def test_an_answer_says_on_what_it_rests_and_what_to_do(ask: Ask) -> None:
    asked: dict[str, Any] = {"purpose": "SECTION47", "circumstances": ["SEEKING_RAISES_RISK"], "with": "csc"}
    answer = await share(ask, "csc", "boy", **asked)
    assert (answer["rule"]["id"], answer["consent"], answer["tellFamily"]) == ("section47", "MUST_NOT_BE_SOUGHT", False)
    assert "Children Act 1989 s.47" in answer["rule"]["authority"]
    assert answer["lawfulBasis"] and answer["record"] and answer["reason"] and answer["pack"] == "england"


HEALTH: dict[str, Any] = {"what": "HEALTH", "circumstances": ["CHILD_WELFARE"], "withKind": "EARLY_HELP"}
LONG_KNOWN, JUST_KNOWN = "2026-09-29T12:00:00Z", "2026-10-01T12:00:00Z"


@pytest.mark.parametrize(
    ("on", "known", "answer", "rule"),
    [
        ("2026-09-29", None, "ASK_FIRST", "child_welfare_in_confidence"),
        ("2026-09-29", JUST_KNOWN, "ASK_FIRST", "child_welfare_in_confidence"),
        ("2026-09-30", None, "YES", "duty_to_share"),
        ("2026-09-30", LONG_KNOWN, "YES", "duty_to_share"),
        ("2030-01-01", None, "YES", "duty_to_share"),
    ],
)
async def test_the_day_asked_about_decides_on_the_duty_to_share_whatever_was_known(
    ask: Ask, on: str, known: str | None, answer: str, rule: str
) -> None:
    """Children Act 2004 s.16LA, reported in force from 30 September 2026: the law of the day `on`."""
    said = await share(ask, "csc", "boy", on=on, knownAt=known, **HEALTH)
    assert (said["answer"], said["rule"]["id"]) == (answer, rule)


async def test_the_duty_says_from_when_it_binds_and_how_that_is_known(ask: Ask) -> None:
    rule = (await share(ask, "csc", "boy", on="2026-09-30", **HEALTH))["rule"]
    assert rule["validFrom"] == "2026-09-30" and "regulations" in rule["commencement"]
    older = (await share(ask, "csc", "boy", on="2026-09-29", **HEALTH))["rule"]
    assert (older["validFrom"], older["commencement"]) == (None, None)


@pytest.mark.parametrize(
    ("to", "circumstances", "answer", "rule"),
    [
        ("EARLY_HELP", ["CHILD_WELFARE", "MORE_DETRIMENTAL"], "NO", "duty_exception"),
        ("VOLUNTARY", ["CHILD_WELFARE"], "ASK_FIRST", "child_welfare_in_confidence"),
        ("VOLUNTARY", ["CHILD_WELFARE", "UNDER_ARRANGEMENTS"], "YES", "duty_to_share_under_arrangements"),
    ],
)
async def test_what_the_worker_says_decides_whether_the_duty_binds(
    ask: Ask, to: str, circumstances: list[str], answer: str, rule: str
) -> None:
    asked = {**HEALTH, "withKind": to, "circumstances": circumstances}
    said = await share(ask, "csc", "boy", on="2026-09-30", **asked)
    assert (said["answer"], said["rule"]["id"]) == (answer, rule)


@pytest.mark.parametrize("to", [{"with": "nobody"}, {"with": "oak", "about": "person:00000000000000000000"}])
async def test_an_unknown_person_or_agency_has_no_answer(ask: Ask, to: dict[str, str]) -> None:
    assert await ask(SHARE, **{"about": person_id("csc", "boy"), "what": "CONCERN", **to}) is None


@pytest.mark.parametrize("to", [{}, {"with": "oak", "withKind": "SCHOOL"}])
async def test_a_receiver_is_named_in_one_way(ask: Ask, to: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="either `with`"):
        await share(ask, "csc", "boy", **to)


async def test_an_agency_may_see_its_own_record_and_has_to_ask_for_anothers(ask: Ask) -> None:
    about = person_id("csc", "boy")
    own = await ask(SEE, about=about, heldBy="csc", agency="csc")
    other = await ask(SEE, about=about, heldBy="oak", agency="csc")
    at_risk = await ask(SEE, about=about, heldBy="oak", agency="csc", circumstances=["SIGNIFICANT_HARM"])
    assert [one["answer"] for one in (own, other, at_risk)] == ["YES", "ASK_FIRST", "YES"]


async def test_who_has_not_signed_in_says_for_which_agency(ask: Ask) -> None:
    with pytest.raises(AssertionError, match="name the agency"):
        await ask(SEE, about=person_id("csc", "boy"), heldBy="oak")


async def test_advice_is_the_same_as_known_now_and_as_known_then(ask: Ask) -> None:
    now = await share(ask, "drugs", "mum", **{"with": "oak"})
    assert now == await share(ask, "drugs", "mum", knownAt=NOW.isoformat(), **{"with": "oak"})
