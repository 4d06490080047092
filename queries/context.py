"""The context of a read: who asks, for what purpose, on which date, and as known when.

Nothing reads the clock or the user by itself: every question is given a `Context`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from queries.access.codes import ANSWERING, BASIS, OPEN_ROLE, PURPOSE, ROLE

LONDON = ZoneInfo("Europe/London")

@dataclass(frozen=True)
class Viewer:
    """Who asks: by default the one local user, who sees all; whoever has signed in is made by `signed_in`."""

    professional: str = "local"
    role: str = OPEN_ROLE
    agency: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether this is the local user: the command line, sweeps, a service that was opened to its machine."""
        return self.role == OPEN_ROLE

    @property
    def account(self) -> tuple[str, str] | None:
        """The agency and the professional who have signed in; None of the local user, whoever that is."""
        return None if self.sees_all else (self.agency, self.professional)

    @property
    def answers_for_use(self) -> bool:
        """Whether it is theirs to answer for the use of records, so that they learn who looked, and why."""
        return self.sees_all or self.role in ANSWERING

    @classmethod
    def signed_in(cls, professional: str, role: str, agency: str) -> Viewer:
        """A professional of an agency in a role; ValueError where one is missing or the role is none."""
        if role not in ROLE:
            raise ValueError(f"{role!r} is no role; give one of {', '.join(ROLE)}")
        if not professional or not agency:
            raise ValueError("a viewer needs a professional and an agency")
        return cls(professional, role, agency)


@dataclass(frozen=True)
class Glass:
    """Broken glass: why (a reference, never the reason itself), for which persons, until when.

    `agencies` are those whose privacy officers have notice of it: no others' records are opened.
    """

    reference: str
    people: tuple[str, ...]
    until: datetime
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """The meanings of the practice's words that an authority may set otherwise, each with its reason.

    Source: DOMAIN 'What the words mean'; the values are the defaults that the product is shipped with.
    """

    household_limit: int = 12
    """One agency's household record with more living residents than this is no home: a place, not a family."""
    adulthood_years: int = 18
    """Children Act 1989 s.105: a child is a person under the age of eighteen."""
    gestation_days: int = 280
    """Before this many days ahead of a birth there was nobody to list (forty weeks)."""
    overdue_days: int = 42
    """A due date further back than this with no birth recorded is a fact that is missing."""
    school_from_years: int = 5
    school_to_years: int = 16
    """Education Act 1996 s.8: compulsory school age; outside it no school is expected."""
    very_young_years: int = 5
    """The Healthy Child Programme: a child under this age has a health visitor (seed row 15)."""
    link_months: int = 12
    """How far back a contact still links two services."""
    list_bound: int = 500
    """The most that any list inside an answer holds."""
    not_home: tuple[str, ...] = ("refuge", "custody", "hospital")
    """Kinds of residence by which nobody is related to those who live in the same place."""
    kin: tuple[str, ...] = ("grandparent", "great_grandparent", "aunt_uncle", "cousin")
    """Directly recorded kin, which count as two steps."""
    local: tuple[tuple[str, int], ...] = ()
    """Parameters of rules that the authority has set otherwise, by name (`queries.rules.Parameter`)."""


@dataclass(frozen=True)
class Context:
    """One read: `on` is when the answer should be true, `known_at` what had been recorded by then."""

    on: date
    known_at: datetime
    latest: bool = False
    """Whether `known_at` is the present: all that is recorded is meant."""
    viewer: Viewer = field(default_factory=Viewer)
    purpose: str = "safeguarding_enquiry"
    """A code of `PURPOSE`."""
    basis: str | None = None
    """A code of `BASIS`, where one is stated."""
    asked_at: datetime | None = None
    """When it is asked, which decides on what may be seen; a viewer who does not see all needs it."""
    glass: Glass | None = None
    terms: Terms = field(default_factory=Terms)

    @property
    def broken(self) -> Glass | None:
        """Glass that is broken at the time of asking."""
        glass = self.glass
        return glass if glass and self.asked_at and self.asked_at < glass.until else None

    def __post_init__(self) -> None:
        """ValueError for a purpose or basis that is none."""
        if self.purpose not in PURPOSE:
            raise ValueError(f"{self.purpose!r} is no purpose; give one of {', '.join(PURPOSE)}")
        if self.basis is not None and self.basis not in BASIS:
            raise ValueError(f"{self.basis!r} is no basis; give one of {', '.join(BASIS)}")

    @classmethod
    def as_of(cls, on: date, known_at: datetime | None = None) -> Context:
        """A date, as known at a time: now, where not given."""
        return cls(on=on, known_at=known_at or now(), latest=known_at is None)

    @cached_property
    def linked_from(self) -> date:
        """The first day on which a contact still links two services, and a concern still counts."""
        return months_before(self.on, self.terms.link_months)


def day_of(moment: datetime) -> date:
    """The day on which something is, where the product serves: in England."""
    return moment.astimezone(LONDON).date()


def now() -> datetime:
    """The clock, read in one place and only where a request has not said when."""
    return datetime.now(UTC)


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 29 February falls to the 28th, so that a leap-day child is
    eighteen on 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
