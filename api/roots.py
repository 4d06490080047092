"""The root fields: signature, shape, and which question each asks with its arguments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.errors import BadArgument, Forbidden, GraphQLRefused
from api.paging import page
from graph.codes import CodeList
from queries import ask
from queries.access.codes import PURPOSE
from queries.access.sight import answering_subjects
from queries.ask import Question
from queries.context import Context, Viewer
from queries.pictures import drawn
from queries.pictures.svg import Picture
from queries.read import Reader
from queries.sharing import words
from queries.sharing.ask import may_see, may_share
from queries.sharing.question import Asked

MOST = 500
"""The most persons of a chronology, and around whom findings are derived."""
CONTACT = 50
"""The most persons of one contact; their families come with them."""
_CONNECTION = "Connection"
_OVER = "from: Date"
"""The argument of those that are asked over a time."""


class NotBuilt(GraphQLRefused):
    """A rule or an answer that the product does not give yet."""

    code = "NOT_BUILT"


class NotSwept(GraphQLRefused):
    """The flags of the last sweep are asked for, and there was none."""

    code = "NOT_SWEPT"


@dataclass(frozen=True)
class Root:
    """A root field. `ask` makes the question, or None where an analysis answers; `type` names pages as …Connection.

    An answer `with_flags` holds, where they are picked, the flags about the persons asked for. `draw` makes a
    picture. `ask_within` stands instead of `ask` where the question depends on who asks, or when. `codes` are those
    of the arguments.
    """

    name: str
    arguments: str
    type: str
    meaning: str
    ask: Callable[[dict[str, Any]], Question | None]
    shape: str
    with_flags: bool = False
    draw: Callable[[Reader, dict[str, Any], Context], Awaitable[Picture | None]] | None = None
    ask_within: Callable[[dict[str, Any], Context], Question] | None = None
    codes: tuple[CodeList, ...] = ()

    def question(self, arguments: dict[str, Any], context: Context) -> Question | None:
        """The question, or None where an analysis answers; BadArgument for a time that cannot be asked about."""
        if _OVER in self.arguments:
            _in_order(arguments, context)
        return self.ask(arguments) if self.ask_within is None else self.ask_within(arguments, context)

    @property
    def connection(self) -> str | None:
        """The type of its pages; None for a field that answers whole."""
        name = self.type.removesuffix("!")
        return name if name.endswith(_CONNECTION) else None

    @property
    def edge(self) -> str:
        """The type of one row of a page, with its cursor."""
        return self.type.removesuffix("!").removesuffix(_CONNECTION) + "Edge"


def _in_order(a: dict[str, Any], context: Context) -> None:
    """Refuse a time that begins after it ends: that nothing is found in it would be a false answer."""
    start, ends = a.get("from"), {"to": a.get("to"), "on": context.on}
    for name, end in ends.items():
        if start is not None and end is not None and end < start:
            raise BadArgument(f"from is after {name}: give a day up to it (`on` is today where it is not given)")


def _find_people(a: dict[str, Any]) -> Question:
    identifier = a.get("identifier")
    pair = (identifier["scheme"], identifier["value"]) if identifier else None
    return ask.find_people(a.get("name"), a.get("dateOfBirth"), pair, *page(a))


def _event(a: dict[str, Any]) -> Question:
    if a.get("id") is None and (a.get("agency") is None or a.get("localId") is None):
        raise BadArgument("event needs `id`, or both `agency` and `localId`")
    return ask.event(a.get("id"), a.get("agency"), a.get("localId"))


def _children(a: dict[str, Any]) -> Question:
    return ask.children_affected(a["adult"], _days(a))


def _informing(a: dict[str, Any]) -> Question:
    return ask.agencies_not_informed(a["event"], _days(a))


def _days(a: dict[str, Any]) -> int:
    days: int = a.get("closedWithin") or 0
    if not 0 <= days <= 36_525:
        raise BadArgument(f"closedWithin is {days}; give days, 0 to 36525")
    return days


def _mash_check(a: dict[str, Any]) -> Question:
    return ask.mash_check(_people(a, CONTACT))


def _people(a: dict[str, Any], most: int) -> list[str]:
    people: list[str] = a["people"]
    if len(people) > most:
        raise BadArgument(f"people holds {len(people)} ids; ask for at most {most}")
    return people


def _chronology(a: dict[str, Any]) -> Question:
    return ask.chronology(_people(a, MOST), a.get("from"), a.get("to"), *page(a))


def _around(a: dict[str, Any]) -> None:
    """Findings are derived, not asked for."""
    if a.get("people") is not None:
        _people(a, MOST)


def _asked(a: dict[str, Any], context: Context) -> Asked:
    """What a sharing question is about, with the codes as they are stored."""
    stated = frozenset(code.lower() for code in a.get("circumstances") or ())
    consent = a.get("consent")
    return Asked(
        about=a["about"],
        information=a["what"].lower(),
        purpose=(a.get("purpose") or context.purpose).lower(),
        circumstances=stated,
        consent=consent.lower() if consent else None,
    )


def _may_share(a: dict[str, Any], context: Context) -> Question:
    kind = a.get("withKind")
    if (a.get("with") is None) == (kind is None):
        raise BadArgument("mayShare needs either `with`, the receiving agency, or `withKind`, what kind it is")
    return may_share(_asked(a, context), a.get("with"), kind.lower() if kind else None, context.on)


def _may_see(a: dict[str, Any], context: Context) -> Question:
    return may_see(_asked(a, context), own_agency(a.get("agency"), context.viewer), a["heldBy"], context.on)


def own_agency(named: str | None, viewer: Viewer) -> str:
    """The agency for which it is asked or entered: the viewer's own; who sees all has to name one."""
    if viewer.sees_all:
        if not named:
            raise BadArgument("name the agency for which you do this with `agency`: you have not signed in as one")
        return named
    if named not in (None, viewer.agency):
        raise Forbidden("agency is not the one that you have signed in for; leave it out")
    return viewer.agency


