"""PARTNER_NOT_ASSESSED: assessments that name one of a couple, and never the other (row 8)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "PARTNER_NOT_ASSESSED"
TOWN = Town()
FOUND: list[Case] = []
"""Cases in which the partner or other parent was left out: a flag."""
NOTHING: list[Case] = []
"""Cases in which both were named, or need not be: none."""


def family(
    name: str, flagged: bool, *named: str, kind: str = "assessment", agency: str = "csc", on: str = "2025-10-01"
) -> Case:
    """A mother with a boy, and her partner; an agency assessed the boy and those named."""
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01", man="1980-01-01", dad="1982-01-01")
    case.tie("mum", "parent", "kid")
    case.record("csc", "man")
    case.event(agency, "assessed", kind, on, "kid", *named)
    (FOUND if flagged else NOTHING).append(case)
    return case


def with_partner(case: Case, **columns: str) -> Case:
    case.tie("mum", "partner", "man", **columns)
    return case


ALONE = with_partner(family("only-the-mother", True, "mum"))
with_partner(family("section-47", True, "mum", kind="section47"))
with_partner(family("early-help", True, "mum", agency="early"))
FATHER = family("father-at-home", True, "mum")
FATHER.tie("dad", "parent", "kid")
FATHER.home("flat", "mum", "dad", "kid", since="2020-01-01")

with_partner(family("both", False, "mum", "man"))
with_partner(family("only-the-child", False))
with_partner(family("health-visitor", False, "mum", agency="hv"))
with_partner(family("a-visit", False, "mum", kind="home_visit"))
with_partner(family("two-years-ago", False, "mum", on="2024-01-01"))
with_partner(family("parted", False, "mum"), since="2020-01-01", until="2025-12-01")
ELSEWHERE = family("father-elsewhere", False, "mum")
ELSEWHERE.tie("dad", "parent", "kid")

SECOND = with_partner(family("in-a-second-assessment", False, "mum"))
SECOND.event("early", "again", "assessment", "2026-01-01", "kid", "man")

THIN = TOWN.case("named-under-another-record", mum="1985-04-02", kid="2016-05-01", man="1980-01-01", thin="1980-01-01")
THIN.record("csc", "thin", given_names="Sam", family_name="Ash", nhs_number="")
THIN.record("police", "man", given_names="Sam John", family_name="Ash")
THIN.tie("mum", "parent", "kid")
THIN.tie("mum", "partner", "thin")
THIN.tie("mum", "partner", "man", "police")
THIN.event("csc", "assessed", "assessment", "2025-10-01", "kid", "mum", "thin")
NOTHING.append(THIN)


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("partner-not-assessed"), *TOWN.delivered())


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
async def test_the_one_of_a_couple_who_was_left_out_is_found(ask: Ask, case: Case) -> None:
    assert len(await flags(ask, RULE, [case.person("kid")])) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_a_couple_of_whom_both_were_named_is_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_names_the_one_left_out_and_the_assessments(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [ALONE.person("man")])
    assert sorted(ALONE.named(flag["people"])) == ["kid", "man"]
    assert [(one["event"]["id"], one["since"]) for one in flag["evidence"]] == [
        (ALONE.event_id("assessed"), "2025-10-01")
    ]
    assert ids(flag["agencies"]) == ["csc"]
    assert [ALONE.named(path["people"]) for path in flag["paths"]] == [["mum", "man"]]


async def test_a_father_at_home_is_left_out_too(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [FATHER.person("kid")])
    assert sorted(FATHER.named(flag["people"])) == ["dad", "kid"]
