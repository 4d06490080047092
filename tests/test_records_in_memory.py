"""What agencies record of a person, told in order; and the advice on sharing that recorded consents lead to."""

from __future__ import annotations

import pytest
from records_in_memory import RecordsCase, case_of, consent, record, worker

from queries.access.visible import Assertion, Challenge, Consent, Enquiry, HouseholdRecord, SharingDecision, Stay
from queries.case import Naming
from queries.definitions import directory, entered, records
from queries.definitions.ties import Held
from queries.facts.rows import ProfessionalRow
from queries.questions.organisation import organisation
from queries.sharing.question import Asked, by_agency, may_see, may_share, stated_by

ANA = record("record:1", "csc", "ana")


def state(*consents: Consent, receiver: str | None = "police") -> str:
    """What the consents recorded of Ana make together, for a receiver."""
    case = case_of([ANA])
    case.consents_of["ana"] += consents
    return stated_by(by_agency(case, "ana", receiver))


def test_records_are_told_by_agency_and_none_of_which_only_the_person_is_known() -> None:
    one, two = record("record:2", "police", "ana"), record("record:3", "csc", "ana")
    case = case_of([one, two, record("record:4", "ward", "ana", whole=False)])
    assert records.records(case, "ana") == [two, one]


def test_rows_without_a_day_are_told_last() -> None:
    case = case_of([ANA])
    case.enquiries_of["ana"] += [
        Enquiry(id, "ana", "csc", "children", "yes", on, on, None)
        for id, on in (("e1", None), ("e2", "2026-02-01"), ("e3", "2026-01-01"), ("e2", "2026-02-01"))
    ]
    assert [one.id for one in records.enquiries(case, "ana")] == ["e3", "e2", "e1"]


def test_decisions_on_sharing_come_oldest_first() -> None:
    case = case_of([ANA])
    case.decisions_of["ana"] += [
        SharingDecision(id, "ana", "csc", "health", "shared", "why", on, on, None, None, None, "police", None, None)
        for id, on in (("sharing:b", "2026-02-01"), ("sharing:a", "2026-02-01"), ("sharing:c", "2026-01-01"))
    ]
    assert [one.id for one in records.sharing_decisions(case, "ana")] == ["sharing:c", "sharing:a", "sharing:b"]


def test_a_stay_names_the_households_that_may_be_seen() -> None:
    said = [Assertion("csc", f"r{n}", "", "", "", "0001-01-01", "0001-01-01", "9999-12-31", "9999-12-31", f"h{n}")
            for n in (2, 1)]
    held = Held((Stay("ana", "flat", said),), (said,), "ana", "flat")
    case = case_of([ANA])
    case.households["h1"] = home = HouseholdRecord("h1", "csc", "1", None, "1 Elm Row", None, "home", "no")
    assert records.household_ids(held) == ["h1", "h2"] and records.households(case, held) == [home]


def test_a_row_shows_that_it_is_challenged_and_by_which_challenges_that_may_be_seen() -> None:
    case = case_of([ANA])
    challenge = Challenge("challenge:1", "record:1", "csc", "not her", None, "2026-02-01T00:00:00Z", "entry:1")
    case.challenged.update({"record:1", "record:2"})
    case.challenges_of["record:1"].append(challenge)
    assert entered.is_challenged(case, "record:9", "record:2") and not entered.is_challenged(case, "record:9")
    assert entered.challenges(case, "record:1") == [challenge] and entered.challenges(case, "record:2") == []


def test_an_entered_row_names_its_entry_and_the_version_of_its_line() -> None:
    case = case_of([ANA])
    case.versions["entry:1"] = 3
    assert (entered.entry_of("entry:1"), entered.version(case, "entry:1")) == ("entry:1", 3)
    assert (entered.entry_of("extract:1"), entered.version(case, "extract:1")) == (None, 0)
    assert (entered.entry_of(None), entered.version(case, None)) == (None, 0)


def test_a_worker_works_in_a_service_and_under_a_manager() -> None:
    case = case_of([ANA], agencies={"csc": "children_social_care"})
    for id, managers in (("kay", ["mo"]), ("mo", [])):
        case.professionals[id] = ProfessionalRow(worker(id, "csc"), ["csc-service"], managers)
    service = directory.works_in(case, "kay")
    assert service is not None and service.agency == "csc" and directory.works_in(case, "new") is None
    above = directory.manager(case, "kay")
    assert above is not None and above.id == "mo" and directory.manager(case, "mo") is None


