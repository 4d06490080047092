"""Resolve the access policy for one request into the permissions that its viewer holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.codes import AGENCY_KIND
from queries.access.codes import ANSWERING
from queries.access.policy import About, Agreement, Level, Policy, Role, names
from queries.context import Context, Viewer, day_of

ANALYSIS = "analysis"
"""The purpose for which no names are needed: UK GDPR art. 5(1)(c) and art. 89(1)."""


class MayNotSee(Exception):
    """The role or the purpose does not permit the request. The message never names the data."""


@dataclass(frozen=True)
class Permissions:
    """The agencies whose rows a viewer may see, and how sensitive these may be (`queries.access.filter`)."""

    own: str
    """The viewer's own agency; '' where the role sees none of its records."""
    content: frozenset[str]
    """Agencies whose rows may be seen."""
    existence: frozenset[str]
    """Agencies of which it may be seen that they are involved with a person."""
    consented: frozenset[str]
    """Agencies of which the same may be seen where the person consents."""
    shown: tuple[str, ...]
    """Sensitivities of other agencies' rows that may be seen."""
    hidden_kinds: frozenset[str]
    """Kinds of service that are sensitive, and hidden without a basis."""
    discloses: bool
    """Whether shielded addresses may be seen."""
    today: date
    near_content: frozenset[str] = frozenset()
    near_existence: frozenset[str] = frozenset()
    near_consented: frozenset[str] = frozenset()
    """As the lists without `near`, of the own agency's clients and their family alone."""
    opened: tuple[str, ...] = ()
    """Records that break-glass access has opened."""
    identified: tuple[str, ...] = ()
    """These, and records at the other end of their ties, which show who a person is and nothing else."""


def permitted(policy: Policy, context: Context, agencies: Mapping[str, str | None]) -> Permissions:
    """Return the permissions of a context's viewer. `agencies` are those that deliver, each with its kind.

    Deny by default: what no agreement names stays hidden. Raises `MayNotSee` where the role has no such purpose, or
    sees nobody's records.
    """
    viewer, basis = context.viewer, context.basis
    role = _role(policy, context)
    assert context.asked_at is not None
    today = day_of(context.asked_at)
    kind = _kind(agencies, viewer.agency)
    holding = [
        one for one in policy.agreements
        if one.holds(viewer.role, context.purpose, today) and names(one.viewers, viewer.agency, kind)
    ]
    closed = frozenset[str]() if basis in policy.sensitive.bases else policy.sensitive.kinds
    whoever = _opened([one for one in holding if one.about is About.ANYBODY], agencies, closed)
    near = _opened([one for one in holding if one.about is not About.ANYBODY], agencies, closed)
    if not (role.own or whoever.named):
        raise MayNotSee(f"a {viewer.role} is answered nothing about named persons")
    own = frozenset({viewer.agency}) if role.own else frozenset()
    return Permissions(
        own=viewer.agency if role.own else "",
        content=own | whoever.content,
        existence=own | whoever.existence,
        consented=own | whoever.named,
        near_content=near.content,
        near_existence=near.existence,
        near_consented=near.named,
        shown=("ordinary",) if closed else ("ordinary", "sensitive"),
        hidden_kinds=closed,
        discloses=viewer.role in policy.shielded.roles,
        today=today,
    )


@dataclass(frozen=True)
class _Opened:
    """What agreements open: which agencies they name, and whose existence and content may be seen without consent."""

    named: frozenset[str]
    existence: frozenset[str]
    content: frozenset[str]


def _opened(
    agreements: Sequence[Agreement], agencies: Mapping[str, str | None], closed: Collection[str]
) -> _Opened:
    """What some agreements open; `closed` are the kinds that are sensitive and not open on the basis stated."""
    levels = {id: {one.level for one in agreements if names(one.of, id, _kind(agencies, id))} for id in agencies}
    named = frozenset(id for id, each in levels.items() if each)
    existence = frozenset(id for id in named if _kind(agencies, id) not in {*closed, None})
    return _Opened(named, existence, frozenset(id for id in existence if Level.CONTENT in levels[id]))


def answering_subjects(viewer: Viewer) -> None:
    """MayNotSee for a role that does not answer a person on the use of their records."""
    if not viewer.answers_for_use:
        named = " or ".join(sorted(ANSWERING))
        raise MayNotSee(f"a {viewer.role} does not answer for the use of records; ask a {named}")


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
