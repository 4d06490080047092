"""Which agencies around an event's family have been told: the second question, as DOMAIN words it."""

from __future__ import annotations

import pytest
from deliver import ON, Answer, Ask, empty, load
from informing_cases import Case, Town

from graph.private_store import StoreAddress
from loaders.report import LoadReport

pytestmark = pytest.mark.slow

HAPPENED = "2026-02-10"
INFORMING = """query ($event: ID!, $on: Date, $knownAt: DateTime, $closedWithin: Int) {
  agenciesNotInformed(event: $event, on: $on, knownAt: $knownAt, closedWithin: $closedWithin) {
    event { localId }
    agencies {
      agency { id } state waiting basis notInvolved services { name contact }
      rule { id title authority }
      via { people { id } steps { type } }
      involvements { status stale until person { id } }
      contacts { name phone }
    }
    missingAgencies
    coverage { agency { id } coversDate }
  }
}"""
EVENT = """query ($agency: ID, $localId: ID, $on: Date) {
  event(agency: $agency, localId: $localId, on: $on) { localId knownTo { agency { id } state at how basis } }
}"""
INVOLVED = "query ($person: ID!, $on: Date) { person(id: $person, on: $on) { involvements { status agency { id } } } }"

WORKERS = """query ($person: ID!, $on: Date) {
  agencyMatrix(person: $person, on: $on) { agencies { contacts { name } involvements { allocatedTo { name } } } }
}"""

TOWN = Town()


def everything_said() -> Case:
    """A mother relapses; an agency for each way of knowing, all of them with her."""
    case = TOWN.case("said", mum="1985-04-02")
    for agency in ("drugs", "asc", "csc", "police", "early", "hospital", "ambulance", "refuge", "probation", "housing",
                   "youth", "mind", "charity"):
        case.involved(agency, "mum")
    case.event("drugs", "relapse", "relapse", HAPPENED, "mum", participants="drugs;police", to_agency="early",
               parent_event="ambulance:said.call")
    case.event("ambulance", "call", "attendance", HAPPENED, "mum")
    case.event("hospital", "ward", "attendance", HAPPENED, "mum", parent_event="drugs:said.relapse")
    case.told("relapse", "asc", "2026-02-11", "acknowledged", how="phone")
    case.told("relapse", "asc", "2026-02-20", "withheld", basis="superseded by nothing: it knows")
    case.told("relapse", "csc", "2026-02-11", how="email")
    case.told("relapse", "csc", "2026-02-12", "pending")
    case.told("relapse", "police", "2026-02-12", "withheld")
    case.told("relapse", "refuge", "2026-02-11", "pending")
    case.told("relapse", "refuge", "2026-02-12", "withheld", basis="seeking consent would raise the risk")
    case.told("relapse", "probation", "2026-02-11", "withheld", basis="prejudice to the prevention of crime")
    case.told("relapse", "probation", "2026-02-12", "pending")
    case.told("relapse", "youth", "2026-03-05")
    case.told("relapse", "charity", "2026-02-25", "pending")
    case.told("relapse", "charity", "2026-03-05", "acknowledged")
    case.event("drugs", "aftermath", "information", "", "mum", after="relapse")
    case.event("drugs", "undated", "information", "", "mum")
    return case


def family_around() -> Case:
    """A mother, and one person for each way of being, or not being, in the family around her."""
    case = TOWN.case(
        "around", mum="1985-04-02", kid="2016-05-01", dad="1983-01-01", partner="1980-01-01", stepkid="2014-01-01",
        gran="1955-01-01", aunt="1987-01-01", niece="2015-01-01", carer="1990-01-01", flatmate="1991-01-01",
        guardian="1960-01-01", nan="1930-01-01", grandad="1950-01-01", girlfriend="1988-01-01", friend="1985-01-01",
        lodger="1992-01-01", ex="1984-01-01", former="1982-01-01", housemate="1993-01-01", inmate="1970-01-01",
        dead="1986-01-01", orphan="2013-01-01",
    )
    case.record("csc", "dead", deceased_on="2025-12-01")
    case.tie("mum", "parent", "kid")
    case.tie("dad", "adoptive_parent", "kid")
    case.tie("mum", "partner", "partner")
    case.tie("partner", "parent", "stepkid")
    case.tie("mum", "child", "gran")
    case.tie("mum", "sibling", "aunt")
    case.tie("aunt", "parent", "niece")
    case.tie("carer", "carer", "mum")
    case.home("flat", "mum", "flatmate")
    case.tie("guardian", "special_guardian", "kid")
    case.tie("nan", "great_grandparent", "mum")
    case.tie("grandad", "grandparent", "kid")
    case.tie("dad", "partner", "girlfriend")
    case.tie("friend", "family_friend", "mum")
    case.tie("lodger", "lodger", "mum")
    case.tie("ex", "ex_partner", "mum")
    case.tie("former", "partner", "mum", since="2020-01-01", until="2026-01-01")
    case.home("hostel", "friend", "housemate", kind="hostel")
    case.home("prison", "partner", "inmate", kind="prison")
    case.tie("dead", "sibling", "mum")
    case.tie("dead", "parent", "orphan")
    case.event("police", "arrest", "arrest", HAPPENED, "mum")
    for name in case.people:
        case.involved("csc", name)
    return case


