"""What a table's rows must satisfy beyond their declaration, and what the loader fills in.

One place to add a rule: a function of a row's values, named in `RULES` for its table. A rule may
change the values; it raises `Untrue` where the row cannot be true. References are still local ids
here, or `Foreign` where the row itself says whose they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from graph import ids
from graph.codes import RELATIONSHIP_INVERSE
from graph.dates import partial_date, validity
from graph.delivery import Delivery
from graph.names import folded
from graph.places import standard_address, standard_postcode
from loaders.damage import DamagedRows
from loaders.identifiers import CHECKS
from loaders.placeholders import birth_dates
from loaders.problems import Untrue
from loaders.settings import LoadSettings

Values = dict[str, Any]


class Foreign(NamedTuple):
    """A reference to a row of a named agency."""

    agency: str
    local_id: str


@dataclass
class Context:
    """The delivery whose rows are checked, and what is counted on the way."""

    delivery: Delivery
    settings: LoadSettings
    failed_identifiers: Counter[str] = field(default_factory=Counter)
    """By scheme: identifiers kept as unverified since their check failed."""
    odd_uprns: int = 0
    damaged: DamagedRows = field(default_factory=DamagedRows)
    own_ids: dict[str, Callable[[str], str]] = field(default_factory=dict)
    """By label: what makes the agency's own global ids."""

    def __post_init__(self) -> None:
        self.agency = self.delivery.agency
        # summer time is an hour ahead of UTC: the extract's day is the day in this country
        self.today = (self.delivery.extracted_at + timedelta(hours=1)).date()


Rule = Callable[[Values, Context], None]


def holds_for_a_time(values: Values, context: Context) -> None:
    """`to`, the first day on which a fact no longer holds, lies after `from`."""
    start, end = values.get("valid_from"), values.get("valid_to")
    if not start or not end or (len(start) == len(end) == 10 and start < end):
        return
    window = validity(start, end)
    if window.maybe_to < window.maybe_from:
        reason = "ends before it starts (`to` is the first day on which it no longer holds)"
        raise Untrue("to", end, reason, against="from")


def note_death(values: Values, context: Context) -> None:
    """`yes` for the date of death: dead, and the date is not known."""
    if values.get("deceased_on") == "yes":
        values["deceased"] = values.pop("deceased_on")


def set_aside_placeholder(values: Values, context: Context) -> None:
    """A placeholder, or the date of birth of somebody too old to live, counts as not recorded; it is kept beside."""
    born = values.get("date_of_birth")
    if born and not birth_dates().usable(born, values.get("deceased_on"), context.today):
        values["date_of_birth_recorded"] = values.pop("date_of_birth")


def born_before_dying(values: Values, context: Context) -> None:
    """Nobody is born or dies after the extract was made, or dies before birth."""
    born, died = values.get("date_of_birth"), values.get("deceased_on")
    if born and partial_date(born).first > context.today:
        raise Untrue("date_of_birth", born, "later than the extract (an unborn child has expected_date_of_birth)")
    if died and partial_date(died).first > context.today:
        raise Untrue("deceased_on", died, "later than the extract")
    if born and died and partial_date(died).last < partial_date(born).first:
        raise Untrue("deceased_on", died, "died before birth")


def sort_identifiers(values: Values, context: Context) -> None:
    """Fill `verified_identifiers` and `unverified_identifiers`; a failed check never costs the person."""
    verified: dict[str, None] = {}
    unverified: dict[str, None] = {}
    for scheme, value in _identifiers(values):
        check = CHECKS.get(scheme)
        passed = value if check is None and scheme in context.settings.verified_schemes else check and check(value)
        if passed:
            verified[f"{scheme}:{passed}"] = None
        else:
            unverified[f"{scheme}:{value}"] = None
            context.failed_identifiers[scheme] += check is not None
    if verified:
        values["verified_identifiers"] = list(verified)
    if unverified:
        values["unverified_identifiers"] = list(unverified)


def fold_names(values: Values, context: Context) -> None:
    """All names as they are searched, on one line."""
    names = (values.get("given_names"), values.get("family_name"), *values.get("also_known_as", ()))
    words = " ".join(folded(name) for name in names if name)
    if words:
        values["folded_names"] = words