def test_a_service_is_of_its_own_kind_or_its_agencys_and_is_called_by_its_name_or_id() -> None:
    case = case_of([ANA], agencies={"csc": "children_social_care"}, named={"gym": "Gym"})
    service, gym = case.service("csc-service"), case.organisation("gym")
    assert service is not None and gym is not None
    assert directory.kind_of_service(case, service) == "children_social_care"
    assert directory.kind_of_agency(gym) == "other" and directory.name(gym) == "Gym"
    assert directory.name(service) == "csc-service"


# --- consent to share (seed rows 25 to 28)


def test_nothing_recorded_is_not_a_refusal() -> None:
    assert state() == "not_recorded" and state(consent("csc", "unknown")) == "not_recorded"


def test_a_refusal_to_any_agency_outweighs_consent_given_to_another() -> None:
    assert state(consent("csc", "yes"), consent("ward", "no")) == "refused"


@pytest.mark.parametrize(
    ("earlier", "later", "counts"),
    [("no", "yes", "given"), ("yes", "no", "refused"), ("no", None, "refused"), ("yes", None, "not_recorded"),
     ("no", "unknown", "refused"), ("yes", "unknown", "not_recorded")],
)
def test_of_one_agency_the_latest_counts_but_a_refusal_holds_on_where_no_answer_is_recorded(
    earlier: str, later: str | None, counts: str
) -> None:
    assert state(consent("csc", earlier, since="2025-01-01"), consent("csc", later, since="2026-01-01")) == counts


def test_consent_counts_for_the_receivers_that_it_is_limited_to() -> None:
    assert state(consent("csc", "yes", to=["ward"])) == "not_recorded"
    assert state(consent("csc", "yes", to=["ward", "police"])) == "given"
    assert state(consent("csc", "yes", to=["ward"]), receiver=None) == "not_recorded"


def test_consent_counts_on_the_date_and_to_share_alone() -> None:
    assert state(consent("csc", "yes", until="2026-02-01")) == "not_recorded"
    assert state(consent("csc", "yes", since="2026-04-01")) == "not_recorded"
    assert state(consent("csc", "yes", scope="refer")) == "not_recorded"


async def test_advice_is_for_a_receiver_who_is_known_or_a_kind() -> None:
    case = case_of([ANA], agencies={"csc": "children_social_care", "police": "police"}, named={"club": "Club"})
    asked = Asked("ana", "concern", "safeguarding_enquiry", frozenset({"child_welfare"}))
    told = await may_share(case, asked, "police", None)
    assert told is not None and (told.receiver, told.person, told.consent) == ("police", "ana", "not_recorded")
    assert (await may_share(case, asked, None, "police")) is not None
    assert await may_share(case, asked, "club", None) is None  # of no kind that a rule knows
    assert await may_share(case, asked, "nobody", None) is None
    assert await may_share(case, Asked("eve", "concern", "safeguarding_enquiry", frozenset()), "police", None) is None


async def test_consent_as_stated_stands_over_what_is_recorded_and_the_rows_are_told() -> None:
    case = case_of([ANA], agencies={"police": "police"})
    case.consents_of["ana"].append(refused := consent("csc", "no"))
    asked = Asked("ana", "health", "direct_care", frozenset(), consent="given")
    told = await may_see(case, asked, "police", "police")
    assert told is not None and told.consent == "given" and told.consents == (refused,)


# --- organisations: one that does not deliver is known from rows alone


def naming_case(*batches: Naming) -> RecordsCase:
    """A case in which batches of rows name the gym, visible or not."""
    case = case_of([ANA], agencies={"csc": "children_social_care"}, named={"gym": "Gym"})
    case.batches = list(batches)
    return case


async def test_an_organisation_that_delivers_is_known_to_all() -> None:
    assert await organisation(naming_case(), "csc") is not None
    assert await organisation(naming_case(), "nowhere") is None


async def test_an_organisation_that_only_hidden_rows_name_is_not_known() -> None:
    hidden, end = Naming(["event:1"], [], False, ("event:1", "")), Naming([], [], False, ("event:1", ""))
    assert await organisation(naming_case(hidden, end), "gym") is None
    decided = Naming([], [], True, ("event:1", ""))
    assert await organisation(naming_case(hidden, decided), "gym") is not None
