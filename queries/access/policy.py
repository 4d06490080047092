"""The policy: roles, what is sensitive, who may see shielded addresses or break glass, agreements between agencies.

Read from TOML and checked whole; what is not understood is refused, never passed over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import msgspec

from graph.codes import AGENCY_KIND, EVENT_KIND
from graph.private_files import check_own
from queries.access.codes import BASIS, PURPOSE, ROLE

FILE = "access.toml"
"""Its name in a home."""
ANY = "any"
"""In place of kinds and ids of agencies: whichever."""


class BadPolicy(ValueError):
    """A policy that cannot be read: names the file, the place and what may stand there."""


class Level(Enum):
    """How much of a record may be seen."""

    EXISTENCE = "existence"
    """That an agency is involved with a person, since when, by which service, and whom to ring."""
    CONTENT = "content"
    """All of its rows."""


class About(Enum):
    """Of whom an agreement's records may be seen."""

    ANYBODY = "anybody"
    OWN_CLIENTS_AND_FAMILY = "own_clients_and_family"
    """Whom a record of the own agency is about: its clients, and their family as far as it knows them."""


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a role may ask for; `own`: whether it sees the own agency's records."""

    own: bool
    purposes: frozenset[str]
    reason: str


class Sensitive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kinds of agency and service that are sensitive, as rows marked so are, and the bases that open them."""

    kinds: frozenset[str]
    bases: frozenset[str]
    reason: str


class Shielded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roles that may see shielded addresses, among what they may see at all."""

    roles: frozenset[str]
    reason: str


class Correcting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roles that settle a challenge of a row of their own agency."""

    roles: frozenset[str]
    reason: str


class Sources(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose report is closed: the words in category or summary that mark an anonymous or confidential source.

    `kinds` are the kinds of event that somebody reports. Of others, such as a visit, the text alone is closed.
    """

    words: Annotated[frozenset[str], msgspec.Meta(min_length=1)]
    kinds: frozenset[str]
    authority: str
    reason: str


Minutes = Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]
Few = Annotated[int, msgspec.Meta(ge=1, le=100)]


class BreakGlass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may break glass, what for, how long at most, for how many persons at once, and how often in a day."""

    roles: frozenset[str]
    purposes: frozenset[str]
    minutes: Minutes
    people: Few
    a_day: Few
    reason: str

    def allows(self, role: str, purpose: str) -> bool:
        """Whether a role may break it for a purpose."""
        return role in self.roles and purpose in self.purposes


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One agreement: `viewers` in `roles` may see the records `of` others, for purposes, from a day to another.

    `viewers` and `of` hold kinds or ids of agencies, or `any`. `about` may limit it to some persons. `until` is the
    first day on which it is over.
    """

    id: str
    authority: str
    reason: str
    roles: frozenset[str]
    viewers: frozenset[str]
    of: frozenset[str]
    level: Level
    purposes: frozenset[str]
    since: date
    about: About = About.ANYBODY
    until: date | None = None

    def holds(self, role: str, purpose: str, day: date) -> bool:
        """Whether it holds on a day for a role and a purpose."""
        return role in self.roles and purpose in self.purposes and self.since <= day and not self._over(day)

    def _over(self, day: date) -> bool:
        return self.until is not None and self.until <= day


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it; `version` is named where a decision is recorded."""

    version: str
    roles: dict[str, Role]
    sensitive: Sensitive
    shielded: Shielded
    glass: BreakGlass | None = None
    """Without, nobody breaks it."""
    agreements: tuple[Agreement, ...] = ()
    own_sources: Sources | None = msgspec.field(default=None, name="sources")

    own_corrections: Correcting | None = msgspec.field(default=None, name="corrections")

    @property
    def corrections(self) -> Correcting:
        """Who settles challenges; as shipped where a home's policy says nothing of it."""
        found = self.own_corrections or shipped().own_corrections
        assert found is not None
        return found

    @property
    def sources(self) -> Sources:
        """Whose reports are closed; the shipped words where a home's policy says nothing of them."""
        found = self.own_sources or shipped().own_sources
        assert found is not None
        return found


def names(these: Collection[str], agency: str, kind: str | None) -> bool:
    """Whether kinds and ids of agencies name an agency: by id, by its kind, or as any."""
    return ANY in these or agency in these or kind in these


@cache
def shipped() -> Policy:
    """The policy that holds where a home has none of its own."""
    return read(files("queries.access").joinpath("policy.toml").read_text(encoding="utf-8"), "policy.toml")


def of_home(home: Path) -> Policy:
    """A home's policy, else the shipped one. BadPolicy where its file cannot be read, or ChangeableByOthers."""
    path = home / FILE
    if not path.exists():
        return shipped()
    check_own(path, "who sees what")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadPolicy(f"{path} is not UTF-8; save it as UTF-8") from None
    return read(text, str(path))


def read(text: str, name: str) -> Policy:
    """A policy from TOML. BadPolicy names the place, and what may stand there."""
    try:
        policy = msgspec.convert(tomllib.loads(text), Policy)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadPolicy(f"{name}: {error}; see queries/access/policy.toml for a whole one") from error
    for place, given, allowed in _coded(policy):
        if unknown := sorted(set(given) - set(allowed)):
            raise BadPolicy(f"{name}: {place} has {', '.join(unknown)}; give of {', '.join(allowed)}")
    return policy


def _coded(policy: Policy) -> Iterable[tuple[str, Iterable[str], Any]]:
    """Every place that holds codes, what it holds and the list that they are of."""
    yield "roles", policy.roles, ROLE
    for name, role in policy.roles.items():
        yield f"roles.{name}.purposes", role.purposes, PURPOSE
    yield "sensitive.kinds", policy.sensitive.kinds, AGENCY_KIND
    yield "sensitive.bases", policy.sensitive.bases, BASIS
    yield "shielded.roles", policy.shielded.roles, ROLE
    if policy.own_corrections is not None:
        yield "corrections.roles", policy.own_corrections.roles, ROLE
    if policy.own_sources is not None:
        yield "sources.kinds", policy.own_sources.kinds, EVENT_KIND
    if policy.glass is not None:
        yield "glass.roles", policy.glass.roles, ROLE
        yield "glass.purposes", policy.glass.purposes, PURPOSE
    for one in policy.agreements:
        yield f"agreement {one.id}: roles", one.roles, ROLE
        yield f"agreement {one.id}: purposes", one.purposes, PURPOSE
