"""The shapes of all answers. Cypher here is written in the terms of `queries.terms`."""

from __future__ import annotations

from graph import codes, model
from graph.codes import Code, CodeList
from queries.access.shapes import GLASS
from queries.audit.shapes import LOOK
from queries.challenges import OF_EVIDENCE, OF_FLAG, OF_ROW, OF_STEP
from queries.entries.shapes import ENTRIES, ENTRY, SHARING_DECISIONS, TOLD
from queries.family import edge_named
from queries.shape import Given, Leaf, Link, Shape, facts_of
from queries.sharing.shapes import SHARING

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
    tuple(codes.RELATIONSHIP.by_code[c] for c in
          ("main_carer", "special_guardian", "kinship_carer", "carer", "young_carer")),
)

FAMILY = "PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO"
_AGENCY = Link(
    "Organisation", "MATCH (%m:Organisation {id: %n.agency})", required=True, meaning="The agency whose record this is."
)


def _places(r: str, test: str) -> str:
    """The places of a family edge's lists for which a test of `r` and `i` is true."""
    return f"[i IN range(0, size({r}.agency) - 1) WHERE {test}]"


_KNOWN_PLACE = "PLACE_KNOWN(r)"
_HOLDING_PLACE = f"r.maybe_from[i] <= $on AND $on < r.maybe_to[i] AND {_KNOWN_PLACE}"
_ENDED_PLACE = f"r.maybe_to[i] <= $on AND {_KNOWN_PLACE}"
HOLDING = _places("r", _HOLDING_PLACE)
ENDED = _places("r", _ENDED_PLACE)



def ties(edges: str) -> str:
    """Family edges as maps `{r, edge, at}`: what each says, read at once, and the places that hold."""
    return f"[e IN {edges} | head([r IN [properties(e)] | {{r: r, edge: e, at: {HOLDING}}}])]"


BOTH_WAYS = [*model.UNDIRECTED, "shared_home"]
"""Types whose step reads along the path, since they say the same both ways."""

_ASSERTING = "UNWIND %n.ties AS tie%u UNWIND tie%u.at AS at%u WITH DISTINCT tie%u.r.agency[at%u] AS agency%u"

_OTHER = "NOT {}.agency[i] IN [j IN tie.at | tie.r.agency[j]]"
_ENDED_BY_ANOTHER = (
    "any(i IN range(0, size(tie.r.agency) - 1) WHERE tie.r.maybe_to[i] <= $on"
    f" AND PLACE_SAID(tie.r) AND {_OTHER.format('tie.r')})"
)
_FORMER_BY_ANOTHER = (
    "CASE WHEN tie.r.type IN ['partner', 'spouse'] THEN any(one IN [startNode(tie.edge)] WHERE"
    " size([(one)-[x:RELATED_TO {type: 'ex_partner'}]-(other) WHERE other = endNode(tie.edge)"
    f" AND any(i IN PLACES(x) WHERE PLACE_HOLDS(x) AND {_OTHER.format('x')}) | 1]) > 0) ELSE false END"
)


def _disputed(by: str) -> Leaf:
    holds = "any(i IN tie.at WHERE tie.r.maybe_from[i] <= $on AND $on < tie.r.maybe_to[i])"
    said = f"any(tie IN %n.ties WHERE {holds} AND ({by}))"
    return Leaf("Boolean!", said, "Whether another agency records it as ended by the date.")


_STEP: dict[str, Leaf | Link | Given] = {
    "since": Leaf(
        "PartialDate",
        "reduce(latest = null, one IN [tie IN %n.ties | tie.r.valid_from[reduce(first = null, i IN tie.at | CASE"
        " WHEN tie.r.valid_from[i] = '' THEN first WHEN tie.r.maybe_from[i] >= tie.r.maybe_from[first] THEN first"
        " ELSE i END)]] | CASE WHEN one IS NULL OR one <= latest THEN latest ELSE one END)",
        "Since when, by the earliest record; null where none says.",
    ),
    "until": Leaf(
        "PartialDate",
        "reduce(earliest = null, one IN [tie IN %n.ties | CASE WHEN none(i IN tie.at WHERE tie.r.valid_to[i] = '')"
        " THEN tie.r.valid_to[reduce(last = null, i IN tie.at | CASE WHEN tie.r.maybe_to[i] <= tie.r.maybe_to[last]"
        " THEN last ELSE i END)] END] | CASE WHEN one IS NULL OR one >= earliest THEN earliest ELSE one END)",
        "The first day on which it no longer holds; null where any record leaves it open.",
    ),
    "uncertain": Leaf(
        "Boolean!",
        "any(tie IN %n.ties WHERE any(i IN tie.at WHERE tie.r.maybe_from[i] <= $on AND $on < tie.r.maybe_to[i])"
        " AND none(i IN tie.at WHERE tie.r.surely_from[i] <= $on AND $on < tie.r.surely_to[i]))",
        "Whether the date falls within the window of a date of reduced precision.",
    ),
    "disputed": _disputed(_ENDED_BY_ANOTHER),
    "assertedBy": Link(
        "Organisation",
        f"{_ASSERTING} MATCH (%m:Organisation {{id: agency%u}})",
        many=True,
        meaning="Who asserts it.",
        ids=f"{_ASSERTING} RETURN {{id: agency%u}} ORDER BY agency%u LIMIT $bound",
    ),
    **OF_STEP,
}

_FAMILY_STEP = {**_STEP, "disputed": _disputed(f"{_ENDED_BY_ANOTHER} OR {_FORMER_BY_ANOTHER}")}
"""Of a family tie: partners whom another agency has as former partners are disputed too."""

