"""What a token has to say to be accepted, and what its claims mean here: data, read from the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.errors import Forbidden
from api.signin.principal import Own, Principal
from queries.access.codes import PURPOSE, ROLE
from queries.context import Viewer

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that may be accepted. None with a shared secret: whoever can check such a token can write one."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Under which claim a token says what. A dot leads into an object: `realm.role`."""

    professional: str = "sub"
    agency: str = "agency"
    role: str = "role"
    purpose: str = "purpose"
    person: str = "own_person"
    family_name: str = "family_name"
    postcode: str = "address.postal_code"


@dataclass(frozen=True, kw_only=True)
class TokenTerms:
    """The conditions on a token. `roles` and `agencies` translate the provider's names to those used here."""

    issuer: str
    audience: str = "thinkfamily"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA")
    claims: Claims = field(default_factory=Claims)
    roles: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)

    def principal(self, claims: Mapping[str, Any]) -> Principal:
        """Who holds a token with these claims. `Forbidden` where they name no one role, agency or purpose."""
        named = self.claims
        agency = _translated(_text(claims, named.agency), self.agencies)
        viewer = Viewer.signed_in(_text(claims, named.professional), self._role(claims), agency)
        purpose = _text(claims, named.purpose)
        if purpose not in PURPOSE:
            raise Forbidden(f"The token's claim {named.purpose!r} names no purpose; one of {', '.join(PURPOSE)}.")
        own = (_found(claims, path) for path in (named.person, named.family_name, named.postcode))
        return Principal(viewer, purpose, own=Own(*(each if isinstance(each, str) else None for each in own)))

    def _role(self, claims: Mapping[str, Any]) -> str:
        """The one role that the token gives: providers often list every group of a person."""
        said = _found(claims, self.claims.role)
        listed = said if isinstance(said, list) else [said]
        roles = {_translated(each, self.roles) for each in listed if isinstance(each, str)} & set(ROLE)
        if len(roles) != 1:
            known = ", ".join(ROLE)
            raise Forbidden(f"The token must name one role in {self.claims.role!r}, not {len(roles)}: one of {known}.")
        return roles.pop()


def _translated(said: str, names: Mapping[str, str]) -> str:
    return names.get(said, said)


def _text(claims: Mapping[str, Any], path: str) -> str:
    value = _found(claims, path)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise Forbidden(f"The token's claim {path!r} must be a text of up to 200 characters.")
    return value


def _found(claims: Mapping[str, Any], path: str) -> Any:
    """The value of a claim: under its whole name (a URL may hold dots), else along its path."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
