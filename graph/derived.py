"""What the store holds that no row of an extract becomes by itself: declared for the data dictionary.

The properties of a row's node or edge are declared in `graph.model`; these are derived from rows, made for
each delivery, or kept for analyses that are still to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.model import FAMILY_EDGE, FAMILY_LISTS, FAMILY_SCALARS, LIVES_AT, PERSON_FACTS, SourceRecord


@dataclass(frozen=True)
class Derived:
    """A node label or relationship type: what it means, between what, and its properties' meanings."""

    name: str
    meaning: str
    between: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


_CHANGED = "change number of the last delivery by which anything about it changed"
_RECORD_FACTS = {fact.name: fact.meaning for fact in SourceRecord.facts()}

STAMPS: Mapping[str, str] = {
    "agency": "whose row says so",
    "extract": "the delivery that opened it",
    "row": "global id of the row",
    "recorded_at": "known from: when the agency recorded it",
    "superseded_at": "known until: when a later delivery superseded it; the year 9999 while it stands",
    "asserted_at": "time of the delivery that first held it",
    "opened_by": "the delivery that opened it: does not count while that is being loaded",
    "closed_by": "the delivery that closed it: still counts while that is being loaded",
}
"""What every row's node and edge bears, so that each statement names its source and its time."""

LEDGER: Mapping[str, str] = {
    "key": "the row's key within agency and table",
    "digest": "of the row's content: the same content is the same run",
    "recorded_as": "the row's own time of recording, as written",
    "held_by": "deliveries that held the row where that cannot be concluded",
    "changed": "of a record: change number of the last delivery whose rows about it changed; see Person",
    "revised": "set where the node said something else before, at `WAS`",
    "table": "the table, where rows of several tables bear one label",
}
"""For the writer's own use."""

NODES: tuple[Derived, ...] = (
    Derived(
        "Person",
        "A person, as the records joined to them say; a record's own person id is derived from agency and local id, "
        "and a joined person takes the smallest of its records' ids.",
        properties={
            "id": "global id",
            **{name: _RECORD_FACTS[name] for name in PERSON_FACTS},
            "agencies": "whose records are or ever were about the person: where a viewer may see all of these, "
            "the person's facts are as they stand here",
            "records": "the records about the person, in order: the least that a viewer may see gives the id told",
            "record_agencies": "whose each of these is",
            "beside": "the persons who are kept apart though records share an identifier with theirs, however far",
            "changed": _CHANGED,
        },
    ),
    Derived(
        "Identifier",
        "An identifier of persons, one node for a scheme and value.",
        properties={
            "id": "`scheme:value`", "scheme": "nhs_number, upn, or another scheme", "value": "the identifier",
            "placeholder": "set where more records hold it at once than a person has: it joins nobody",
        },
    ),
    Derived(
        "Address",
        "An address: one for a UPRN, whoever records it, else for a standard address and postcode, else for each "
        "household record. Which of its households are one place is told when it is read (`graph.places`).",
        properties={"id": "global id", "uprn": "unique property reference number, without leading zeros",
                    "changed": _CHANGED},
    ),
    Derived(
        "Organisation",
        "An agency that delivers, or an organisation that an agency's records name.",
        properties={
            "id": "the agency id of the manifest; else as the records name it", "name": "name", "kind": "AgencyKind",
            "delivers": "set where it has delivered", "described": "order of the newest manifest that described it",
        },
    ),
    Derived(
        "Extract",
        "One delivery: whose, when extracted, what it claims to cover. It counts for readers once it is complete; one "
        "that was broken off counts as far as it had come, once the agency's next one is complete.",
        properties={
            "id": "global id", "agency": "whose", "extracted_at": "the agency's time of extraction",
            "covers_from": "first day covered", "covers_to": "last day covered", "full": "full, or changes only",
            "tables": "the tables present in it", "digest": "of the validated content",
            "order": "its place among the agency's deliveries",
            "number": "change number: its place among all deliveries, by when loading began",
            "state": "loading, broken_off or complete",
            "loaded_at": "when loading started; never compared", "completed_at": "when loading ended; never compared",
        },
    ),
    Derived(
        "Entry",
        "What a worker recorded by hand, once: to its row what a delivery is to the rows that it brings.",
        properties={
            "id": "global id, of the agency and the client's idempotency key", "agency": "whose",
            "professional": "by whom", "entered_at": "when", "line": "what it changes",
            "version": "its number on the line",
            "digest": "of the request", "row": "the row it wrote", "row_key": "that row's key",
            "tables": "of which table", "full": "set where it took a row away", "took_back": "the entry taken back",
            "restored": "the entry that the row says again, which said so before the one taken back",
            "reason": "why, where it wrote no row", "state": "of a flag, as decided", "glass": "broken or closed by it",
        },
    ),
    Derived(
        "Line",
        "What entries change in turn, such as what an agency says of telling another about an event.",
        properties={"id": "what changes", "version": "how many entries it has"},
    ),
    Derived(
        "Glass",
        "Broken glass: for some persons and for a time a professional sees more than policy and agreements let them.",
        properties={
            "id": "global id: the reference", "agency": "of whom", "professional": "by whom", "role": "in what role",
            "purpose": "what for", "basis": "on what basis, where stated", "people": "for whom, by ids as named",
            "reason": "why: for those who answer for the agency's use of records", "broken_at": "since when",
            "until": "when it is over", "closed_at": "set where it was closed before its time",
        },
    ),
    Derived(
        "Flag",
        "A finding of an analysis about the network of services, never a score of a person: what was decided of it.",
        properties={
            "id": "the same for the same finding", "rule": "which rule", "first_found": "as of when it was first found",
            "state": "OPEN, ACTED_ON, CLEARED or CHALLENGED", "reason": "why it was decided so",
            "agency": "whose worker decided; none where it was who has the store",
            "digest": "of the evidence that was decided upon; on other evidence it is open again",
            "decided_at": "when it was decided",
        },
    ),
    Derived(
        "FlagDecision",
        "What an agency's workers decided of a flag as it was told to them: it rests on what they may see alone.",
        properties={
            "id": "agency, flag and digest", "agency": "whose workers decided", "flag": "which flag, as told",
            "digest": "of the evidence told; on other evidence it is open again",
            "people": "whom the flag names, by ids as told", "state": "OPEN, ACTED_ON, CLEARED or CHALLENGED",
            "reason": "why it was decided so", "decided_at": "when it was decided",
        },
    ),
    Derived(
        "Sweep",
        "One run of all rules over everything. Its findings count once it is complete.",
        properties={
            "id": "global id", "on": "as of which date", "known_at": "as known when", "rules": "the rules derived by",
            "step": "how often it was taken on by what had changed",
            "state": "running or complete", "children": "how many were looked at", "completed_at": "when it ended",
        },
    ),
    Derived(
        "Finding",
        "A flag as one sweep found it.",
        properties={
            "id": "sweep, step and flag", "sweep": "which sweep", "flag": "which flag", "rule": "which rule",
            "since": "the step that found it", "until": "the step that found it no more",
            "digest": "of its evidence", "body": "the finding by ids, as JSON",
        },
    ),
    Derived(
        "Involved",
        "A second label of records with which an involvement was ever recorded: readers pass over the others.",
    ),
    Derived(
        "Concerned", "A second label of records that an event, enquiry or consent ever concerned, likewise.",
    ),
    Derived(
        "Lease", "Whose turn it is to write: one load at a time. Nothing of the field.", properties={"id": "its name"},
    ),
    Derived(
        "Stale", "A second label of persons whose family edges are to be derived anew; none outside a load.",
    ),
    Derived(
        "…Was",
        "What a node said before: a copy with the same properties under its label with `Was` put after it.",
    ),
)

