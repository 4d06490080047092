"""The scope of a viewer: the agencies whose records, or only whose involvement, they may see (DOMAIN, 'Scope').

A scope follows from the policy and from which agencies deliver, never from anybody's records: so it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from queries.case import Case


@dataclass(frozen=True)
class Scope:
    """The agencies that deliver, by how much of their records the viewer may see; ids, in order.

    `content`: their records, of anybody. `existence`: no more than that they are involved with a person, since when, by
    which service, and whom to ring. The lists `of_clients` hold for the own agency's clients and their family alone.
    `opened_until`: until when break-glass access is open. An agency whose involvement shows only where the person
    consents is in no list: most of its involvements stay hidden.
    """

    own: str | None
    """The viewer's agency; None for who sees all."""
    content: tuple[str, ...]
    existence: tuple[str, ...] = ()
    content_of_clients: tuple[str, ...] = ()
    existence_of_clients: tuple[str, ...] = ()
    own_records_only: bool = False
    shows_sensitive: bool = True
    hidden_kinds: tuple[str, ...] = ()
    """Kinds of service whose involvement shows only where the person consents."""
    shows_shielded: bool = True
    opened_until: datetime | None = None

    @property
    def agencies(self) -> frozenset[str]:
        """All agencies of the scope: those that `coverage` names."""
        return frozenset(
            (*self.content, *self.existence, *self.content_of_clients, *self.existence_of_clients)
        )


def scope_of(case: Case) -> Scope:
    """The scope of a case's viewer. The case has read something, so that it knows the directory."""
    delivering = sorted(one.id for one in case.directory.organisations.values() if one.delivers)
    allowed, glass = case.permissions, case.context.broken
    if allowed is None:
        return Scope(None, tuple(delivering))
    others = allowed.consented | allowed.near_consented | {*allowed.content, *allowed.near_content}
    return Scope(
        allowed.own,
        _of(delivering, allowed.content),
        _of(delivering, allowed.existence - allowed.content),
        _of(delivering, allowed.near_content - allowed.content),
        _of(delivering, allowed.near_existence - allowed.near_content - allowed.existence - allowed.content),
        own_records_only=others <= {allowed.own} and glass is None,
        shows_sensitive="sensitive" in allowed.shown,
        hidden_kinds=tuple(sorted(allowed.hidden_kinds)),
        shows_shielded=allowed.discloses,
        opened_until=None if glass is None else glass.until,
    )


def _of(delivering: Iterable[str], these: Iterable[str]) -> tuple[str, ...]:
    named = frozenset(these)
    return tuple(id for id in delivering if id in named)