_LIVES = (
    "MATCH (%n)-[r:LIVES_AT]->(place:Address) WHERE STAY(r_place) WITH place, r, [r] AS ties WHERE SURE(ties)"
    f" WITH {{ties: {ties('[r]')}, place: place}} AS %m"
)
_LIVED = (
    "MATCH (%n)-[r:LIVES_AT]->(place:Address) WHERE STAY_EVER(r_place)"
    f" CALL (r) {{ WITH {HOLDING} AS at WITH at WHERE size(at) > 0 RETURN at UNION ALL"
    f" UNWIND {ENDED} AS i WITH r.valid_from[i] AS f, r.valid_to[i] AS t, collect(i) AS at RETURN at }}"
    " WITH {ties: [{r: properties(r), edge: r, at: at}], place: place} AS %m"
)
_RELATED = (
    f"MATCH (%n)-[r:{FAMILY}]-(other:Person) WHERE TIE(r) WITH other, r, [r] AS ties WHERE SURE(ties)"
    f" WITH {{ties: {ties('[r]')}, other: other}} AS %m"
)
_WAS_RELATED = (
    f"MATCH (%n)-[r:{FAMILY}]-(other:Person) WHERE EVER(r)"
    f" CALL (r) {{ WITH {HOLDING} AS at WITH at WHERE size(at) > 0 RETURN at UNION ALL"
    f" UNWIND {ENDED} AS i WITH r.valid_from[i] AS f, r.valid_to[i] AS t, collect(i) AS at RETURN at }}"
    " WITH {ties: [{r: properties(r), edge: r, at: at}], other: other} AS %m"
)
_STAY_ORDER = "BEGUN(%m), PLACED(%m), %m.ties[0].at[0]"
_TIE_ORDER = "BEGUN(%m), TIED(%m), %m.ties[0].at[0]"



def one_implied(involvements: str) -> str:
    """Of a list of maps `{node, facts}`, those that count.

    A GP practice or school that only a record names is a live involvement of a child; where several
    records name it, or it has a live row of its own, it counts once. Expects `child` in each map.
    """
    return (
        f"[one IN {involvements} WHERE one.facts.implied IS NULL OR (one.child AND none(twin IN {involvements}"
        f" WHERE twin.facts.provider = one.facts.provider AND LIVE(twin.facts)"
        f" AND (twin.facts.implied IS NULL OR twin.node.id < one.node.id)))]"
    )


def involved(person: str, test: str) -> str:
    """Clauses that bind `counted`: maps `{node, facts}` of a person's involvements that pass a test of `known`."""
    return (
        f"MATCH ({person})<-[about:ABOUT]-(:Involved)-[mine:INVOLVED]->(i:Involvement)"
        f" WHERE STANDS(about) AND STANDS(mine) WITH DISTINCT {person}, PERSON({person}) AS {person}_facts, i, FACT(i) AS known"
        f" WHERE NOTED(i_known) AND {test}"
        f" WITH collect({{node: i, facts: known, child: known.implied IS NOT NULL AND CHILD({person})}}) AS every"
        f" WITH {one_implied('every')} AS counted"
    )


def _involvements(test: str) -> str:
    return f"UNWIND [%n] AS who%u {involved('who%u', test)} UNWIND counted AS one WITH one.node AS %m, one.facts AS %mf"


INVOLVEMENTS = _involvements("SHOWN(known)")
ALL_INVOLVEMENTS = _involvements("known.maybe_from <= $on")
_INVOLVEMENT_ORDER = "%f.maybe_from, %m.id"

_PEOPLE_BY = "WITH DISTINCT %m"


def _people(edge: str, direction: str = "->") -> str:
    """Persons at the end of a record edge."""
    left, right = ("-", "->") if direction == "->" else ("<-", "-")
    return (
        f"MATCH (%n){left}[edge:{edge}]{right}(:SourceRecord)-[about:ABOUT]->(%m:Person)"
        f" WHERE STANDS(edge) AND OF(about) {_PEOPLE_BY}"
    )


def day(instant: str) -> str:
    """The day of an instant in this country; null where none is recorded, of which the store can make no time."""
    return f"CASE WHEN {instant} IS NOT NULL THEN date(datetime({{datetime: {instant}, timezone: 'Europe/London'}})) END"


def knowledge(event: str, facts: str) -> str:
    """Clauses that bind `organisation` and `best`: who may know of an event that has happened, and what says so."""
    return (
        f"CALL ({event}, {facts}, loading) {{"
        f" RETURN {facts}.agency AS organisation, 5 AS weight, 'REPORTED_IT' AS state, {facts}.on AS at, null AS basis,"
        f" null AS how"
        f" UNION ALL MATCH ({event})-[told:INFORMED]->(o:Organisation)"
        f" WHERE KNOWN(told) AND coalesce({day('told.at_first')} <= $on, true)"
        f" WITH o, told ORDER BY told.at_first DESC, told.recorded_at DESC, told.status, told.row"
        f" WITH o, collect(told) AS every"
        f" WITH o, coalesce(head([t IN every WHERE t.status = 'acknowledged']),"
        f" head([t IN every WHERE coalesce(t.status, 'informed') = 'informed']),"
        f" head([t IN every WHERE t.at_first IS NOT NULL]), head(every)) AS told"
        f" WITH o, told, coalesce(told.status, 'informed') AS status"
        f" RETURN o.id AS organisation, CASE status WHEN 'acknowledged' THEN 4 WHEN 'informed' THEN 3 ELSE 1 END AS weight,"
        f" toUpper(status) AS state, told.at AS at, told.basis AS basis, told.how AS how"
        f" UNION ALL MATCH ({event})-[part:TOOK_PART|REFERRED_TO]->(o:Organisation) WHERE KNOWN(part)"
        f" RETURN DISTINCT o.id AS organisation, 3 AS weight, 'INFORMED' AS state, {facts}.on AS at, null AS basis,"
        f" null AS how"
        f" UNION ALL MATCH ({event})-[same:SAME_OCCURRENCE]-(other:Event) WHERE LEADS(same_other)"
        f" WITH other, FACT(other) AS other_facts WHERE KNOWN(other_facts) AND coalesce(HAPPENED(other) <= $on, true)"
        f" RETURN DISTINCT other_facts.agency AS organisation, 3 AS weight, 'INFORMED' AS state, other_facts.on AS at, null AS basis,"
        f" null AS how }}"
        f" WITH organisation, weight, state, at, basis, how ORDER BY weight DESC, at"
        f" WITH organisation, head(collect({{state: state, at: at, basis: basis, how: how}})) AS best"
    )