_FAMILY = {**FAMILY_SCALARS, **{name: f"list: {meaning}" for name, meaning in FAMILY_LISTS.items()}}
_IDENTITY = {name: STAMPS[name] for name in ("recorded_at", "superseded_at", "opened_by", "closed_by")}

EDGES: tuple[Derived, ...] = (
    Derived("ABOUT", "A record is of a person: on agreeing verified identifiers or a human decision, and only for as "
            "long. Joined, never merged.", "SourceRecord → Person", _IDENTITY),
    Derived(
        "IDENTIFIED_BY", "Beside what every assertion bears: when the identifier joined nobody, as its agency gave it "
        "to another person too.", "SourceRecord → Identifier",
        {"shared_from": "list: from when", "shared_to": "list: till when"},
    ),
    Derived("WAS", "What a node said before.", "node → its Was node"),
    Derived("PROVIDED_BY", "A service's own agency.", "Service → Organisation"),
    Derived("DELIVERED_BY", "The agency of a delivery.", "Extract → Organisation"),
    *(
        Derived(edge, "Family edge, one a pair and type, with all agencies' assertions as parallel lists: "
                f"{', '.join(code for code, of in FAMILY_EDGE.items() if of == edge)}.", "Person → Person", _FAMILY)
        for edge in dict.fromkeys(FAMILY_EDGE.values())
    ),
    Derived(LIVES_AT, "Family edge, one a pair, with all agencies' assertions as parallel lists.", "Person → Address",
            {name: meaning for name, meaning in _FAMILY.items() if name != "type"}),
    Derived("POSSIBLE_SAME_AS", "A suggestion that two records are of one person, with its reasons; never a merge. "
            "Declared for record linkage, which is still to come.", "SourceRecord → SourceRecord"),
    Derived("NOTIFIES", "Whose privacy officers have notice of broken glass: the agency's, and of those whose "
            "records it opened.", "Glass → Organisation"),
    Derived("OF", "Whose finding it is.", "Finding → Flag"),
    Derived("HAS_EVIDENCE", "The involvements that a finding rests on.", "Finding → Involvement"),
)
