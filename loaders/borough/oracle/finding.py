"""One finding that is true of a family."""

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.borough.truth import Human


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's finding about children, and where the rule is about one, an adult, event or case.

    `event` and `involvement` are `agency:local id`; `agencies` those the finding names; `detail`
    tells variants of a rule apart. A mismatch about an adult has the adult and no child.
    """

    rule: str
    children: tuple[Human, ...]
    adult: Human | None = None
    event: str = ""
    involvement: str = ""
    agencies: tuple[str, ...] = ()
    detail: str = ""


def in_order(agencies: Iterable[str]) -> tuple[str, ...]:
    """Agencies once each, by id."""
    return tuple(sorted(set(agencies)))
