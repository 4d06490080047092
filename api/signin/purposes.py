"""`X-Purpose`, `X-Basis` and `X-Glass`: what a request says of itself, within what its token holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from api.errors import GlassNotInForce, PurposeNotHeld, UnknownBasis, UnknownPurpose
from api.signin.principal import Principal
from graph.ids import is_id
from queries.access.codes import BASIS, PURPOSE

PURPOSE_HEADER, BASIS_HEADER, GLASS_HEADER = b"x-purpose", b"x-basis", b"x-glass"

NARROWER: Mapping[str, frozenset[str]] = {
    "section47": frozenset({"safeguarding_enquiry", "assessment", "direct_care"}),
    "safeguarding_enquiry": frozenset({"assessment", "direct_care"}),
    "assessment": frozenset({"direct_care"}),
    "direct_care": frozenset(),
    "audit": frozenset(),
    "analysis": frozenset(),
}
"""Which purposes ask for less than a purpose does, so that its holder may state them.

An enquiry under Children Act 1989 s.47 rests on reasonable cause to suspect significant harm, and so bears more
than enquiries before that threshold, which bear more than the assessment of a child in need (s.17) or one's own
care of a client. Audit and analysis are of another kind: neither is part of casework, nor of the other.
(UK GDPR art. 5(1)(b): what is collected for one purpose is not for any.)
"""


def stated(principal: Principal, headers: list[tuple[bytes, bytes]]) -> Principal:
    """The principal with the purpose, basis and glass that a request states; as the token has it where it states none.

    Raises `UnknownPurpose`, `UnknownBasis`, `PurposeNotHeld` or `GlassNotInForce`.
    """
    purpose, basis, glass = (_only(headers, name) for name in (PURPOSE_HEADER, BASIS_HEADER, GLASS_HEADER))
    if purpose is None and basis is None and glass is None:
        return principal
    return replace(principal, purpose=_purpose(principal, purpose), basis=_basis(principal, basis), glass=_glass(glass))


def _purpose(principal: Principal, said: str | None) -> str:
    if said is None or said == principal.purpose:
        return principal.purpose
    if said not in PURPOSE:
        raise UnknownPurpose(f"X-Purpose names no purpose; say one of {', '.join(PURPOSE)}.")
    if said not in NARROWER[principal.purpose]:
        raise PurposeNotHeld(f"The token is for {principal.purpose}, which does not hold {said}. Sign in for {said}.")
    return said


def _basis(principal: Principal, said: str | None) -> str | None:
    if said is None:
        return principal.basis
    if said not in BASIS:
        raise UnknownBasis(f"X-Basis names no basis; say one of {', '.join(BASIS)}.")
    return said


def _glass(said: str | None) -> str | None:
    """A reference; whether it is one in force the store says, each time."""
    if said is not None and not is_id("Glass", said):
        raise GlassNotInForce
    return said


def _only(headers: list[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The value of a header; what is given twice is joined as HTTP has it, and so names nothing."""
    values = list(_all(headers, name))
    return ", ".join(values) if values else None


def _all(headers: list[tuple[bytes, bytes]], name: bytes) -> Iterator[str]:
    return (value.decode("latin-1").strip() for key, value in headers if key == name)
