"""What a viewer may see in a context: the policy, worked out once a request into what the terms ask of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from graph.codes import AGENCY_KIND
from queries.access.policy import Level, Policy, Role, names
from queries.context import Context

ANALYSIS = "analysis"
"""The purpose for which no names are needed: UK GDPR art. 5(1)(c) and art. 89(1)."""
LONDON = ZoneInfo("Europe/London")
"""The day that is today, for agreements and consents: the product serves England's agencies."""


class MayNotSee(Exception):
    """Refused for who asks, or what for; nothing of what is asked about is in it."""


@dataclass(frozen=True)
class Sight:
    """Whose rows may be seen, and how closely kept ones (`queries.access.terms`)."""

    own: str
    content: frozenset[str]
    existence: frozenset[str]
    consented: frozenset[str]
    shown: tuple[str, ...]
    hidden_kinds: frozenset[str]
    discloses: bool
    today: date
    opened: tuple[str, ...] = ()
    """The records that broken glass has opened."""

    def parameters(self) -> dict[str, Any]:
        """The parameters that the terms use."""
        lists = ("content", "existence", "consented", "hidden_kinds")
        return {
            "own": self.own, "shown": list(self.shown), "discloses": self.discloses, "today": self.today,
            "opened": list(self.opened),
            **{name: sorted(getattr(self, name)) for name in lists},
        }


def sight(policy: Policy, context: Context, agencies: Mapping[str, str | None]) -> Sight:
    """What the viewer of a context may see; `agencies` are those that deliver, with their kinds.

    MayNotSee where the role has no such purpose, or sees nobody's records. Whatever no agreement names is not seen.
    """
    viewer, basis = context.viewer, context.basis
    role = _role(policy, context)
    assert context.asked_at is not None
    today = context.asked_at.astimezone(LONDON).date()
    kind = _kind(agencies, viewer.agency)
    holding = [
        one for one in policy.agreements
        if one.holds(viewer.role, context.purpose, today) and names(one.viewers, viewer.agency, kind)
    ]
    named = {id: {one.level for one in holding if names(one.of, id, _kind(agencies, id))} for id in agencies}
    if not (role.own or any(named.values())):
        raise MayNotSee(f"a {viewer.role} is answered nothing about named persons")
    closed = frozenset[str]() if basis in policy.sensitive.bases else policy.sensitive.kinds
    may = frozenset(id for id, levels in named.items() if levels)
    open_to = frozenset(id for id in may if _kind(agencies, id) not in {*closed, None})
    own = frozenset({viewer.agency}) if role.own else frozenset()
    return Sight(
        own=viewer.agency if role.own else "",
        content=own | {id for id in open_to if Level.CONTENT in named[id]},
        existence=own | open_to,
        consented=own | may,
        shown=("ordinary",) if closed else ("ordinary", "sensitive"),
        hidden_kinds=closed,
        discloses=viewer.role in policy.shielded.roles,
        today=today,
    )


def _role(policy: Policy, context: Context) -> Role:
    name, purpose = context.viewer.role, context.purpose
    role = policy.roles.get(name)
    if role is None:
        raise MayNotSee(f"the policy has no role {name}")
    if purpose not in role.purposes:
        raise MayNotSee(f"a {name} has no purpose {purpose}; there is {', '.join(sorted(role.purposes))}")
    if purpose == ANALYSIS:
        raise MayNotSee("for analysis nobody is answered about named persons, whatever is agreed; use a project's view")
    return role


def _kind(agencies: Mapping[str, str | None], agency: str) -> str | None:
    """An agency's kind; None where it is on no list, and so is named by no kind."""
    kind = agencies.get(agency)
    return kind if kind in AGENCY_KIND else None
