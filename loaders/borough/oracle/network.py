"""The network of a child: who is close to the child by the true ties of the last twelve months."""

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.borough.days import TODAY
from loaders.borough.oracle.calendar import BORN_AFTER, WINDOW_FROM
from loaders.borough.truth import CARERS, PARENTS, PARTNERS, Family, Human, Stay, Tie

_SIBLINGS = frozenset({"sibling", "half_sibling", "step_sibling"})
_CARE_OF_A_CHILD = CARERS - {"young_carer"}
_NOT_AT_HOME = frozenset({"refuge", "custody", "hospital"})
BRING_PARTNERS = frozenset({"parent", "carer", "home"})


@dataclass(frozen=True, slots=True)
class Network:
    """A child and its members, each with roles: child, parent, carer, home, sibling, partner."""

    child: Human
    roles: dict[Human, set[str]]

    def adults(self, roles: frozenset[str]) -> list[Human]:
        """The members who are adults and have one of the roles."""
        return [human for human, held in self.roles.items() if not is_child(human) and held & roles]


def is_child(human: Human) -> bool:
    """Under 18 on the day of the extracts, or unborn."""
    return human.born is None or human.born > BORN_AFTER


def is_living(human: Human) -> bool:
    """Not dead on the day of the extracts."""
    return human.died is None or human.died > TODAY


def holds_now(of: Tie | Stay) -> bool:
    """Whether a tie or stay holds on the day of the extracts."""
    return (of.since is None or of.since <= TODAY) and (of.until is None or of.until > TODAY)


def _holds_in_window(of: Tie | Stay) -> bool:
    return (of.since is None or of.since <= TODAY) and (of.until is None or of.until > WINDOW_FROM)


def networks(family: Family) -> list[Network]:
    """The network of every living child of a family."""
    children = [human for human in family.people if is_child(human) and is_living(human)]
    if not children:
        return []
    ties = [tie for tie in family.ties if _holds_in_window(tie)]
    stays = [stay for stay in family.stays if _holds_in_window(stay) and is_home(stay)]
    return [Network(child, _roles(child, ties, stays)) for child in children]


def is_home(stay: Stay) -> bool:
    """Whether a stay relates the person to whoever else lives there."""
    return stay.home.kind == "home" and stay.kind not in _NOT_AT_HOME


def _roles(child: Human, ties: list[Tie], stays: list[Stay]) -> dict[Human, set[str]]:
    roles: dict[Human, set[str]] = {child: {"child"}}
    for role, human in _close(child, ties, stays):
        roles.setdefault(human, set()).add(role)
    bringing = {human for human, held in roles.items() if held & BRING_PARTNERS}
    for tie in ties:
        if tie.type in PARTNERS:
            for one, other in ((tie.one, tie.other), (tie.other, tie.one)):
                if one in bringing and other is not child:
                    roles.setdefault(other, set()).add("partner")
    return {human: held for human, held in roles.items() if is_living(human)}


def _close(child: Human, ties: list[Tie], stays: list[Stay]) -> Iterator[tuple[str, Human]]:
    parents = set()
    for tie in ties:
        if tie.other is child:
            if tie.type in PARENTS:
                parents.add(tie.one)
                yield "parent", tie.one
            if tie.type in _CARE_OF_A_CHILD:
                yield "carer", tie.one
        if tie.type in _SIBLINGS and child in (tie.one, tie.other):
            yield "sibling", tie.one if tie.other is child else tie.other
    for tie in ties:
        if tie.one in parents and tie.type in PARENTS and tie.other is not child:
            yield "sibling", tie.other
    for other in house_mates(child, stays):
        yield "home", other


def house_mates(human: Human, stays: list[Stay]) -> Iterator[Human]:
    """Whoever lived in a home at the same time, of stays that all relate their people."""
    for mine in stays:
        if mine.human is human:
            for stay in stays:
                if stay.home is mine.home and stay.human is not human and _overlap(mine, stay):
                    yield stay.human


def _overlap(one: Stay, other: Stay) -> bool:
    return (other.until is None or one.since < other.until) and (
        one.until is None or other.since < one.until
    )