def _identifiers(values: Values) -> Iterator[tuple[str, str]]:
    for scheme in CHECKS:
        if scheme in values:
            yield scheme, values[scheme]
    for text in values.get("other_identifiers", ()):
        scheme, colon, value = text.partition(":")
        # without a scheme nobody can say whose number it is: kept under one that is never verified
        yield (scheme.strip().lower(), value.strip()) if colon and value.strip() else ("(no scheme)", text)


def place_household(values: Values, context: Context) -> None:
    """A household's address: by UPRN where that can be one (1 to 12 digits), else by full text, else its own."""
    text, postcode = standard_address(values.get("address")), standard_postcode(values.get("postcode"))
    if text:
        values["standard_address"] = text
    written = ids.address_by_text(text, postcode) if text and postcode else None
    uprn = values.get("uprn", "")
    if _UPRN.fullmatch(uprn) and uprn.strip("0"):
        values["place"] = ids.address_by_uprn(uprn)
        if written:
            values["place_by_text"] = written
        return
    context.odd_uprns += bool(uprn)
    values["place"] = written or ids.address_of(context.agency, values["household_id"])


_UPRN = re.compile(r"\d{1,12}", re.ASCII)


def turn_inverse(values: Values, context: Context) -> None:
    """Nobody is related to themselves; inverse types are kept the other way round (codes.py)."""
    if values["from_person_id"] == values["to_person_id"]:
        raise Untrue("to_person_id", values["to_person_id"], "a relationship of a person to themselves")
    direct = RELATIONSHIP_INVERSE.get(values["type"])
    if direct:
        values["type"] = direct
        values["from_person_id"], values["to_person_id"] = values["to_person_id"], values["from_person_id"]


def provide_involvement(values: Values, context: Context) -> None:
    """The organisation whose service it is."""
    values["provider"] = context.agency


def end_after_first_day(values: Values, context: Context) -> None:
    """The last day of an event of several days is not before its first."""
    first, last = values.get("on"), values.get("until")
    if first and last and partial_date(last).last < partial_date(first).first:
        raise Untrue("until", last, "ends before it starts")


def split_parent_event(values: Values, context: Context) -> None:
    """`parent_event` always names the agency whose record it is."""
    text = values.get("parent_event")
    if text is None:
        return
    agency, _, local_id = text.partition(":")
    if not agency.strip() or not local_id.strip():
        raise Untrue("parent_event", text, "not written as agency:event_id")
    values["parent_event"] = Foreign(agency.strip(), local_id.strip())


def own_or_other_event(values: Values, context: Context) -> None:
    """Of whose event an organisation was told; `informed` where the status is empty."""
    owner = values.get("event_agency")
    if owner == context.agency:
        del values["event_agency"]
    elif owner:
        values["event_id"] = Foreign(owner, values["event_id"])
    values.setdefault("status", "informed")


RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "people": (note_death, set_aside_placeholder, born_before_dying, sort_identifiers, fold_names),
        "households": (place_household,),
        "residence": (holds_for_a_time,),
        "relationships": (holds_for_a_time, turn_inverse),
        "professionals": (holds_for_a_time,),
        "involvements": (holds_for_a_time, provide_involvement),
        "allocations": (holds_for_a_time,),
        "events": (end_after_first_day, split_parent_event),
        "informed": (own_or_other_event,),
        "consents": (holds_for_a_time,),
    }
)
"""The rules of each table, in order."""

DEFAULT_SERVICE = frozenset({"involvements", "registrations", "events"})
"""Tables whose rows belong to the organisation itself where they name no service."""


_IMPLIED = {"gp_practice": "gp", "school": "school"}


def registration_key(column: str, person_id: str) -> str:
    """The key of the registration that a column of a person's row makes.

    Registrations share their ids with involvements. This is no involvement's: what a cell holds does not begin with a
    blank.
    """
    return f" {_IMPLIED[column]}:{person_id}"


def registration_keys(person_id: str) -> Iterator[str]:
    """The keys of all registrations that a person's row may make."""
    return (registration_key(column, person_id) for column in _IMPLIED)


def registrations(values: Values, context: Context) -> Iterator[Values]:
    """The GP practice and the school that a person's record names, as live involvements (seed row 4)."""
    for column, implied in _IMPLIED.items():
        provider = values.get(column)
        if provider:
            made: Values = {
                "involvement_id": registration_key(column, values["person_id"]),
                "person_id": values["person_id"],
                "status": "open",
                "provider": provider,
                "implied": implied,
            }
            if "recorded_at" in values:
                made["recorded_at"] = values["recorded_at"]
            yield made
