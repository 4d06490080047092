"""Code lists of answers: what a question may say beyond the codes that agencies deliver."""

from __future__ import annotations

from graph import codes
from graph.codes import Code, CodeList

STEP_TYPE = CodeList(
    "FamilyStepType",
    "By what one person of a path stands to the next, read as 'from is the TYPE of to'.",
    (*codes.RELATIONSHIP.codes, Code("shared_home", "Shared home", "Both live in one home on the date.")),
)
INFORMED_STATE = CodeList(
    "InformedState",
    "Whether an agency knows of an event.",
    (
        Code("not_informed", "Not informed", "Nothing says that it knows."),
        Code("pending", "Pending", "It is to be told and has not been told yet."),
        Code("informed", "Informed", "It was told, took part, or received the referral."),
        Code("acknowledged", "Acknowledged", "It was told and has said so."),
        Code("withheld", "Withheld", "It was lawfully not told, with the basis."),
        Code("reported_it", "Reported it", "The event is its own record."),
    ),
)
MISSING_FACT = CodeList(
    "MissingFact",
    "What is not recorded of a child and should be (seed row 4).",
    (
        Code("date_of_birth", "Date of birth", "Neither a date of birth nor a due date still to come."),
        Code("school", "School", "Of compulsory school age, and no school recorded."),
        Code("gp", "GP", "No GP practice recorded."),
    ),
)
CARING_ROLE = CodeList(
    "CaringRole",
    "Who cares for whom: the adult's role towards the child; YOUNG_CARER where the child cares for the adult.",
    tuple(
        codes.RELATIONSHIP.by_code[code]
        for code in ("main_carer", "special_guardian", "kinship_carer", "carer", "young_carer")
    ),
)
NOTICE_KIND = CodeList(
    "NoticeKind",
    "What a notice is of.",
    (Code("broken_glass", "Broken glass", "Somebody broke glass to see more than may be seen.", "UK GDPR art. 5(2)"),),
)
FLAG_STATE = CodeList(
    "FlagState",
    "What was decided of a flag.",
    (
        Code("OPEN", "Not dealt with yet.", "Not dealt with yet."),
        Code("ACTED_ON", "Somebody acts on it.", "Somebody acts on it."),
        Code("CLEARED", "No longer so, with a reason.", "No longer so, with a reason."),
        Code("CHALLENGED", "Somebody concerned says that it is wrong.", "Somebody concerned says that it is wrong."),
    ),
)