def live_or_not() -> Case:
    """A son in custody of many services: one involvement for each status and date."""
    case = TOWN.case("live", son="2012-01-01")
    case.event("police", "theft", "incident", HAPPENED, "son")
    case.involved("housing", "son")
    case.involved("early", "son", "referred")
    case.involved("mind", "son", "waiting")
    case.involved("charity", "son", "refused")
    case.involved("refuge", "son", "closed", until="2026-06-01")
    case.involved("asc", "son", "closed", until="2026-02-20")
    case.involved("csc", "son", "open", until="2026-02-01")
    case.involved("youth", "son", since="2026-03-10")
    case.involved("drugs", "son", "closed")
    case.involved("probation", "son", since="2026-03")
    case.involved("gone", "son")
    return case


def school_and_gp() -> Case:
    """A child's school and practice are in the records of others; so are the practices of the adults."""
    case = TOWN.case("roll", mum="1985-04-02", dad="", kid="2016-05-01")
    case.record("csc", "kid", school="elm", gp_practice="P81001")
    case.record("csc", "mum", gp_practice="P81002")
    case.record("csc", "dad", gp_practice="P81003")
    case.tie("mum", "parent", "kid")
    case.tie("dad", "parent", "kid")
    case.event("csc", "harm", "allegation", HAPPENED, "mum")
    return case


def registered_and_seen() -> Case:
    """Children whose practice has a row of its own that is not live: a spell that has closed, a referral."""
    case = TOWN.case("spell", spell="2016-05-01", referral="2016-05-01")
    for name in ("spell", "referral"):
        case.record("csc", name, gp_practice="surgery")
    case.involved("surgery", "spell", "closed", until="2026-02-20")
    case.involved("surgery", "referral", "referred")
    case.event("csc", "harm", "allegation", HAPPENED, "spell")
    return case


def whom_to_ring() -> Case:
    """An agency with an allocated worker, one with a named officer only, one with neither."""
    case = TOWN.case("ring", mum="1985-04-02")
    case.event("police", "arrest", "arrest", HAPPENED, "mum")
    csc, asc, mind = TOWN.agency("csc"), TOWN.agency("asc"), TOWN.agency("mind")
    for worker, more in (("now", {}), ("before", {}), ("officer", {"named_officer": "yes"})):
        csc.row("professionals", professional_id=worker, name=worker.title(), phone=f"0100 {worker}", **more)
    theirs = case.involved("csc", "mum")
    csc.row("allocations", involvement_id=theirs, professional_id="before", since="2025-06-01", until="2025-12-01")
    csc.row("allocations", involvement_id=theirs, professional_id="now", since="2025-12-01")
    asc.row("services", service_id="team", name="Adults")
    asc.row("professionals", professional_id="lead", name="Lead", service_id="team", named_officer="yes")
    asc.row("professionals", professional_id="left", name="Left", named_officer="yes", until="2025-01-01")
    asc.row("professionals", professional_id="other", name="Other", service_id="team")
    case.involved("asc", "mum", service_id="team")
    mind.row("professionals", professional_id="named", name="Named", named_officer="yes")
    case.involved("mind", "mum")
    case.involved("drugs", "mum", professional_ids="key")
    TOWN.agency("drugs").row("professionals", professional_id="key", name="Key")
    case.involved("housing", "mum")
    return case