def named_officers(officer: str, agency: str) -> str:
    """The clause that finds the named officers of an agency who serve (row 17).

    It says which index, as `graph.planned` does: the store would look through the workers of the whole borough.
    """
    return (
        f"MATCH ({officer}:Professional {{agency: {agency}, named_officer: 'yes'}})"
        f" USING INDEX SEEK {officer}:Professional(agency, superseded_at)"
        f" WHERE {officer}.superseded_at IS NOT NULL AND SERVES({officer})"
    )


def should_know(event: str, facts: str, agency: str, works: str) -> str:
    """Whether an agency is one of those that the rule for an event is for; by `works`, maps `{person, node}`.

    Row 23 is for children's services, row 24 for services that work with an adult, of a child; the others are for all.
    Whether a child depends on who is treated is not asked: here it is enough that they work with the family.
    """
    service = f"head([(work)-[wi:WITH]->(sv:Service) WHERE STANDS(wi) | coalesce(sv.kind, {agency}.kind, 'other')])"
    concerned = (
        f"[({event})-[con:CONCERNS]->(:SourceRecord)-[ab:ABOUT]->(cn:Person) WHERE STANDS(con) AND OF(ab) | cn]"
    )
    of_child = f"any(about IN {concerned} WHERE any(about_facts IN [PERSON(about)] WHERE CHILD(about)))"
    with_adult = "any(whom IN [job.person] WHERE any(whom_facts IN [PERSON(whom)] WHERE NOT CHILD(whom)))"
    targeted = f"any(work IN [job.node] WHERE NOT {service} IN $universal)"
    return (
        f"CASE WHEN {facts}.kind = $treatment"
        f" THEN any(job IN {works} WHERE any(work IN [job.node] WHERE {service} IN $childrens))"
        f" WHEN {facts}.kind IN $returns THEN {of_child} AND any(job IN {works} WHERE {targeted} AND {with_adult})"
        f" ELSE true END"
    )


_PERSON = Shape(
    "Person",
    "A person, as the records joined to them say.",
    {
        "id": Leaf("ID!", "ID(%n)", "Global id; every former id still answers."),
        **{
            name: leaf
            for name, leaf in facts_of(model.SourceRecord).items()
            if name in {"familyName", "givenNames", "alsoKnownAs", "dateOfBirth", "expectedDateOfBirth", "deceasedOn",
                        "sex", "firstLanguage", "interpreterNeeded", "disability", "strengths"}
        },
        "age": Leaf(
            "Int",
            "CASE WHEN %f.date_of_birth_first > $on THEN null"
            " WHEN duration.between(%f.date_of_birth_first, $on).years = duration.between(%f.date_of_birth_last, $on).years"
            " THEN duration.between(%f.date_of_birth_first, $on).years END",
            "In years on the date; null where the date of birth does not say.",
        ),
        "unborn": Leaf(
            "Boolean!",
            "coalesce(CASE WHEN %f.date_of_birth_first IS NOT NULL THEN %f.date_of_birth_first > $on"
            " ELSE %f.expected_date_of_birth IS NOT NULL END, false)",
            "Whether this is a child not yet born on the date (seed row 7).",
        ),
        "records": Link(
            "SourceRecord",
            "MATCH (%n)<-[about:ABOUT]-(%m:SourceRecord) WHERE OF(about)",
            many=True,
            order="%m.agency, %m.id",
            meaning="The agencies' records that are about this person.",
        ),
        "residences": Link(
            "Residence", _LIVES, many=True, order=_STAY_ORDER, argument="ended", source_if=_LIVED,
            meaning="Where the person lives; with `ended`, also where they lived before.",
        ),
        "relationships": Link(
            "Relationship", _RELATED, many=True, order=_TIE_ORDER, argument="ended", source_if=_WAS_RELATED,
            meaning="Ties to other persons; with `ended`, also those that have ended.",
        ),
        "involvements": Link(
            "Involvement", INVOLVEMENTS, many=True, order=_INVOLVEMENT_ORDER, argument="ended",
            source_if=ALL_INVOLVEMENTS,
            meaning="Services the person is with, referred to or waiting for; with `ended`, also those closed.",
        ),
        "enquiries": Link(
            "Enquiry", "MATCH (%n)<-[about:ABOUT]-(:Concerned)<-[asked:CONCERNS]-(%m:Enquiry) WHERE OF(about) AND STANDS(asked)"
            " WITH DISTINCT %m",
            many=True, order="%f.on_first, %m.id", meaning="What was asked about the person (seed row 5).",
        ),
        "consents": Link(
            "Consent", "MATCH (%n)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(%m:Consent) WHERE OF(about) AND STANDS(of)"
            " WITH DISTINCT %m",
            many=True, order="%f.maybe_from, %m.id", meaning="Consents recorded of the person (seed rows 25 to 27).",
        ),
        "sharingDecisions": SHARING_DECISIONS,
    },
    node=True,
    facts="PERSON(%n)",
    known="PRESENT(%f)",
)

_SINCE = Leaf("PartialDate", "%f.valid_from", "From when, as recorded.")
_UNTIL = Leaf("PartialDate", "%f.valid_to", "The first day on which it no longer holds, as recorded.")
_ID = Leaf("ID!", "%n.id", "Global id.")

