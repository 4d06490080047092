"""The shapes of broken glass and of the notice of it. Cypher here is written in the terms of `queries.terms`."""

from __future__ import annotations

from graph.codes import Code, CodeList
from queries.access.codes import PURPOSE
from queries.shape import Given, Leaf, Link, Shape, people_of

NOTICE_KIND = CodeList(
    "NoticeKind",
    "What a notice is of.",
    (Code("broken_glass", "Broken glass", "Somebody broke glass to see more than may be seen.", "UK GDPR art. 5(2)"),),
)
_REFERENCE = "Its reference, which X-Glass takes."
_WHOSE = Link(
    "Organisation", "MATCH (%m:Organisation {id: %n.agency})", required=True,
    meaning="Whose worker broke it, and so whom to ask."
)

GLASS = (
    Shape(
        "Glass",
        "Broken glass: what is kept of some persons is opened to one professional for a time.",
        {
            "reference": Leaf("ID!", "%n.glass.id", _REFERENCE),
            "people": people_of("%n.glass.people", "For whom."),
            "brokenAt": Leaf("DateTime!", "toString(%n.glass.broken_at)", "Since when."),
            "until": Leaf("DateTime!", "toString(%n.glass.until)", "When it is over."),
            "closedAt": Leaf("DateTime", "toString(%n.glass.closed_at)", "When it was closed before its time."),
            "professional": Leaf("String!", "%n.glass.professional", "By whom, as they sign in."),
            "role": Leaf("String!", "%n.glass.role", "In what role."),
            "purpose": Leaf("Purpose!", "toUpper(%n.glass.purpose)", "What for.", PURPOSE),
            "basis": Leaf("String", "%n.glass.basis", "On what basis, where one was stated."),
            "reason": Leaf("String", "%n.reason", "Why: for those alone who answer for the agency's use of records."),
            "agencies": Link(
                "Organisation",
                "MATCH (:Glass {id: %n.glass.id})-[:NOTIFIES]->(%m:Organisation) WHERE %n.answers", many=True,
                meaning="Whose officers have notice: the own agency, and those whose records it opened; for those alone"
                " who answer for the agency's use of records.",
            ),
            "entry": Given("Entry", "%n.entry", meaning="The entry just made; null where the glass is read later."),
        },
    ),
    Shape(
        "Notice",
        "A notice to those who answer for an agency's use of records: a reference, by which to ask.",
        {
            "at": Leaf("DateTime!", "toString(%n.broken_at)", "When."),
            "kind": Leaf("NoticeKind!", "'BROKEN_GLASS'", "Of what.", NOTICE_KIND),
            "reference": Leaf("ID!", "%n.id", _REFERENCE),
            "agency": _WHOSE,
        },
    ),
)
