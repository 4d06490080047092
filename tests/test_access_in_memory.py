"""Raw rows in, what a viewer may see out: decisions, challenges, households, break-glass access, subject access."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from records_in_memory import NOW, raw_record, sees

from queries.access.filter import visible
from queries.access.grants import GrantNotInForce, in_force, notices_after, opened_by, visible_grant
from queries.access.permissions import MayNotSee, Permissions
from queries.access.subject import held_about, lookups
from queries.context import Context, Viewer
from queries.facts.rows import (
    About,
    Challenge,
    DecisionRow,
    GrantRow,
    HeldRow,
    HouseholdRecord,
    HouseholdRecordRow,
    NoticeRow,
    OpenableRow,
    OrganisationRow,
    ShieldRow,
)

ANA = raw_record("record:1", "csc", "person:1", "nhs_number:1")
CSC, POLICE = sees(), sees("police")
WORKER, OFFICER = Viewer.signed_in("kay", "case_worker", "csc"), Viewer.signed_in("pat", "privacy_officer", "csc")


def decided(agency: str, *, receiver_by: str = "", event_by: str = "") -> DecisionRow:
    """A decision of an agency on sharing something about Ana with the ward, about an event."""
    return DecisionRow(
        "person:1", "record:1", f"sharing:{agency}", agency, "health", "shared", "why", "2026-02-01", "2026-02-01",
        None, None, None, [["ward", receiver_by or agency]], [["event:1", event_by or agency]], None,
    )


def challenge(agency: str) -> Challenge:
    return Challenge(f"challenge:{agency}", "record:1", agency, "not her", None, "2026-02-01T00:00:00Z", None)


def household(agency: str, *, kept: str = "no", shields: tuple[str, ...] = (), opened: tuple[str, ...] = ()) -> Any:
    home = HouseholdRecord(f"household:{agency}", agency, "1", None, None, None, None, None)
    beside = [ShieldRow(f"household:other-{n}", f"other-{n}", shield, None) for n, shield in enumerate(shields)]
    return HouseholdRecordRow(home, ShieldRow(home.id, agency, kept, None), list(opened), beside)


def seen(allowed: Permissions | None, **columns: Any) -> Any:
    return visible({"records": [ANA], **columns}, allowed)


def test_a_decision_on_sharing_shows_to_who_sees_the_rows_of_the_agency_that_decided() -> None:
    both = [decided("csc"), decided("police")]
    assert [one.agency for one in seen(CSC, decisions=both).decisions] == ["csc"]
    assert [one.agency for one in seen(POLICE, decisions=both).decisions] == ["csc", "police"]


def test_a_decision_leaves_out_a_receiver_and_an_event_that_a_hidden_row_names() -> None:
    (one,) = seen(CSC, decisions=[decided("csc", receiver_by="police", event_by="police")]).decisions
    assert one.receiver is None and one.event is None
    (one,) = seen(POLICE, decisions=[decided("csc", receiver_by="police")]).decisions
    assert one.receiver == "ward" and one.event == "event:1"


def test_that_a_row_is_challenged_shows_to_all_and_by_whom_to_who_sees_the_agency() -> None:
    found = seen(CSC, challenges=[challenge("police")])
    assert found.challenged == {"record:1"} and found.challenges == []
    assert seen(POLICE, challenges=[challenge("police")]).challenges == [challenge("police")]


def test_a_shield_on_any_household_of_the_address_hides_them_all() -> None:
    rows = [household("csc", shields=("no", "yes"))]
    assert seen(CSC, households=rows).households == {}
    assert list(seen(replace(CSC, discloses=True), households=rows).households) == ["household:csc"]
    assert seen(CSC, households=[household("csc", kept="unknown")]).households == {}
    assert list(seen(None, households=rows).households) == ["household:csc"]


def test_break_glass_access_opens_the_household_of_a_record_that_it_opened() -> None:
    opened = replace(CSC, opened=("record:9",), identified=("record:9",))
    rows = [household("police", opened=("record:9",)), household("ward")]
    assert list(seen(opened, households=rows).households) == ["household:police"]
    assert seen(CSC, households=rows).households == {}


def test_a_hidden_record_names_the_visible_persons_of_whom_it_is_but_finds_nobody() -> None:
    hidden = raw_record("record:2", "police", "person:1", "nhs_number:1")
    found = visible({"records": [ANA, hidden], "about": [About("record:2", "police", "person:1")]}, CSC)
    assert found.named == {"record:2": ["person:1"]} and found.about == {}


# --- break-glass access


def openable(
    record: str, *marks: list[str], number: str = "1", person: str = "person:1", met: tuple[str, ...] = ()
) -> OpenableRow:
    row = raw_record(record, f"agency-of-{record}", person, f"nhs_number:{number}")
    return OpenableRow(row, True, list(marks), list(met))


@pytest.mark.parametrize(
    ("marks", "opens"),
    [([["ordinary"]], True), ([["sensitive"]], True), ([["sealed"]], False), ([], False),
     ([["sealed"], ["ordinary"]], True), ([["ordinary", "sealed"]], False), ([["ordinary", "closed"]], False)],
)
def test_a_record_is_opened_by_a_row_that_is_not_sealed(marks: list[list[str]], opens: bool) -> None:
    assert opened_by(["a"], [openable("a", *marks)], CSC, 10).records == (("a",) if opens else ())


def test_who_is_met_by_ties_is_of_opened_records_alone_and_bounded_for_each_person() -> None:
    rows = [openable("a", ["ordinary"], met=("z", "y", "x")), openable("b", ["sealed"], met=("w",)),
            openable("c", ["ordinary"], person="person:2", met=("v", "x"))]
    opened = opened_by(["a", "c"], rows, CSC, 2)
    assert opened.met == ("x", "y", "v") and opened.agencies == ("agency-of-a", "agency-of-c")


def test_a_record_that_only_a_hidden_one_joins_with_the_person_named_stays_shut() -> None:
    """The store holds all of them together by a record of an agency that has no notice."""
    rows = [openable("a", ["ordinary"]), openable("b", ["ordinary"]), openable("c", ["ordinary"], number="2")]
    assert opened_by(["a"], rows, CSC, 10).records == ("a", "b")


def grant(**more: Any) -> GrantRow:
    given: dict[str, Any] = {
        "reference": "glass:1", "agency": "csc", "professional": "kay", "role": "case_worker", "purpose": "direct_care",
        "basis": None, "reason": "a threat", "people": ["person:1"], "broken_at": "2026-06-30T11:30:00.123456789Z",
        "until": "2026-06-30T12:30:00Z", "closed_at": None, "agencies": ["police", "csc"], **more,
    }
    return GrantRow(**given)


def context(viewer: Viewer = WORKER, minutes: int = 0) -> Context:
    at = NOW + timedelta(minutes=minutes)
    return Context(date(2026, 3, 1), at, True, viewer, "direct_care", asked_at=at)


def test_a_grant_is_in_force_for_who_took_it_until_it_expires() -> None:
    given = in_force([grant()], context(minutes=29))
    assert (given.reference, given.people, given.agencies) == ("glass:1", ("person:1",), ("csc", "police"))


@pytest.mark.parametrize(
    ("row", "minutes"),
    [(grant(), 30), (grant(closed_at="2026-06-30T11:45:00Z"), 0), (grant(professional="lee"), 0),
     (grant(agency="x"), 0)],
)
def test_no_other_grant_is_in_force_whatever_it_is(row: GrantRow, minutes: int) -> None:
    with pytest.raises(GrantNotInForce):
        in_force([row], context(minutes=minutes))


def test_the_reason_of_a_grant_is_for_who_answers_for_the_use_of_records() -> None:
    own, officers = visible_grant(grant(), WORKER), visible_grant(grant(), OFFICER)
    assert own is not None and own.reason is None and own.agencies == ()
    assert officers is not None and officers.reason == "a threat" and officers.agencies == ("csc", "police")
    assert visible_grant(grant(professional="lee"), WORKER) is None
    assert visible_grant(grant(agency="police"), OFFICER) is None
    assert visible_grant(grant(agency="police"), Viewer()) is not None


async def test_notices_are_for_who_answers_for_that_agency() -> None:
    asked: list[dict[str, Any]] = []

    async def read(name: str, **given: Any) -> dict[str, Any]:
        asked.append(given)
        return {"notices": [NoticeRow("2026-06-30T11:30:00Z", "glass:1", "police")]}

    (one,) = await notices_after(read, OFFICER, "csc", "", 5)
    await notices_after(read, OFFICER, "csc", one.key, 5)
    assert asked[1]["after_at"] == one.at and asked[1]["after_id"] == "glass:1"
    for viewer, agency in ((WORKER, "csc"), (OFFICER, "police")):
        with pytest.raises(MayNotSee):
            await notices_after(read, viewer, agency, "", 5)


# --- what an agency tells a person of its own use of their records


def test_the_ids_by_which_somebody_was_asked_about_are_of_the_agencys_own_rows() -> None:
    rows = [
        HeldRow("record:b", "csc", ["involvement:1"], [("event:1", "2026-01-01"), ("event:2", "2026-02-01")]),
        HeldRow("record:a", "police", ["involvement:2"], [("event:3", None)]),
    ]
    ours = lookups(rows, "person:b", "csc", 100)
    assert ours is not None
    assert ours.ids == ("person:b", "record:b", "involvement:1", "event:2", "event:1")
    assert ours.others == ("person:a", "person:b")
    everybodys = lookups(rows, "person:a", None, 100)
    assert everybodys is not None and {"record:a", "record:b", "event:3", "involvement:2"} <= {*everybodys.ids}
    assert lookups(rows, "person:b", "ward", 100) is None
    assert len((lookups(rows, "person:b", None, 3) or ours).ids) == 3


def held(agency: str, kind: str = "Involvement", **more: Any) -> dict[str, Any]:
    said = {"recorded_at": "2026-01-01T00:00:00Z", "agency": agency}
    whole: dict[str, Any] = {"kind": kind, "id": f"{kind}:{agency}", "agency": agency, "said": said, "before": [],
             "from": None, "shields": [], "challenges": [], "settlements": []}
    return {**whole, **more}


def told(allowed: Permissions | None, own: str | None, *rows: dict[str, Any], **columns: Any) -> Any:
    given = {"own_records": ["record:1"], "held_rows": list(rows), "findings": [{"flag": "flag:1"}],
             "flag_decisions": [], "broken": [], **columns}
    return held_about(given, "person:1", own, allowed, {"csc": OrganisationRow("csc", "Council", "mash", True)})


def test_an_agency_tells_its_own_rows_by_name_and_no_finding_that_rests_on_everybodys() -> None:
    answer = told(CSC, "csc", held("police"), held("csc", "Event"), held("csc", "Consent"))
    assert [(row["kind"], row["agency_name"], row["agency_kind"]) for row in answer.rows] == [
        ("Consent", "Council", "mash"), ("Event", "Council", "mash")
    ]
    assert answer.findings == () and told(None, None, held("police")).findings != ()
    assert told(None, None, held("police")).rows[0]["agency_name"] is None


def test_an_agency_does_not_tell_a_household_that_is_shielded() -> None:
    stays = [held("csc", "LIVES_IN", shields=["no", "yes"]), held("csc", "Household", shields=["no", None])]
    assert [row["kind"] for row in told(CSC, "csc", *stays).rows] == ["Household"]
    assert len(told(replace(CSC, discloses=True), "csc", *stays).rows) == len(told(None, None, *stays).rows) == 2


def test_of_others_challenges_an_agency_tells_no_more_than_that_they_are_there() -> None:
    theirs = {"assertion": "Involvement:csc", "closed_by": None, "agency": "police", "reason": "private"}
    (row,) = told(CSC, "csc", held("csc", challenges=[theirs, {**theirs, "agency": "csc"}])).rows
    assert row["challenges"][0] == {"assertion": "Involvement:csc", "closed_by": None}
    assert row["challenges"][1]["reason"] == "private"


def test_grants_and_decisions_of_other_agencies_are_not_told() -> None:
    both = [{"agency": "csc", "id": 1}, {"agency": "police", "id": 2}]
    answer = told(CSC, "csc", broken=both, flag_decisions=both)
    assert [one["id"] for one in answer.glass] == [one["id"] for one in answer.decisions] == [1]
    assert answer.glass[0]["agency_kind"] == "mash"
    assert told(CSC, "csc", own_records=[]) is None