_ALL = (
    _PERSON,
    Shape(
        "SourceRecord",
        model.SourceRecord.__doc__ or "",
        {
            "id": _ID,
            "localId": Leaf("ID!", "%f.person_id", "The agency's own id."),
            "agency": _AGENCY,
            "identifiers": Link(
                "Identifier",
                "MATCH (%n)-[held:IDENTIFIED_BY|CLAIMS]->(i:Identifier) WHERE STANDS(held)"
                " WITH {scheme: i.scheme, value: i.value, verified: type(held) = 'IDENTIFIED_BY'} AS %m",
                many=True, order="%m.scheme, %m.value",
            ),
            "person": Link("Person", "MATCH (%n)-[about:ABOUT]->(%m:Person) WHERE OF(about)", required=True),
            **facts_of(model.SourceRecord, "person_id", "nhs_number", "upn", "other_identifiers"),
            "recordedAt": Leaf("DateTime", "toString(%f.recorded_at)", "When the agency recorded this."),
            **OF_ROW,
        },
        node=True,
        known="RECORDED(%f)",
    ),
    Shape(
        "Identifier",
        "An identifier of a person as one record gives it.",
        {
            "scheme": Leaf("String!", "%n.scheme", "nhs_number, upn, or another scheme."),
            "value": Leaf("String!", "%n.value", "The identifier."),
            "verified": Leaf("Boolean!", "%n.verified", "Whether it passed its check and may join records."),
        },
    ),
    Shape(
        "Organisation",
        "An agency, or an organisation that an agency's records name.",
        {
            "id": _ID,
            "name": Leaf("String!", "coalesce(%n.name, %n.id)", "Name."),
            "kind": Leaf("AgencyKind!", "toUpper(coalesce(%n.kind, 'other'))", "Kind.", codes.AGENCY_KIND),
        },
    ),
    Shape(
        "Service",
        model.Service.__doc__ or "",
        {
            "id": _ID,
            **facts_of(model.Service, "service_id", "name", "kind"),
            "name": Leaf("String!", "coalesce(%n.name, %n.id)", "Name."),
            "kind": Leaf(
                "AgencyKind!",
                "toUpper(coalesce(%n.kind, head(COLLECT { MATCH (%n)-[:PROVIDED_BY]->(o:Organisation) RETURN o.kind }), 'other'))",
                "Kind: the service's own, else its agency's.", codes.AGENCY_KIND,
            ),
            "agency": Link("Organisation", "MATCH (%n)-[:PROVIDED_BY]->(%m:Organisation)", meaning="Whose service."),
        },
    ),
    Shape(
        "Professional",
        "A worker, as the directory has them now: so that the number rings.",
        {
            "id": _ID,
            **facts_of(model.Professional, "professional_id", "name"),
            "name": Leaf("String!", "coalesce(%n.name, %n.id)", "Name."),
            "agency": Link("Organisation", "MATCH (%m:Organisation {id: %n.agency})", meaning="Whose worker."),
            "service": Link("Service", "MATCH (%n)-[works:WORKS_IN]->(%m:Service) WHERE STANDS(works)"),
            "manager": Link("Professional", "MATCH (%n)-[managed:MANAGED_BY]->(%m:Professional) WHERE STANDS(managed)"),
        },
    ),
    Shape(
        "Involvement",
        model.Involvement.__doc__ or "",
        {
            "id": _ID,
            "person": Link(
                "Person",
                "MATCH (%n)<-[mine:INVOLVED]-(:SourceRecord)-[about:ABOUT]->(%m:Person) WHERE STANDS(mine) AND STANDS(about)",
                required=True,
            ),
            "service": Link("Service", "MATCH (%n)-[of:WITH]->(%m:Service) WHERE STANDS(of)", required=True),
            "agency": Link("Organisation", "MATCH (%m:Organisation {id: %f.provider})", required=True,
                           meaning="Whose service it is."),
            "recordedBy": Link("Organisation", "MATCH (%m:Organisation {id: %n.agency})", required=True,
                               meaning="Whose record says so."),
            **facts_of(model.Involvement, "involvement_id", "status", "lead_professional", said="SAID(%n_%f.{})"),
            "status": Leaf(
                "InvolvementStatus!", "CASE WHEN LIVE(%f) THEN 'OPEN' WHEN %f.status = 'open' AND %f.maybe_to <= $on THEN 'CLOSED'"
                " ELSE toUpper(%f.status) END",
                "Where it stood on the date.", codes.INVOLVEMENT_STATUS,
            ),
            "since": _SINCE,
            "until": _UNTIL,
            "uncertain": Leaf(
                "Boolean!", "NOT (%f.surely_from <= $on AND $on < %f.surely_to) AND %f.maybe_from <= $on AND $on < %f.maybe_to",
                "Whether the date falls within the window of a date of reduced precision.",
            ),
            "stale": Leaf(
                "Boolean!",
                "NOT EXISTS { MATCH (x:Extract)-[:DELIVERED_BY]->(:Organisation {id: %n.agency}) WHERE x.state = 'complete'"
                " AND x.extracted_at <= $known_at AND (x.covers_to IS NULL OR $on <= x.covers_to) }",
                "Whether the agency's deliveries end before the date.",
            ),
            "allocatedTo": Link(
                "Professional",
                "MATCH (%n)-[to:ALLOCATED_TO]->(%m:Professional) WHERE ALLOCATED(to_%m) WITH DISTINCT %m",
                many=True, meaning="The workers allocated on the date.",
            ),
            "leadProfessional": Leaf(
                "Boolean", "CASE SAID(%n_%f.lead_professional) WHEN 'yes' THEN true WHEN 'no' THEN false END",
                "Whether this agency leads (seed row 18); null where not recorded.",
            ),
            **OF_ROW,
        },
        node=True,
        known="NOTED(%n_%f)",
    ),
    Shape(
        "Event",
        model.Event.__doc__ or "",
        {
            "id": _ID,
            "localId": Leaf("ID!", "%f.event_id", "The agency's own id."),
            "agency": _AGENCY,
            **facts_of(model.Event, "event_id"),
            "recordedAt": Leaf("DateTime", "toString(%f.recorded_at)", "When the agency recorded this."),
            "people": Link("Person", _people("CONCERNS"), many=True, order="ID(%m)", meaning="Whom it concerns."),
            "service": Link("Service", "MATCH (%n)-[by:REPORTED_BY]->(%m:Service) WHERE KNOWN(by)"),
            "involvement": Link("Involvement", "MATCH (%n)-[part:PART_OF]->(%m:Involvement) WHERE KNOWN(part)"),
            "seen": Link("Person", _people("SAW"), many=True, order="ID(%m)", meaning="Whom a worker saw."),
            "spokenTo": Link("Person", _people("SPOKE_TO"), many=True, order="ID(%m)", meaning="Whom a worker spoke to alone."),
            "participants": Link(
                "Organisation", "MATCH (%n)-[part:TOOK_PART]->(%m:Organisation) WHERE KNOWN(part)", many=True,
                meaning="Agencies that took part together.",
            ),
            "toAgency": Link("Organisation", "MATCH (%n)-[to:REFERRED_TO]->(%m:Organisation) WHERE KNOWN(to)"),
            "after": Link("Event", "MATCH (%n)-[next:FOLLOWED]->(%m:Event) WHERE KNOWN(next)"),
            "parentEvent": Link("Event", "MATCH (%n)-[same:SAME_OCCURRENCE]->(%m:Event) WHERE KNOWN(same)"),
            "knownTo": Link(
                "Knowledge",
                f"{knowledge('%n', '%f')} MATCH (o%u:Organisation {{id: organisation}})"
                " WHERE coalesce(HAPPENED(%n), $on) <= $on"
                " WITH {agency: o%u, best: best} AS %m",
                many=True, order="%m.agency.id", meaning="The agencies that know of it, or are to, by the date.",
            ),
            "told": TOLD,
            **OF_ROW,
        },
        node=True,
        known="SHARED(%n_%f)",
    ),
    Shape(
        "Knowledge",
        "What an agency knows of an event, and what says so.",
        {
            "agency": Given("Organisation", "%n.agency", required=True),
            "state": Leaf("InformedState!", "%n.best.state", "How it stands.", INFORMED_STATE),
            "at": Leaf("String", "%n.best.at", "Since when, as recorded."),
            "how": Leaf("InformedHow", "toUpper(%n.best.how)", "By what means.", codes.INFORMED_HOW),
            "basis": Leaf("String", "%n.best.basis", "On what basis it was told or withheld."),
        },
    ),
    Shape(
        "Enquiry", model.Enquiry.__doc__ or "",
        {"id": _ID, "agency": _AGENCY, **facts_of(model.Enquiry), **OF_ROW}, node=True,
        known="ANSWERED(%n_%f)",
    ),
    Shape(
        "Consent", model.Consent.__doc__ or "",
        {"id": _ID, "agency": _AGENCY, **facts_of(model.Consent), "since": _SINCE, "until": _UNTIL, **ENTRY, **OF_ROW}, node=True,
        known="ANSWERED(%n_%f)",
    ),
    Shape(
        "Household", model.Household.__doc__ or "",
        {"id": _ID, "agency": _AGENCY, **facts_of(model.Household, "household_id"),
         "localId": Leaf("ID!", "%f.household_id", "The agency's own id."), **OF_ROW},
        node=True,
        known="HOUSED(%n_%f)",
    ),
    Shape(
        "Residence",
        "A person at an address over a time, with all who say so.",
        {
            **_STEP,
            "addressId": Leaf("ID!", "%n.place.id", "Global id of the address: the same for the same UPRN."),
            "uprn": Leaf("String", "%n.place.uprn", "Unique property reference number."),
            "kind": Leaf(
                "ResidenceKind", "toUpper(head([i IN %n.ties[0].at WHERE %n.ties[0].r.kind[i] <> '' | %n.ties[0].r.kind[i]]))",
                "In what way.", codes.RESIDENCE_KIND,
            ),
            "home": Leaf(
                "Boolean!",
                "coalesce(head(COLLECT { UNWIND [%n] AS stay WITH stay.place AS a, stay.ties[0].edge AS l"
                " WITH a, l, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents RETURN HOME(a) AND RELATES(l) }), false)",
                "Whether it is a home, and relates the person to those who live there.",
            ),
            "households": Link(
                "Household",
                "UNWIND %n.ties[0].at AS at%u WITH DISTINCT %n.ties[0].r.to_record[at%u] AS household%u"
                " MATCH (%m:Household {id: household%u})",
                many=True, meaning="The agencies' records of the place.",
            ),
        },
    ),
    Shape(
        "Relationship",
        "A tie between two persons, with all who assert it.",
        {
            "type": Leaf("RelationshipType!", "toUpper(%n.ties[0].r.type)", "'from is the TYPE of to'.", codes.RELATIONSHIP),
            "person": Given("Person", "%n.other", required=True, meaning="The other person."),
            "from": Given("Person", "STARTS(%n.ties[0].edge)", required=True),
            "to": Given("Person", "ENDS(%n.ties[0].edge)", required=True),
            **_FAMILY_STEP,
            "parentalResponsibility": Leaf(
                "YesNoUnknown",
                "CASE WHEN any(i IN %n.ties[0].at WHERE %n.ties[0].r.kind[i] = 'yes') THEN 'YES'"
                " WHEN any(i IN %n.ties[0].at WHERE %n.ties[0].r.kind[i] = 'no') THEN 'NO'"
                " WHEN any(i IN %n.ties[0].at WHERE %n.ties[0].r.kind[i] = 'unknown') THEN 'UNKNOWN' END",
                "Whether the parent has parental responsibility; yes where any agency says so.", codes.YES_NO,
            ),
        },
    ),
    Shape(
        "FamilyPath",
        "How one person is tied to another, step by step.",
        {
            "people": Given("Person", "%n.people", many=True, required=True),
            "steps": Link(
                "FamilyStep",
                "UNWIND range(0, size(%n.steps) - 1) AS k%u WITH %n.steps[k%u] AS rels%u, %n.people[k%u] AS p%u,"
                f" %n.people[k%u + 1] AS q%u WITH *, coalesce(rels%u[0].type, 'shared_home') IN {BOTH_WAYS} AS both%u"
                f" WITH {{ties: {ties('rels%u')},"
                " from: CASE WHEN both%u THEN p%u ELSE startNode(rels%u[0]) END,"
                " to: CASE WHEN both%u THEN q%u ELSE endNode(rels%u[0]) END} AS %m",
                many=True, order="",
            ),
        },
    ),
    Shape(
        "FamilyStep",
        "One step of a path: 'from is the TYPE of to', with all who assert it.",
        {
            "from": Given("Person", "%n.from", required=True),
            "to": Given("Person", "%n.to", required=True),
            "type": Leaf(
                "FamilyStepType!",
                "CASE WHEN size(%n.ties) = 2 THEN 'SHARED_HOME' ELSE toUpper(%n.ties[0].r.type) END",
                "By what tie.", STEP_TYPE,
            ),
            **_FAMILY_STEP,
        },
    ),
    Shape(
        "AgencyCoverage",
        "What an agency has delivered: an answer rests on no more than this.",
        {
            "agency": Given("Organisation", "%n.agency", required=True),
            "extractedAt": Leaf("DateTime", "toString(%n.last.extracted_at)", "Its last complete delivery."),
            "coversFrom": Leaf("Date", "toString(%n.last.covers_from)", "From when that delivery covers."),
            "coversTo": Leaf("Date", "toString(%n.last.covers_to)", "Until when."),
            "coversDate": Leaf("Boolean!", "%n.covers_date", "Whether any delivery covers the date asked."),
            "loading": Leaf("Boolean!", "%n.loading", "Whether a delivery is being loaded and does not count yet."),
        },
    ),
)


