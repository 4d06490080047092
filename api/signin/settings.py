"""The tables `[service]`, `[signin]` and `[limits]` of the configuration, checked before the service starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from api.signin.provider import is_safe
from api.signin.rate_limits import LIMITS, ReadingLimits
from api.signin.terms import ALGORITHMS, Claims, TokenTerms
from graph.configuration import configuration_file, read_configuration
from graph.private_files import check_own
from queries.access.codes import ROLE

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d+)?|http://(localhost|127\.0\.0\.1)(:\d+)?")


class SignInMisconfigured(ValueError):
    """The configuration cannot be followed; the message names the key and what it may be."""


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """How the service is to be reached, and by whose tokens; without `signin` by development tokens."""

    hosts: frozenset[str] = frozenset()
    """The names under which clients reach it, beside the loopback ones."""
    origins: frozenset[str] = frozenset()
    """The origins of web pages, beside its own, whose scripts may ask it."""
    signin: TokenTerms | None = None
    limits: Mapping[str, ReadingLimits] = field(default_factory=lambda: LIMITS)
    """How much a viewer may ask and read, by role."""


def read_service_settings(home: Path, environment: Mapping[str, str] = os.environ) -> ServiceSettings:
    """The settings of a home. Raises `SignInMisconfigured`, `ConfigurationUnreadable`, or `ChangeableByOthers`.

    A file that others may change is refused where it says whose tokens count.
    """
    said = read_configuration(home, environment)
    service, signin = _table(said, "service", {"hosts", "origins"}), said.get("signin")
    settings = ServiceSettings(
        hosts=_hosts(service), origins=_origins(service), limits=_limits(_table(said, "limits", set(ROLE)))
    )
    if signin is None:
        return settings
    check_own(configuration_file(home, environment), "whose tokens count")
    return replace(settings, signin=_terms(said))


def _terms(said: Mapping[str, Any]) -> TokenTerms:
    signin = _table(said, "signin", {each.name for each in fields(TokenTerms)})
    claims = _table(signin, "claims", {each.name for each in fields(Claims)}, "signin.")
    return TokenTerms(
        issuer=_issuer(signin.get("issuer")),
        audience=_text("signin.audience", signin.get("audience", TokenTerms.audience)),
        algorithms=_algorithms(signin.get("algorithms", list(TokenTerms.algorithms))),
        claims=Claims(**{name: _text(f"signin.claims.{name}", value) for name, value in claims.items()}),
        roles=_names(signin, "roles", ROLE),
        agencies=_names(signin, "agencies", None),
    )


def _issuer(said: object) -> str:
    issuer = _text("signin.issuer", said)
    if not is_safe(issuer):
        raise _wrong("signin.issuer", "an https address, as the provider's discovery document has it")
    return issuer


def _algorithms(said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not said or not set(map(str, said)) <= set(ALGORITHMS):
        raise _wrong("signin.algorithms", f"a list of some of {', '.join(ALGORITHMS)}")
    return tuple(said)


def _names(signin: Mapping[str, Any], key: str, known: Any) -> Mapping[str, str]:
    """What the provider calls something, to what it is called here."""
    names = _table(signin, key, None, "signin.")
    for said, name in names.items():
        _text(f"signin.{key}.{said}", name)
        if known is not None and name not in known:
            raise _wrong(f"signin.{key}.{said}", f"one of {', '.join(known)}")
    return names


def _limits(said: Mapping[str, Any]) -> Mapping[str, ReadingLimits]:
    """The limits shipped, with what an authority has set otherwise."""
    return LIMITS | {role: replace(LIMITS[role], **_bounds(said, role)) for role in said}


def _bounds(said: Mapping[str, Any], role: str) -> dict[str, int]:
    bounds = _table(said, role, {each.name for each in fields(ReadingLimits)}, "limits.")
    for name, value in bounds.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise _wrong(f"limits.{role}.{name}", "a whole number, 1 or more")
    return bounds


def _hosts(service: Mapping[str, Any]) -> frozenset[str]:
    said = service.get("hosts", [])
    if not isinstance(said, list):
        raise _wrong("service.hosts", 'a list of names, such as ["family.example.gov.uk"]')
    return frozenset(_text("service.hosts", each).lower() for each in said)


def _origins(service: Mapping[str, Any]) -> frozenset[str]:
    """Origins as browsers send them; all of the web, `*`, is none."""
    said = service.get("origins", [])
    wanted = 'a list of origins, such as ["https://casework.example.gov.uk"]'
    if not isinstance(said, list):
        raise _wrong("service.origins", wanted)
    for each in said:
        if not isinstance(each, str) or not _ORIGIN.fullmatch(each):
            raise _wrong("service.origins", f"{wanted}: a scheme, a host and a port where it is not the usual one")
    return frozenset(said)


def _table(said: Mapping[str, Any], key: str, known: set[str] | None, within: str = "") -> dict[str, Any]:
    table = said.get(key, {})
    if not isinstance(table, dict):
        raise _wrong(within + key, f"a table: [{within}{key}]")
    if unknown := set(table) - (known if known is not None else set(table)):
        raise SignInMisconfigured(f"The configuration has no key {within}{key}.{min(unknown)}.")
    return table


def _text(key: str, said: object) -> str:
    if not isinstance(said, str) or not said:
        raise _wrong(key, "a text")
    return said


def _wrong(key: str, wanted: str) -> SignInMisconfigured:
    return SignInMisconfigured(f"{key} in the configuration must be {wanted}.")
