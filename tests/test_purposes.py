"""Which purposes a token's purpose holds, and what headers may say."""

from __future__ import annotations

import itertools

import pytest

from api.errors import GlassNotInForce, PurposeNotHeld, UnknownBasis, UnknownPurpose
from api.signin.principal import Principal
from api.signin.purposes import NARROWER, stated
from queries.access.codes import BASIS, PURPOSE
from queries.context import Viewer

WORKER = Viewer.signed_in("worker-7", "case_worker", "council")


def holding(purpose: str, **headers: str) -> Principal:
    """What is stated by headers (underscores for hyphens) with a token for a purpose."""
    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return stated(Principal(WORKER, purpose), said)


def test_every_purpose_says_what_it_holds() -> None:
    assert set(NARROWER) == set(PURPOSE)
    assert set().union(*NARROWER.values()) <= set(PURPOSE)


def test_narrowing_twice_leads_nowhere_else_and_never_back() -> None:
    for purpose, narrower in NARROWER.items():
        assert purpose not in narrower
        assert set().union(*(NARROWER[each] for each in narrower)) <= narrower


def test_an_enquiry_under_section_47_may_be_narrowed_to_direct_care_and_not_the_other_way() -> None:
    assert holding("section47", x_purpose="direct_care").purpose == "direct_care"
    with pytest.raises(PurposeNotHeld):
        holding("direct_care", x_purpose="section47")


@pytest.mark.parametrize(("held", "said"), list(itertools.product(PURPOSE, PURPOSE)))
def test_audit_and_analysis_are_no_casework(held: str, said: str) -> None:
    apart = {"audit", "analysis"}
    if held != said and {held, said} & apart:
        with pytest.raises(PurposeNotHeld):
            holding(held, x_purpose=said)
    if held == said:
        assert holding(held, x_purpose=said).purpose == held


@pytest.mark.parametrize("basis", list(BASIS))
def test_the_basis_stated_is_the_requests(basis: str) -> None:
    assert holding("section47", x_basis=basis).basis == basis


def test_what_is_on_no_list_is_refused() -> None:
    with pytest.raises(UnknownPurpose):
        holding("section47", x_purpose="Section47")
    with pytest.raises(UnknownBasis):
        holding("section47", x_basis="consent, public_task")


def test_a_header_given_twice_names_nothing() -> None:
    twice = [(b"x-purpose", b"assessment"), (b"x-purpose", b"direct_care")]
    with pytest.raises(UnknownPurpose):
        stated(Principal(WORKER, "section47"), twice)


def test_a_glass_is_referred_to_by_one_reference() -> None:
    reference = "glass:" + "0a" * 10
    assert holding("section47", x_glass=reference).glass == reference
    for said in ("", "glass:", reference.upper(), f"{reference}, {reference}", "entry:" + "0a" * 10):
        with pytest.raises(GlassNotInForce):
            holding("section47", x_glass=said)