COVERAGE = (
    "MATCH (o%u:Organisation) WHERE o%u.delivers"
    " CALL (o%u) { OPTIONAL MATCH (x:Extract)-[:DELIVERED_BY]->(o%u) WHERE x.extracted_at <= $known_at"
    " WITH x ORDER BY x.extracted_at DESC"
    " RETURN head([y IN collect(x) WHERE y.state = 'complete']) AS last,"
    " any(y IN collect(x) WHERE y.state = 'complete' AND (y.covers_from IS NULL OR y.covers_from <= $on)"
    " AND (y.covers_to IS NULL OR $on <= y.covers_to)) AS covers_date,"
    " any(y IN collect(x) WHERE y.state = 'loading') AS being_loaded }"
    " WITH {agency: o%u, last: last, covers_date: covers_date, loading: being_loaded} AS %m"
)
_COVERAGE = Link("AgencyCoverage", COVERAGE, many=True, order="%m.agency.id",
                 meaning="What this rests on: each agency's deliveries.")

_LIVES_WITH = (
    "head(COLLECT { UNWIND [%n] AS pair WITH pair.adult AS one, pair.child AS two"
    " MATCH (one)-[l:LIVES_AT]->(a:Address) WHERE STAY(l_a) MATCH (two)-[m:LIVES_AT]->(b:Address) WHERE STAY(m_b)"
    " WITH l, a, m, b, [l, m] AS both WHERE SURE(both)"
    " WITH collect({same: a = b, apart: (a.uprn IS NOT NULL AND b.uprn IS NOT NULL)"
    " OR SAID_BY_ONE(l_m) OR NOT RELATES(l) OR NOT RELATES(m)}) AS found"
    " RETURN CASE WHEN any(x IN found WHERE x.same) THEN true WHEN any(x IN found WHERE x.apart) THEN false END })"
)
"""Together at one address; apart where UPRNs, or one agency's households, differ; else not known."""