def _notices(a: dict[str, Any], context: Context) -> Question:
    answering_subjects(context.viewer)
    return ask.notices(own_agency(a.get("agency"), context.viewer), *page(a))


_ABOUT = (
    "about: ID!, what: InformationKind!, purpose: Purpose, circumstances: [Circumstance!] = [], consent: ConsentState"
)
_FACTS_OF_SHARING = (words.INFORMATION, words.CIRCUMSTANCE, words.CONSENT_STATE, PURPOSE)


def _genogram(reader: Reader, a: dict[str, Any], context: Context) -> Awaitable[Picture | None]:
    return drawn.genogram(reader.cases, a["person"], context, _elsewhere(context, a))


def _ecomap(reader: Reader, a: dict[str, Any], context: Context) -> Awaitable[Picture | None]:
    return drawn.ecomap(reader.cases, a["person"], context, _elsewhere(context, a))


def _timeline(reader: Reader, a: dict[str, Any], context: Context) -> Awaitable[Picture | None]:
    return drawn.timeline(reader.cases, _people(a, CONTACT), context, a.get("from"), a.get("to"))


def _elsewhere(context: Context, a: dict[str, Any]) -> str:
    """Where a click on a person leads: to that person's genogram, of the same date and knowledge."""
    asked = {"on": context.on.isoformat()}
    if a.get("knownAt") is not None:
        asked["knownAt"] = context.known_at.isoformat()
    return f"/pictures/genogram/{drawn.PERSON}.svg?{urlencode(asked)}"


