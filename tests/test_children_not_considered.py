"""CHILDREN_NOT_CONSIDERED: an adult's service that has no word of the adult's child (rows 5, 55)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "CHILDREN_NOT_CONSIDERED"
TOWN = Town()
FOUND: list[Case] = []
"""Cases in which the drug service has no word of the boy: a flag."""
NOTHING: list[Case] = []
"""Cases in which it has, or need not have: none."""


def family(name: str, flagged: bool, tie: str = "parent", since: str = "2025-06-01", agency: str = "drugs") -> Case:
    """A mother with the drug service; the council knows her boy."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01")
    if tie:
        case.tie("mum", tie, "kid")
    case.record("csc", "kid")
    case.involved(agency, "mum", since=since)
    (FOUND if flagged else NOTHING).append(case)
    return case


NEVER = family("never-asked", True)
family("four-weeks", True, since="2026-02-01")
family("carer", True, "kinship_carer")
AT_HOME = family("at-home", True, "")
AT_HOME.home("flat", "mum", "kid", since="2025-01-01")

family("three-weeks", False, since="2026-02-02")
family("some-day-last-month", False, since="2026-02")
family("grandmother", False, "grandparent")
family("housing", False, agency="housing")

RECORDED = family("recorded", False)
RECORDED.record("drugs", "kid")

TOLD = family("told", False)
TOLD.event("csc", "plan", "plan_start", "2024-10-01", "kid")
TOLD.told("plan", "drugs", "2024-10-02")

PARTED = family("moved-out", False, "")
PARTED.home("flat", "mum", "kid", since="2025-01-01", until="2025-12-01")

THIN = family("recorded-without-a-number", False)
THIN.also(thin="")
THIN.record("drugs", "thin", given_names="Leo", family_name="Ash", nhs_number="")
THIN.tie("mum", "parent", "thin", "drugs")
THIN.record("oak", "kid", given_names="Leo", family_name="Ash")


def asked(answer: str, on: str = "2025-07-01") -> Case:
    """The drug service asked whether there are children."""
    case = family(f"asked-{answer}", True)
    TOWN.agency("drugs").row(
        "enquiries", person_id=case.local("mum"), question="dependent_children", answer=answer, on=on, by="Jo"
    )
    return case


SAID = {"no": asked("no"), "yes": asked("yes"), "declined": asked("declined")}


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("children-not-considered"), *TOWN.delivered())


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
async def test_an_adults_service_without_a_word_of_the_child_is_found(ask: Ask, case: Case) -> None:
    assert len(await flags(ask, RULE, [case.person("kid")])) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_one_that_looked_or_need_not_is_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_is_about_the_adult_and_the_agency(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [NEVER.person("kid")])
    assert sorted(NEVER.named(flag["people"])) == ["kid", "mum"]
    assert ids(flag["agencies"]) == ["drugs"]
    assert "not recorded that anybody asked" in flag["statement"]
    (path,) = flag["paths"]
    assert ([step["type"] for step in path["steps"]], NEVER.named(path["people"])) == (["PARENT"], ["mum", "kid"])


@pytest.mark.parametrize(
    ("answer", "words"),
    [("no", "the answer was no"), ("yes", "yes, and no child was recorded"), ("declined", "the answer was declined")],
)
async def test_what_was_answered_is_said(ask: Ask, answer: str, words: str) -> None:
    (flag,) = await flags(ask, RULE, [SAID[answer].person("mum")])
    assert words in flag["statement"]
    assert "2025-07-01" in [one["since"] for one in flag["evidence"]]