_CARING_ROLE = (
    "head(COLLECT { UNWIND [%n] AS pair WITH pair.adult AS one, pair.child AS two"
    " MATCH (one)-[r:CARES_FOR]-(two) WHERE TIE(r) WITH one, r, [r] AS ties WHERE SURE(ties)"
    " WITH CASE WHEN startNode(r) = one THEN r.type ELSE 'young_carer' END AS role"
    " RETURN toUpper(role) ORDER BY CASE role WHEN 'main_carer' THEN 1 WHEN 'special_guardian' THEN 2"
    " WHEN 'kinship_carer' THEN 3 WHEN 'carer' THEN 4 ELSE 5 END LIMIT 1 })"
)

_MISSING = (
    "head(COLLECT { UNWIND [%n.child] AS two WITH two, PERSON(two) AS known_of, COLLECT {"
    " MATCH (two)<-[about:ABOUT]-(:Involved)-[mine:INVOLVED]->(i:Involvement) WHERE STANDS(about) AND STANDS(mine)"
    " WITH i, FACT(i) AS stated WHERE NOTED(i_stated) AND LIVE(stated)"
    " MATCH (i)-[:WITH]->(s:Service)-[:PROVIDED_BY]->(o:Organisation)"
    " UNWIND [s.kind, o.kind, stated.implied] AS kind WITH kind WHERE kind IS NOT NULL RETURN DISTINCT kind } AS kinds"
    " RETURN CASE WHEN known_of.date_of_birth IS NULL"
    " AND coalesce(known_of.expected_date_of_birth_last < $due_before, true) THEN ['DATE_OF_BIRTH'] ELSE [] END"
    " + CASE WHEN known_of.date_of_birth_last <= $school_born_to AND known_of.date_of_birth_first > $school_born_after"
    " AND NOT 'school' IN kinds THEN ['SCHOOL'] ELSE [] END"
    " + CASE WHEN CASE WHEN known_of.date_of_birth IS NOT NULL THEN known_of.date_of_birth_first <= $on"
    " ELSE known_of.expected_date_of_birth IS NULL END AND NOT 'gp' IN kinds THEN ['GP'] ELSE [] END })"
)
"""Row 4: a school is expected at compulsory school age, a GP practice of every child that is born."""

_DECIDED_FLAGS = """
UNWIND range(0, size($flags) - 1) AS place
WITH place, $flags[place] AS flag
WITH place, flag, DECIDED(flag) AS kept
WITH place, flag {.*, state: coalesce(kept.state, 'OPEN'), reason: CASE WHEN OURS(kept) THEN kept.reason END} AS %m ORDER BY place
"""
"""Flags as derived, with what was decided of them, which holds while the evidence is the same. Why is told to the
agency that decided: it may speak of what others may not see.
"""
FLAGS = _DECIDED_FLAGS.replace("%m", "it") + "RETURN it"

