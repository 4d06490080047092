"""`recordConsent`: a person gave, refused or withdrew consent, said to this agency (seed rows 25 to 27)."""

from __future__ import annotations

from dataclasses import dataclass

from graph.dates import in_years, validity
from graph.entries import EnteredRow
from queries.entries.entering import Entering, Impossible, NotFound, made, said
from queries.entries.results import RecordedAbout

TABLE = "entered_consents"


@dataclass(frozen=True)
class Said:
    """What a person said: `scope` and `given` are stored codes, the dates of reduced precision if need be."""

    person: str
    scope: str
    given: str
    since: str | None = None
    until: str | None = None
    agencies: tuple[str, ...] = ()
    note: str | None = None


async def record(entering: Entering, consent: Said) -> RecordedAbout:
    """Enter it; Impossible for dates that cannot be."""
    own = await own_record_of(entering, consent.person)
    for agency in consent.agencies:
        await entering.must_know_agency("an agency in agencies", agency)
    since = consent.since or entering.context.on.isoformat()
    _holds_for_a_time(since, consent.until)
    content = {
        "person_id": own, "scope": consent.scope, "given": consent.given, "valid_from": since,
        "valid_to": consent.until, "agencies": sorted(consent.agencies), "note": said("note", consent.note),
    }
    key = f"entered/{own}/{consent.scope}/{since}"
    entered = await entering.write(f"consent/{entering.agency}/{own}/{consent.scope}", EnteredRow(TABLE, key, content))
    return RecordedAbout(made(entered, entering.agency), consent.person)


def _holds_for_a_time(since: str, until: str | None) -> None:
    """Impossible for dates that are none, and for a consent that would never have counted."""
    for name, text in (("from", since), ("to", until or since)):
        try:
            in_years(text)
        except ValueError as error:
            raise Impossible(f"{name}: {error}") from None
    holds = validity(since, until)
    if holds.maybe_to < holds.maybe_from:
        raise Impossible("to is before from; it is the first day on which it no longer holds")


async def own_record_of(entering: Entering, person: str) -> str:
    """The entering agency's own record of a person, from which its rows about them hang; NotFound without one."""
    await entering.must_see_person("person", person)
    record = await entering.records.own_record(person, entering.agency)
    if record is None:
        raise NotFound("this agency has no record of the person to which it could be kept; deliver one first")
    return record
