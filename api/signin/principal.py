"""Who asks, as the token says, and for what."""

from __future__ import annotations

from dataclasses import dataclass, field

from queries.context import Viewer


@dataclass(frozen=True, slots=True)
class Own:
    """What a token tells of its holder's own life, so that reading it can be noticed. Never logged, never kept."""

    person: str | None = field(default=None, repr=False)
    family_name: str | None = field(default=None, repr=False)
    postcode: str | None = field(default=None, repr=False)

    @property
    def is_told(self) -> bool:
        """Whether the token tells anything by which answers have to be compared."""
        return bool(self.family_name or self.postcode)


@dataclass(frozen=True, slots=True)
class Principal:
    """A viewer with the purpose and the basis of one request, and the reference of the glass that it is asked by."""

    viewer: Viewer
    purpose: str
    basis: str | None = None
    glass: str | None = None
    own: Own = field(default_factory=Own)


OPEN = Principal(Viewer(), "safeguarding_enquiry")
"""The open local user, of a service that was started without sign-in."""