_ANSWERS = (
    Shape(
        "ChildrenAffected",
        "The children affected by what happens to an adult, and the adult's services.",
        {
            "adult": Given("Person", "%n.adult", required=True),
            "services": Link("Involvement", INVOLVEMENTS.replace("%n", "%n.adult"), many=True, order=_INVOLVEMENT_ORDER),
            "children": Given("AffectedChild", "%n.children", many=True, required=True),
            "coverage": _COVERAGE,
        },
    ),
    Shape(
        "AffectedChild",
        "One child, by which ties, and what is known and not known of the child.",
        {
            "child": Given("Person", "%n.child", required=True),
            "paths": Given("FamilyPath", "%n.paths", many=True, required=True),
            "livesWithAdult": Leaf("Boolean", _LIVES_WITH, "Null where no residence of one of them is known."),
            "caringRole": Leaf("CaringRole", _CARING_ROLE, "Who cares for whom.", CARING_ROLE),
            "services": Link("Involvement", INVOLVEMENTS.replace("%n", "%n.child"), many=True, order=_INVOLVEMENT_ORDER),
            "missing": Leaf("[MissingFact!]!", _MISSING, "What is not recorded.", MISSING_FACT),
        },
    ),
    Shape(
        "InformingState",
        "Which agencies around an event's family know of it, and which do not.",
        {
            "event": Given("Event", "%n.event", required=True),
            "agencies": Given("AgencyInformed", "%n.agencies", many=True, required=True),
            "coverage": _COVERAGE,
        },
    ),
    Shape(
        "AgencyInformed",
        "One agency with a live involvement in the family, and whether it knows.",
        {
            "agency": Given("Organisation", "%n.agency", required=True),
            "state": Leaf("InformedState!", "%n.state", "How it stands.", INFORMED_STATE),
            "via": Given("FamilyPath", "%n.via", many=True, required=True, meaning="The persons it is involved with, and the path."),
            "involvements": Given("Involvement", "%n.involvements", many=True, required=True),
            "contacts": Given("Professional", "%n.contacts", many=True, required=True, meaning="Whom to ring."),
            "waiting": Leaf("Duration", "%n.waiting", "How long it has not been told, from the event to the date."),
            "rule": Given("Rule", "%n.rule", meaning="What says that it should know."),
            "basis": Leaf("String", "%n.basis", "On what basis it was withheld, or told."),
        },
    ),
    Shape(
        "Rule",
        "A rule of practice with its authority.",
        {
            "id": Leaf("RuleId!", "%n.id", "Which rule."),
            "title": Leaf("String!", "%n.title", "In a few words."),
            "authority": Leaf("String!", "%n.authority", "The law, guidance or seed row it rests on."),
            "validFrom": Leaf("Date", "%n.valid_from", "Since when."),
        },
    ),
    Shape(
        "FamilyNetwork",
        "The persons around a person, each with the shortest path, and the ties among them.",
        {
            "person": Given("Person", "%n.person", required=True),
            "members": Given("FamilyMember", "%n.members", many=True, required=True),
            "ties": Link(
                "FamilyStep",
                "WITH [member IN %n.members | member.person] AS people%u UNWIND people%u AS one%u"
                f" MATCH (one%u)-[r:{FAMILY}]->(other%u:Person) WHERE other%u IN people%u AND TIE(r)"
                f" WITH r, [r] AS ties%u WHERE SURE(ties%u)"
                f" WITH {{ties: {ties('[r]')}, from: STARTS(r), to: ENDS(r)}} AS %m",
                many=True, order="FROM_TO(%m), %m.ties[0].r.type",
                meaning="Every recorded tie between two of them that holds on the date.",
            ),
            "coverage": _COVERAGE,
        },
    ),
    Shape(
        "FamilyMember",
        "A person of a family network.",
        {
            "person": Given("Person", "%n.person", required=True),
            "distance": Leaf("Int!", "%n.distance", "Steps from the person asked about; 0 is that person."),
            "path": Given("FamilyPath", "%n", required=True, meaning="A shortest path."),
        },
    ),
    Shape(
        "AgencyMatrix",
        "Who is involved with whom in a family, and who knows of whom.",
        {
            "person": Given("Person", "%n.person", required=True),
            "people": Given("Person", "[member IN %n.members | member.person]", many=True, required=True),
            "agencies": Given("MatrixAgency", "%n.agencies", many=True, required=True),
            "coverage": _COVERAGE,
        },
    ),
    Shape(
        "MashCheck",
        "What a multi-agency safeguarding hub asks first of the persons in a contact.",
        {
            "people": Given("Person", "%n.asked", many=True, required=True,
                            meaning="Those asked about who are known: already open to whom, since when, is in `involvements`."),
            "family": Given("FamilyMember", "[m IN %n.members WHERE m.distance > 0]", many=True, required=True,
                            meaning="Who else is in the family and the household on the date."),
            "lately": Link(
                "Person",
                "UNWIND %n.asked AS one%u MATCH (one%u)-[l:LIVES_AT]->(a:Address) WHERE STAY_DURING(l_a) AND RELATES_DURING(l)"
                " WITH one%u, l, a, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)"
                " MATCH (a)<-[m:LIVES_AT]-(%m:Person) WHERE %m <> one%u AND DURING(m) AND RELATES_DURING(m)"
                " AND TOGETHER(l_m) AND NOT %m IN [member IN %n.members | member.person] WITH DISTINCT %m",
                many=True, order="ID(%m)", meaning="Who shared a home with one of them in the months before, and is not in the family now.",
            ),
            "agencies": Given("MatrixAgency", "%n.agencies", many=True, required=True,
                              meaning="Which agencies are involved, and which of each other they cannot know."),
            "untold": Given("UntoldEvent", "%n.untold", many=True, required=True,
                            meaning="Events of those months, newest first, that an agency around the family has not been told of."),
            "children": Link(
                "ChildMissing",
                "UNWIND [m IN %n.members | m.person] AS child%u WITH child%u AS it%u, PERSON(child%u) AS it%u_facts"
                " WHERE PRESENT(it%u_facts) AND LIVING(it%u_facts) AND CHILD(it%u) WITH {child: it%u} AS %m",
                many=True, order="ID(%m.child)", meaning="The children among them, and what is not recorded of each.",
            ),
            "flags": Link("Flag", _DECIDED_FLAGS, many=True, order="%m.rule, %m.id",
                          meaning="Findings that name one of them, or whose child's network holds one."),
            "coverage": _COVERAGE,
        },
    ),
    Shape(
        "UntoldEvent",
        "An event, and the agencies around the family that should know of it and of which nothing says that they were told,"
        " or why they were not.",
        {
            "event": Given("Event", "%n.event", required=True),
            "rule": Given("Rule", "%n.rule", required=True, meaning="What says that they should know."),
            "agencies": Given("Organisation", "%n.agencies", many=True, required=True),
        },
    ),
    Shape(
        "ChildMissing",
        "What is not recorded of a child.",
        {
            "child": Given("Person", "%n.child", required=True),
            "missing": Leaf("[MissingFact!]!", _MISSING, "What is not recorded.", MISSING_FACT),
        },
    ),
    Shape(
        "MatrixAgency",
        "One agency of the matrix.",
        {
            "agency": Given("Organisation", "%n.agency", required=True),
            "contacts": Link(
                "Professional",
                "UNWIND [%n] AS row%u WITH row%u, COLLECT {"
                " UNWIND row%u.involvements AS i MATCH (i)-[to:ALLOCATED_TO]->(w:Professional) WHERE ALLOCATED(to_w)"
                " RETURN DISTINCT w } AS workers%u UNWIND CASE WHEN size(workers%u) > 0 THEN workers%u ELSE COLLECT {"
                f" {named_officers('w', 'row%u.agency.id')} RETURN w }} END AS %m",
                many=True, meaning="Whom to ring: the allocated workers, else the agency's named officers.",
            ),
            "people": Given("Person", "%n.people", many=True, required=True, meaning="The members it is involved with."),
            "involvements": Given("Involvement", "%n.involvements", many=True, required=True),
            "knowsOf": Given("Organisation", "%n.knows_of", many=True, required=True,
                             meaning="The other agencies whose involvement it can know of, by contact between them."),
            "doesNotKnowOf": Given("Organisation", "%n.does_not_know_of", many=True, required=True),
        },
    ),
    Shape(
        "Flag",
        "A finding about the network of services, never a score of a person.",
        {
            "id": Leaf("ID!", "%n.id", "The same for the same finding."),
            "rule": Given("Rule", "$rules[%n.rule]", required=True),
            "statement": Leaf("String!", "%n.statement", "The finding in plain words."),
            "asOf": Leaf("Date!", "toString($on)", "The date it is true of."),
            "people": Link("Person", "UNWIND %n.people AS id%u WHOSE(%m_id%u)", many=True, order="",
                           meaning="All whom the statement is about."),
            "agencies": Link("Organisation", "UNWIND %n.agencies AS id%u MATCH (%m:Organisation {id: id%u})", many=True, order=""),
            "components": Given("FlagComponent", "%n.components", many=True, required=True),
            "paths": Link(
                "FamilyPath",
                "UNWIND %n.paths AS path%u WITH {people: [id IN path%u.people | head(COLLECT { WHOSE(q_id) RETURN q })],"
                f" steps: [step IN path%u.steps | COLLECT {{ UNWIND step AS e {edge_named('e', 't')} RETURN t }}]}} AS %m",
                many=True, order="", meaning="Shortest family paths between those whom it is about.",
            ),
            "evidence": Given("Evidence", "%n.evidence", many=True, required=True),
            "clearedBy": Leaf("[String!]!", "%n.cleared_by", "What would clear it, each by itself a step."),
            "notKnown": Leaf("[String!]!", "%n.not_known", "What the finding could not take into account."),
            "expires": Leaf("Date", "%n.expires", "When it has to be derived anew."),
            "state": Leaf("FlagState!", "%n.state", "Open until acted on, cleared or challenged.", None),
            "reason": Leaf("String", "%n.reason", "Why it was acted on, cleared or challenged; for the agency that decided."),
            "version": Leaf(
                "Int!", "coalesce(head(COLLECT { MATCH (l:Line {id: DECISIONS(%n)}) RETURN l.version }), 0)",
                "How often it was decided upon: the `expectedVersion` of the next decision.",
            ),
            **OF_FLAG,
        },
    ),
    Shape(
        "Picture",
        "A picture of a family, drawn from the same answers; `queries.pictures` makes it.",
        {
            "svg": Leaf("String!", "%n.svg", "The picture as an SVG document."),
            "width": Leaf("Int!", "%n.width", "In CSS pixels."),
            "height": Leaf("Int!", "%n.height", "In CSS pixels."),
            "alternative": Leaf("String!", "%n.alternative", "The same in words, a line each, to be read aloud."),
            "people": Leaf("[ID!]!", "%n.people", "The ids of those who are drawn."),
        },
    ),
    Shape(
        "FlagComponent",
        "Services that are linked with one another and not with the rest.",
        {
            "agencies": Link("Organisation", "UNWIND %n.agencies AS id%u MATCH (%m:Organisation {id: id%u})", many=True, order=""),
            "services": Link("Service", "UNWIND %n.services AS id%u MATCH (%m:Service {id: id%u})", many=True, order=""),
            "people": Link("Person", "UNWIND %n.people AS id%u WHOSE(%m_id%u)", many=True, order=""),
        },
    ),
    Shape(
        "Evidence",
        "One thing that a finding rests on.",
        {
            "statement": Leaf("String!", "%n.statement", "In plain words."),
            "since": Leaf("PartialDate", "%n.since", "Since when, as recorded."),
            "agency": Link("Organisation", "MATCH (%m:Organisation {id: %n.agency})"),
            "involvement": Link("Involvement", "MATCH (%m:Involvement {id: %n.involvement})"),
            "event": Link("Event", "MATCH (%m:Event {id: %n.event})"),
            **OF_EVIDENCE,
        },
    ),
)

SHAPES = {shape.name: shape for shape in (*_ALL, *_ANSWERS, *SHARING, *ENTRIES, *GLASS, LOOK)}
