"""The shape of a look at a person, as the audit log tells it."""

from __future__ import annotations

from queries.access.codes import PURPOSE
from queries.shape import Given, Leaf, Shape

LOOK = Shape(
    "Look",
    "One look at a person: who, when, in what role, what for. Ids and what was asked only, never what was seen.",
    {
        "at": Leaf("DateTime!", "%n.recorded", "When."),
        "professional": Leaf("String!", "%n.professional", "Who, as they sign in."),
        "role": Leaf("String!", "%n.role", "In what role."),
        "agency": Given("Organisation", "%n.by", meaning="For which agency; null for who had not signed in."),
        "purpose": Leaf("Purpose!", "toUpper(%n.purpose)", "What for.", PURPOSE),
        "basis": Leaf("String", "%n.basis", "On what basis, where one was stated."),
        "fields": Leaf("[String!]!", "%n.fields", "What was asked."),
        "glass": Leaf("ID", "%n.glass", "The glass by which they looked, or that they broke then: its reference."),
        "brokenGlass": Given("Glass", "%n.broken", meaning="That glass: for whom, why, until when, whose records."),
        "outcome": Leaf("String!", "%n.outcome", "How it ended."),
        "asked": Leaf("Boolean!", "%n.asked", "Whether it was asked about the person; else the answer held them."),
    },
)