def whom_to_ring_no_more() -> Case:
    """Two agencies whose allocated worker is not there any more: by the directory's date, and by its next delivery."""
    case = TOWN.case("gone-away", mum="1985-04-02")
    case.event("police", "fight", "arrest", HAPPENED, "mum")
    for agency, worker, until in (("refuge", "moved", "2025-01-01"), ("probation", "dropped", "")):
        directory = TOWN.agency(agency)
        directory.row("professionals", professional_id=worker, name=worker.title(), until=until)
        directory.row("professionals", professional_id="deputy", name="Officer", named_officer="yes")
        case.involved(agency, "mum", since="2024-01-01", professional_ids=worker)
    return case


def told_before_it_was_delivered() -> Case:
    """A school lists what it heard from children's social care, before that has delivered the event."""
    case = TOWN.case("early", kid="2016-05-01")
    case.involved("oak", "kid")
    case.involved("csc", "kid")
    case.involved("hv", "kid")
    case.event("csc", "plan", "information", HAPPENED, "kid")
    case.told("plan", "oak", "2026-02-12", by="oak")
    case.told("plan", "hv", "2026-02-13", by="oak")
    return case


def recorded_later() -> Case:
    """Told in time, but written down a fortnight later."""
    case = TOWN.case("later", recorded_at="2026-01-05", kid="2016-05-01")
    case.involved("csc", "kid")
    case.involved("police", "kid")
    case.event("police", "found", "missing", HAPPENED, "kid")
    case.told("found", "csc", "2026-02-11", recorded_at="2026-02-25")
    return case


def dates_in_doubt() -> Case:
    """An event known by its month, told at a time known by its month; and a call just after midnight."""
    case = TOWN.case("doubt", kid="2016-05-01")
    case.involved("csc", "kid")
    case.involved("hv", "kid")
    case.involved("police", "kid")
    case.event("police", "party", "incident", "2026-02", "kid")
    case.told("party", "csc", "2026-02")
    case.told("party", "hv", "")
    case.event("police", "night", "incident", "2025-06-30", "kid")
    case.told("night", "csc", "2025-07-01T00:30:00+01:00")
    return case


def for_whom_the_rule_is() -> Case:
    """A mother starts treatment, and comes home from a ward; her son comes home from care."""
    case = TOWN.case("for-whom", mum="1985-04-02", kid="2016-05-01")
    case.tie("mum", "parent", "kid")
    for agency, name in (("csc", "kid"), ("oak", "kid"), ("housing", "mum"), ("hv", "mum"), ("mind", "kid")):
        case.involved(agency, name)
    case.event("drugs", "detox", "treatment_start", HAPPENED, "mum")
    case.event("hospital", "ward", "discharge", HAPPENED, "mum")
    case.event("police", "back", "return_home", HAPPENED, "kid")
    return case


def children_whom_nobody_knows() -> Case:
    """A mother enters detox; drug services know that she has two children, and no children's service does."""
    case = TOWN.case("detox", una="1990-01-01", max="2016-05-01", eve="2023-06-01")
    case.record("drugs", "una", gp_practice="P81009")
    for child in ("max", "eve"):
        case.tie("una", "parent", child, agency="drugs")
    case.home("flat", "una", "max", "eve", agency="drugs")
    case.involved("drugs", "una")
    case.event("drugs", "detox", "treatment_start", HAPPENED, "una")
    hub = TOWN.agency("mash")
    hub.row("services", service_id="desk", name="Front door", contact="01632 960050")
    hub.row("professionals", professional_id="duty", name="Duty", named_officer="yes", service_id="desk")
    return case


FOR_WHOM, DETOX = for_whom_the_rule_is(), children_whom_nobody_knows()
SAID, AROUND, LIVE, ROLL = everything_said(), family_around(), live_or_not(), school_and_gp()
SPELL = registered_and_seen()
RING, EARLY, LATER, DOUBT = whom_to_ring(), told_before_it_was_delivered(), recorded_later(), dates_in_doubt()
GONE = whom_to_ring_no_more()