ROOTS = (
    Root(
        "person", "id: ID!", "Person", "A person, by any id they have or had.", lambda a: ask.person(a["id"]), "Person"
    ),
    Root(
        "sourceRecord",
        "agency: ID!, localId: ID!",
        "SourceRecord",
        "One agency's record of a person.",
        lambda a: ask.source_record(a["agency"], a["localId"]),
        "SourceRecord",
    ),
    Root(
        "findPeople",
        "name: String, dateOfBirth: Date, identifier: IdentifierInput, first: Int, after: String",
        "PersonConnection!",
        "Persons whose one record has all that is given, in the order of the index: the same until more is loaded.",
        _find_people,
        "Person",
    ),
    Root(
        "childrenAffected",
        "adult: ID!, closedWithin: Int = 0",
        "ChildrenAffected",
        "Which children are affected by what happens to this adult? `closedWithin` is in days before `on`.",
        _children,
        "ChildrenAffected",
    ),
    Root(
        "agenciesNotInformed",
        "event: ID!, closedWithin: Int = 0",
        "InformingState",
        "Which agencies around this event's family have not been told?",
        _informing,
        "InformingState",
    ),
    Root(
        "event", "id: ID, agency: ID, localId: ID", "Event", "By global id, or by the owner's own id.", _event, "Event"
    ),
    Root(
        "familyNetwork",
        "person: ID!, steps: Int = 3",
        "FamilyNetwork",
        "The persons around a person.",
        lambda a: ask.family_network(a["person"], a["steps"] if a.get("steps") is not None else 3),
        "FamilyNetwork",
    ),
    Root(
        "agencyMatrix",
        "person: ID!",
        "AgencyMatrix",
        "Who is involved with whom in this family, and who knows of whom?",
        lambda a: ask.agency_matrix(a["person"]),
        "AgencyMatrix",
    ),
    Root(
        "mashCheck",
        "people: [ID!]!",
        "MashCheck",
        "What a multi-agency safeguarding hub asks first of the persons in a contact: open to whom, whom to ring, who"
        " else is there, which agencies cannot know of each other, who has not been told of what, what is not known.",
        _mash_check,
        "MashCheck",
        with_flags=True,
    ),
    Root(
        "chronology",
        "people: [ID!]!, from: Date, to: Date, first: Int, after: String",
        "ChronologyConnection!",
        "Events concerning any of the persons, oldest first.",
        _chronology,
        "Event",
    ),
    Root(
        "pathsBetween",
        "from: ID!, to: ID!, longest: Int = 6",
        "[FamilyPath!]!",
        "The shortest family paths between two persons.",
        lambda a: ask.paths_between(a["from"], a["to"], a["longest"] if a.get("longest") is not None else 6),
        "FamilyPath",
    ),
    Root(
        "hiddenConnections",
        "people: [ID!], rule: [RuleId!], from: Date, first: Int, after: String",
        "FlagConnection!",
        "Findings about the network of services around these persons, over from…on. Without persons those of the last"
        " sweep; for who has signed in those that name somebody of the own agency's records, derived anew, a page at a"
        " time: a page may hold fewer than were asked for, and say that there may be more.",
        _around,
        "Flag",
    ),
    Root(
        "accessLog",
        "person: ID!, first: Int, after: String",
        "LookConnection!",
        "Who looked at a person, newest first: for those who answer for the use of records.",
        lambda a: None,
        "Look",
    ),
    Root(
        "notices",
        "agency: ID, first: Int, after: String",
        "NoticeConnection!",
        "Notices to those who answer for an agency's use of records, newest first. Where nobody has signed in, name the"
        " `agency`.",
        lambda a: None,
        "Notice",
        ask_within=_notices,
    ),
    Root(
        "glass",
        "reference: ID!",
        "Glass",
        "Glass that you broke; or that somebody of your agency did, where you answer for its use of records.",
        lambda a: None,
        "Glass",
        ask_within=lambda a, context: ask.glass(a["reference"], context.viewer),
    ),
    Root(
        "mayShare",
        f"{_ABOUT}, with: ID, withKind: AgencyKind",
        "SharingAdvice",
        "May this agency share this about a person with another? `purpose` is by default what the request is for,"
        " `consent` what is recorded.",
        lambda a: None,
        "SharingAdvice",
        ask_within=_may_share,
        codes=_FACTS_OF_SHARING,
    ),
    Root(
        "maySee",
        f"{_ABOUT}, heldBy: ID!, agency: ID",
        "SharingAdvice",
        "May an agency see what another holds about a person? Where nobody has signed in, `agency` is who asks.",
        lambda a: None,
        "SharingAdvice",
        ask_within=_may_see,
    ),
    Root(
        "genogram",
        "person: ID!",
        "Picture",
        "The family around a person, drawn as social workers do.",
        lambda a: None,
        "Picture",
        draw=_genogram,
    ),
    Root(
        "ecomap",
        "person: ID!",
        "Picture",
        "The household of a person among its family and the agencies around it, and which of these have a link.",
        lambda a: None,
        "Picture",
        draw=_ecomap,
    ),
    Root(
        "timeline",
        "people: [ID!]!, from: Date, to: Date",
        "Picture",
        "Events about any of the persons, a lane an agency, and who was told when; by default of the 12 months before"
        " `on`. `from` and `to` are days, both included.",
        lambda a: None,
        "Picture",
        draw=_timeline,
    ),
    Root(
        "coverage",
        "",
        "[AgencyCoverage!]!",
        "Each agency: its last delivery and what it covers.",
        lambda a: ask.coverage(),
        "AgencyCoverage",
    ),
)

BY_NAME = {root.name: root for root in ROOTS}
