"""The shapes of what workers enter. Cypher here is written in the terms of `queries.terms`."""

from __future__ import annotations

from graph.codes import INFORMED_HOW, INFORMED_STATUS
from graph.entered import ENTRY as PREFIX
from graph.entered import SharingDecision
from queries.challenges import OF_ASSERTION, OF_TOLD
from queries.shape import Given, Leaf, Link, Shape, facts_of, people_of


def _entry(opened_by: str) -> dict[str, Leaf]:
    return {
        "entry": Leaf(
            "ID", f"CASE WHEN {opened_by} STARTS WITH '{PREFIX}' THEN {opened_by} END",
            "The entry that says so, where a worker entered it; null where it was delivered.",
        ),
        "version": Leaf(
            "Int!",
            f"coalesce(head(COLLECT {{ MATCH (e:Entry {{id: {opened_by}}}) MATCH (l:Line {{id: e.line}})"
            " RETURN l.version }), 0)",
            "How often its agency has entered something on this: the `expectedVersion` of the next entry.",
        ),
    }


ENTRY = _entry("%n.opened_by")
"""Of a row that may have been entered: by which entry, and against which version the next is made."""

TOLD = Link(
    "Told",
    "MATCH (%n)-[told:INFORMED]->(organisation:Organisation) WHERE KNOWN(told) AND (told.at_first IS NULL"
    " OR date(datetime({datetime: told.at_first, timezone: 'Europe/London'})) <= $on)"
    " WITH {told: told, agency: organisation} AS %m",
    many=True,
    order="%m.told.at_first, %m.agency.id, %m.told.row",
    meaning="Who told whom, each as recorded, delivered and entered; `knownTo` says what follows.",
)
SHARING_DECISIONS = Link(
    "SharingDecision",
    "MATCH (%n)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(%m:SharingDecision) WHERE OF(about) AND KNOWN(of)"
    " WITH DISTINCT %m",
    many=True,
    order="%f.on_first, %m.id",
    meaning="What was decided of sharing something about the person.",
)
_AGENCY = Link(
    "Organisation", "MATCH (%m:Organisation {id: %n.agency})", required=True, meaning="The agency that entered it."
)
MADE = Given("Entry", "%n.entry", required=True, meaning="The entry as it stands.")
_PEOPLE = people_of("%n.people", "Whom it is about, of those whom you may see.")

ENTRIES = (
    Shape(
        "Told",
        "One agency's record that an organisation was told of an event, or is to be, or lawfully was not.",
        {
            "agency": Given("Organisation", "%n.agency", required=True, meaning="Who was told."),
            "recordedBy": Link(
                "Organisation", "MATCH (%m:Organisation {id: %n.told.agency})", required=True, meaning="Who says so."
            ),
            "status": Leaf(
                "InformedStatus!", "toUpper(coalesce(%n.told.status, 'informed'))", "How it stands.", INFORMED_STATUS
            ),
            "at": Leaf("String", "%n.told.at", "When, as recorded."),
            "how": Leaf("InformedHow", "toUpper(%n.told.how)", "By what means.", INFORMED_HOW),
            "by": Leaf("String", "%n.told.by", "By whom."),
            "basis": Leaf("String", "%n.told.basis", "On what basis it was told or withheld."),
            **_entry("%n.told.opened_by"),
            "id": Leaf("ID!", "%n.told.row", "Global id of the row."),
            **OF_TOLD,
        },
    ),
    Shape(
        "SharingDecision",
        SharingDecision.__doc__ or "",
        {
            "id": Leaf("ID!", "%n.id", "Global id."),
            "agency": _AGENCY,
            **facts_of(SharingDecision),
            "receiver": Link("Organisation", "MATCH (%n)-[to:WITH_AGENCY]->(%m:Organisation) WHERE KNOWN(to)"),
            "event": Link("Event", "MATCH (%n)-[of:OF_EVENT]->(%m:Event) WHERE KNOWN(of)"),
            **ENTRY,
        },
        node=True,
    ),
    Shape(
        "Entry",
        "What a worker recorded by hand, once.",
        {
            "id": Leaf("ID!", "%n.id", "Global id: what `takeBack` takes."),
            "version": Leaf("Int!", "%n.version", "Its number on what it changes: the next `expectedVersion`."),
            "enteredAt": Leaf("DateTime!", "%n.entered_at", "When it was entered."),
            "replayed": Leaf("Boolean!", "%n.replayed", "Whether an earlier request with this key entered it."),
            "agency": _AGENCY,
        },
    ),
    Shape("RecordedInformed", "An agency was told of an event, as entered.",
          {"entry": MADE, "event": Given("Event", "%n.event", required=True)}),
    Shape("RecordedAbout", "Something about a person, as entered.",
          {"entry": MADE, "person": Given("Person", "%n.person", required=True)}),
    Shape(
        "RecordedDecision",
        "What was decided of a flag, as entered.",
        {
            "entry": MADE,
            "flag": Leaf("ID!", "%n.flag", "Of which flag."),
            "state": Leaf("FlagState!", "%n.state", "What was decided."),
            "reason": Leaf("String", "%n.reason", "Why."),
            "people": _PEOPLE,
        },
    ),
    Shape("EntryTakenBack", "An entry that says that an earlier one no longer counts.",
          {"entry": MADE, "reason": Leaf("String!", "%n.reason", "Why."), "people": _PEOPLE}),
    Shape(
        "Challenge",
        "Somebody concerned says that a row is wrong.",
        {
            "id": Leaf("ID!", "%n.id", "Global id."),
            "assertion": Leaf("ID!", "%n.assertion", "The row."),
            "reason": Leaf("String!", "%n.reason", "What is said to be wrong."),
            "by": Leaf("String", "%n.by", "Who says so."),
            "agency": Link("Organisation", "MATCH (%m:Organisation {id: %n.agency})", required=True,
                           meaning="The agency that entered it."),
            "recordedAt": Leaf("DateTime!", "toString(%n.recorded_at)", "Since when."),
            **ENTRY,
        },
    ),
    Shape(
        "Assertion",
        "One agency's row that asserts a tie or a stay.",
        {
            "id": Leaf("ID!", "%n.r.row[%n.at]", "Global id of the row: what `challenge` takes."),
            "agency": Link("Organisation", "MATCH (%m:Organisation {id: %n.r.agency[%n.at]})", required=True,
                           meaning="Who asserts it."),
            "since": Leaf("PartialDate", "nullif(%n.r.valid_from[%n.at], '')", "From when, as recorded."),
            "until": Leaf("PartialDate", "nullif(%n.r.valid_to[%n.at], '')", "From when no longer."),
            **OF_ASSERTION,
        },
    ),
    Shape(
        "Challenged",
        "A challenge, as entered.",
        {
            "entry": MADE,
            "assertion": Leaf("ID!", "%n.assertion", "The row that is challenged."),
            "reason": Leaf("String!", "%n.reason", "What is said to be wrong."),
            "people": _PEOPLE,
        },
    ),
)