@pytest.fixture(scope="module", autouse=True)
def reports(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> dict[str, LoadReport]:
    """Load all cases at once: the school before all others, and one agency whose deliveries ended."""
    empty(store)
    deliveries = TOWN.delivered(
        {"oak": "2026-03-01T22:00:00Z", "gone": "2025-12-31T22:00:00Z"}, {"gone": ("2020-01-01", "2025-12-31")}
    )
    home = tmp_path_factory.mktemp("informing")
    loaded = {report.agency: report for report in load(store, home, *deliveries)}
    probation = TOWN.agency("probation")
    load(store, home, probation.delivered("2026-04-30T22:00:00Z", without=lambda _, row: row.get("name") == "Dropped"))
    return loaded


async def informing(ask: Ask, case: Case, event: str, on: str = ON, **more: object) -> dict[str, Answer]:
    """The agencies around an event, by id."""
    answer = await ask(INFORMING, event=case.event_id(event), on=on, **more)
    return {one["agency"]["id"]: one for one in answer["agencies"]}


async def states(ask: Ask, case: Case, event: str, on: str = ON, **more: object) -> dict[str, str]:
    """The state of each agency around an event."""
    return {agency: one["state"] for agency, one in (await informing(ask, case, event, on, **more)).items()}


ALL_STATES = {
    "drugs": "REPORTED_IT",
    "asc": "ACKNOWLEDGED",  # before a later row that withholds
    "csc": "INFORMED",  # by a row, whatever is still pending
    "police": "INFORMED",  # it took part, whatever was withheld
    "early": "INFORMED",  # the referral went there
    "hospital": "INFORMED",  # its own record is of the same occurrence
    "ambulance": "INFORMED",  # the occurrence is one of its records
    "refuge": "WITHHELD",  # the newest of the two
    "probation": "PENDING",  # the newest of the two
    "charity": "PENDING",  # what was acknowledged after the date does not count
    "youth": "NOT_INFORMED",  # told after the date
    "housing": "NOT_INFORMED",
    "mind": "NOT_INFORMED",
}


async def test_each_agency_stands_by_the_strongest_thing_said_of_it(ask: Ask) -> None:
    assert await states(ask, SAID, "relapse") == ALL_STATES


async def test_what_was_told_after_the_date_counts_from_its_own_day(ask: Ask) -> None:
    assert (await states(ask, SAID, "relapse", "2026-03-04")) == ALL_STATES
    assert (await states(ask, SAID, "relapse", "2026-03-05")) == ALL_STATES | {
        "youth": "INFORMED", "charity": "ACKNOWLEDGED"
    }


async def test_on_the_day_itself_only_those_who_were_there_know(ask: Ask) -> None:
    knew = {"drugs": "REPORTED_IT", **dict.fromkeys(("police", "early", "hospital", "ambulance"), "INFORMED")}
    assert await states(ask, SAID, "relapse", HAPPENED) == dict.fromkeys(ALL_STATES, "NOT_INFORMED") | knew


async def test_before_the_event_nobody_is_listed(ask: Ask) -> None:
    assert await states(ask, SAID, "relapse", "2026-02-09") == {}


async def test_an_undated_event_counts_from_the_one_it_followed(ask: Ask) -> None:
    assert await states(ask, SAID, "aftermath", "2026-02-09") == {}
    followed = await informing(ask, SAID, "aftermath", "2026-02-12")
    assert followed["drugs"]["state"] == "REPORTED_IT"
    assert (followed["housing"]["state"], followed["housing"]["waiting"]) == ("NOT_INFORMED", "P2D")
    unplaced = await informing(ask, SAID, "undated", "2026-02-12")
    assert (unplaced["housing"]["state"], unplaced["housing"]["waiting"]) == ("NOT_INFORMED", None)


async def test_the_answer_says_how_long_and_on_what_basis(ask: Ask) -> None:
    found = await informing(ask, SAID, "relapse")
    waiting = {agency for agency, one in found.items() if one["waiting"] is not None}
    assert waiting == {"probation", "charity", "youth", "housing", "mind"}
    assert found["housing"]["waiting"] == "P19D"
    assert found["refuge"]["basis"] == "seeking consent would raise the risk"
    assert found["housing"]["basis"] is None


async def test_a_rule_says_who_should_know_with_its_authority(ask: Ask) -> None:
    rule = (await informing(ask, SAID, "relapse"))["housing"]["rule"]
    assert (rule["id"], "Relapse" in rule["title"]) == ("AGENCY_NOT_INFORMED", True)
    assert "s.16LA" in rule["authority"]
    assert "row 22" in rule["authority"]
    assert (await informing(ask, SAID, "call"))["housing"]["rule"] is None


@pytest.mark.parametrize(
    ("event", "agencies"), [("detox", {"csc"}), ("ward", set()), ("back", {"housing"})], ids=lambda value: str(value)
)
async def test_a_rule_is_named_only_for_whom_it_is(ask: Ask, event: str, agencies: set[str]) -> None:
    found = await informing(ask, FOR_WHOM, event)
    assert found.keys() == {"csc", "oak", "housing", "hv", "mind"}
    assert {agency for agency, one in found.items() if one["rule"]} == agencies


async def test_detox_of_a_mother_whose_children_no_childrens_service_knows(ask: Ask) -> None:
    answer = await ask(INFORMING, event=DETOX.event_id("detox"), on=ON)
    found = {one["agency"]["id"]: one for one in answer["agencies"]}
    assert {agency: (one["state"], one["notInvolved"]) for agency, one in found.items()} == {
        "drugs": ("REPORTED_IT", False), "hv": ("NOT_INFORMED", True), "mash": ("NOT_INFORMED", True),
        "P81009": ("NOT_INFORMED", True),
    }
    assert answer["missingAgencies"] == []
    assert sorted(DETOX.named(path["people"])[-1] for path in found["mash"]["via"]) == ["eve", "max"]
    assert [DETOX.named(path["people"]) for path in found["hv"]["via"]] == [["una", "eve"]]
    assert found["mash"]["involvements"] == []
    assert [one["name"] for one in found["mash"]["contacts"]] == ["Duty"]
    assert found["mash"]["services"] == [{"name": "Front door", "contact": "01632 960050"}]
    assert found["mash"]["waiting"] == "P19D"
    assert "row 23" in found["mash"]["rule"]["authority"]
    before = await ask(INFORMING, event=DETOX.event_id("detox"), on="2026-02-09")
    assert (before["agencies"], before["missingAgencies"]) == ([], [])


async def test_the_event_itself_says_who_knows_of_it_by_the_date(ask: Ask) -> None:
    async def known(on: str) -> dict[str, str]:
        event = await ask(EVENT, agency="drugs", localId="said.relapse", on=on)
        return {one["agency"]["id"]: one["state"] for one in event["knownTo"]}

    assert await known(ON) == {agency: state for agency, state in ALL_STATES.items() if state != "NOT_INFORMED"}
    assert await known("2026-02-09") == {}


async def test_the_family_around_is_two_steps_wide(ask: Ask) -> None:
    (csc,) = (await informing(ask, AROUND, "arrest")).values()
    found = {
        AROUND.named(path["people"])[-1]: [step["type"] for step in path["steps"]] for path in csc["via"]
    }
    assert found == {
        "mum": [],
        "kid": ["PARENT"],
        "partner": ["PARTNER"],
        "gran": ["PARENT"],
        "aunt": ["SIBLING"],
        "carer": ["CARER"],
        "flatmate": ["SHARED_HOME"],
        "dad": ["PARENT", "ADOPTIVE_PARENT"],
        "stepkid": ["PARTNER", "PARENT"],
        "niece": ["SIBLING", "PARENT"],
        "guardian": ["PARENT", "SPECIAL_GUARDIAN"],
        "nan": ["GREAT_GRANDPARENT"],  # kin as recorded: two steps
    }
    assert len(csc["involvements"]) == len(found)


async def test_only_live_involvement_counts(ask: Ask) -> None:
    found = await informing(ask, LIVE, "theft")
    assert set(found) == {"housing", "refuge", "gone", "probation"}
    assert {agency: one["involvements"][0]["stale"] for agency, one in found.items()} == {
        "housing": False, "refuge": False, "probation": False, "gone": True
    }
    assert found["refuge"]["involvements"][0]["status"] == "OPEN"  # on the date


async def test_those_closed_lately_are_added_on_request_and_say_so(ask: Ask) -> None:
    found = await informing(ask, LIVE, "theft", closedWithin=9)
    assert set(found) == {"housing", "refuge", "gone", "probation", "asc"}
    (closed,) = found["asc"]["involvements"]
    assert (closed["status"], closed["until"]) == ("CLOSED", "2026-02-20")
    assert "asc" not in await informing(ask, LIVE, "theft", closedWithin=8)
    (ended,) = (await informing(ask, LIVE, "theft", closedWithin=28))["csc"]["involvements"]
    assert (ended["status"], ended["until"]) == ("CLOSED", "2026-02-01")  # its record says open, and until when


async def test_a_childs_school_and_practice_are_involved_and_an_adults_practice_is_not(ask: Ask) -> None:
    found = await informing(ask, ROLL, "harm")
    assert {agency: one["state"] for agency, one in found.items()} == {"elm": "NOT_INFORMED", "P81001": "NOT_INFORMED"}
    (path,) = found["elm"]["via"]
    assert ROLL.named(path["people"]) == ["mum", "kid"]


@pytest.mark.parametrize(("days", "told"), [(0, ["OPEN"]), (30, ["CLOSED", "OPEN"])])
async def test_what_closed_lately_is_added_to_being_registered(ask: Ask, days: int, told: list[str]) -> None:
    """DOMAIN, 'Live involvement': a child's GP practice is live, and `closedWithin` adds."""
    found = await informing(ask, SPELL, "harm", closedWithin=days)
    assert sorted(one["status"] for one in found["surgery"]["involvements"]) == told


async def test_a_child_referred_to_the_practice_is_still_registered_there(ask: Ask) -> None:
    person = await ask(INVOLVED, person=SPELL.person("referral"), on=ON)
    assert sorted((one["agency"]["id"], one["status"]) for one in person["involvements"]) == [
        ("surgery", "OPEN"), ("surgery", "REFERRED")
    ]


async def test_the_worker_is_to_be_rung_or_else_the_named_officer(ask: Ask) -> None:
    found = await informing(ask, RING, "arrest")
    assert {agency: [one["name"] for one in said["contacts"]] for agency, said in found.items()} == {
        "csc": ["Now"], "asc": ["Lead"], "drugs": ["Key"], "mind": ["Named"], "housing": []
    }
    assert found["csc"]["contacts"][0]["phone"] == "0100 now"


async def test_a_worker_who_is_not_there_any_more_is_not_the_one_to_ring(ask: Ask) -> None:
    async def rung(**asked: str) -> dict[str, list[str]]:
        found = await informing(ask, GONE, "fight", **asked)
        return {agency: [one["name"] for one in said["contacts"]] for agency, said in found.items()}

    assert await rung() == {"refuge": ["Officer"], "probation": ["Officer"]}
    assert await rung(knownAt="2026-04-10T00:00:00Z") == {"refuge": ["Officer"], "probation": ["Dropped"]}
    matrix = await ask(WORKERS, person=GONE.person("mum"), on=ON)
    officers = [(one["contacts"], one["involvements"]) for one in matrix["agencies"]]
    assert officers == [([{"name": "Officer"}], [{"allocatedTo": []}])] * 2


async def test_what_a_receiver_lists_waits_for_the_owners_event(ask: Ask, reports: dict[str, LoadReport]) -> None:
    (informed,) = (table for table in reports["oak"].tables if table.table == "informed")
    assert (informed.read, informed.waiting) == (2, 2)
    assert await states(ask, EARLY, "plan") == {"csc": "REPORTED_IT", "oak": "INFORMED", "hv": "INFORMED"}


async def test_what_was_recorded_later_was_not_known_then(ask: Ask) -> None:
    async def csc(known_at: str) -> str:
        return (await states(ask, LATER, "found", knownAt=known_at))["csc"]

    assert [await csc("2026-02-20T00:00:00Z"), await csc("2026-02-25T00:00:00Z")] == ["NOT_INFORMED", "INFORMED"]


async def test_dates_in_doubt_count_within_their_window(ask: Ask) -> None:
    told = {"police": "REPORTED_IT", "csc": "INFORMED", "hv": "INFORMED"}
    assert await states(ask, DOUBT, "party", "2026-01-31") == {}
    assert await states(ask, DOUBT, "party", "2026-02-01") == told


async def test_the_day_of_telling_is_the_day_in_this_country(ask: Ask) -> None:
    assert (await states(ask, DOUBT, "night", "2025-06-30"))["csc"] == "NOT_INFORMED"
    assert (await states(ask, DOUBT, "night", "2025-07-01"))["csc"] == "INFORMED"


async def test_the_answer_names_agencies_whose_deliveries_do_not_cover_the_date(ask: Ask) -> None:
    answer = await ask(INFORMING, event=LIVE.event_id("theft"), on=ON)
    assert answer["event"]["localId"] == "live.theft"
    assert [one["agency"]["id"] for one in answer["coverage"] if not one["coversDate"]] == ["gone"]


async def test_an_unknown_event_has_no_answer(ask: Ask) -> None:
    assert await ask(INFORMING, event="event:none", on=ON) is None
