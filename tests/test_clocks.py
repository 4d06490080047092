"""Clocks of child protection: each as a case, with the days that England works."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from gallery.around import TIMELINES
from hypothesis import given
from hypothesis import strategies as st
from test_genogram import SVG

from queries.clocks import CLOCKS, Clock, Occurrence, Run, State, runs
from queries.context import Terms
from queries.pictures import text
from queries.pictures.clock_rows import told
from queries.pictures.timeline import timeline
from queries.working_days import is_past, working_day_after, working_days_after

TERMS = Terms()
DECISION, ASSESSMENT, CONFERENCE, CORE_GROUP, REVIEW, NEXT_REVIEW, PROCEEDINGS = CLOCKS


def events(*said: str) -> list[Occurrence]:
    """Events as `kind 2026-01-05`, or `kind 2026-01` where only the month is known."""
    found = []
    for number, each in enumerate(said):
        kind, on = each.split()
        first = date.fromisoformat(on if len(on) == 10 else f"{on}-01")
        found.append(Occurrence(f"e{number}", kind, first, first if len(on) == 10 else first + timedelta(days=27)))
    return found


def ran(clock: Clock, on: str, *said: str, known: str = "2026-12-31") -> list[Run]:
    return list(runs(clock, events(*said), date.fromisoformat(on), date.fromisoformat(known), TERMS))


def only(clock: Clock, on: str, *said: str, known: str = "2026-12-31") -> tuple[State, str]:
    (run,) = ran(clock, on, *said, known=known)
    return run.state, run.due.isoformat()


ENQUIRY = ("strategy_meeting 2025-12-05", "section47 2025-12-08")
PLAN = ("conference 2026-01-13", "plan_start 2026-01-13")


def test_a_conference_is_due_fifteen_working_days_after_the_strategy_discussion() -> None:
    """Friday 5 December; Christmas and Boxing Day do not count."""
    assert only(CONFERENCE, "2026-03-01", *ENQUIRY, "conference 2025-12-30") == ("met", "2025-12-30")
    assert only(CONFERENCE, "2026-03-01", *ENQUIRY, "conference 2025-12-31") == ("late", "2025-12-30")
    assert only(CONFERENCE, "2025-12-30", *ENQUIRY) == ("running", "2025-12-30")
    assert only(CONFERENCE, "2025-12-31", *ENQUIRY) == ("past", "2025-12-30")


def test_a_strategy_discussion_without_enquiries_needs_no_conference() -> None:
    assert ran(CONFERENCE, "2026-03-01", "strategy_meeting 2025-12-05") == []


def test_the_clock_is_that_of_the_discussion_at_which_enquiries_were_initiated() -> None:
    (run,) = ran(CONFERENCE, "2026-03-01", "strategy_meeting 2025-11-03", *ENQUIRY, "conference 2025-12-30")
    assert (run.start.id, run.state) == ("e1", "met")


def test_a_conference_after_later_enquiries_does_not_meet_the_earlier_clock() -> None:
    first, second = ran(CONFERENCE, "2026-06-01", "strategy_meeting 2025-09-01", "section47 2025-09-02", *ENQUIRY,
                        "conference 2025-12-30")
    assert (first.state, second.state) == ("past", "met")


def test_a_case_that_was_closed_in_time_needs_no_conference() -> None:
    assert ran(CONFERENCE, "2026-03-01", *ENQUIRY, "closure 2025-12-20") == []


def test_the_core_group_meets_ten_working_days_after_the_conference_that_made_the_plan() -> None:
    """Tuesday 13 January: ten working days end on Tuesday 27 January."""
    assert only(CORE_GROUP, "2026-03-01", *PLAN, "core_group 2026-01-27") == ("met", "2026-01-27")
    assert only(CORE_GROUP, "2026-03-01", *PLAN, "core_group 2026-01-28") == ("late", "2026-01-27")
    assert only(CORE_GROUP, "2026-03-01", *PLAN) == ("past", "2026-01-27")
    assert ran(CORE_GROUP, "2026-03-01", "conference 2026-01-13") == []


def test_the_first_review_is_held_within_three_months_of_the_conference() -> None:
    assert only(REVIEW, "2026-03-01", *PLAN) == ("running", "2026-04-13")
    assert only(REVIEW, "2026-05-01", *PLAN, "review 2026-04-13") == ("met", "2026-04-13")
    assert only(REVIEW, "2026-05-01", *PLAN, "conference 2026-04-14") == ("late", "2026-04-13")
    assert ran(REVIEW, "2026-05-01", *PLAN, "plan_end 2026-03-01") == []


def test_three_months_from_the_last_of_a_month_end_with_a_shorter_one() -> None:
    assert only(REVIEW, "2026-03-01", "conference 2025-11-30", "plan_start 2025-12-01") == ("past", "2026-02-28")


def test_after_the_last_delivery_it_is_not_known_whether_a_clock_is_met() -> None:
    """Unknown is not none: the records end before the day on which the core group was due."""
    assert only(CORE_GROUP, "2026-03-01", *PLAN, known="2026-01-26") == ("not_known", "2026-01-27")
    assert only(CORE_GROUP, "2026-03-01", *PLAN, known="2026-01-27") == ("past", "2026-01-27")


def test_what_is_known_less_well_is_not_held_against_anybody() -> None:
    """A month may mean its first day; and a discussion whose day is not known starts no clock."""
    assert only(CORE_GROUP, "2026-03-01", *PLAN, "core_group 2026-01")[0] == "met"
    assert ran(CONFERENCE, "2026-03-01", "strategy_meeting 2025-12", "section47 2025-12-08") == []


def test_what_was_before_the_guidance_is_not_measured_by_it() -> None:
    assert ran(CORE_GROUP, "2026-03-01", "conference 2023-12-14", "plan_start 2023-12-14") == []


def test_a_partnership_may_agree_less_time() -> None:
    local = Terms(local=(("CORE_GROUP.working_days", 5),))
    (run,) = runs(CORE_GROUP, events(*PLAN), date(2026, 3, 1), date(2026, 12, 31), local)
    assert (run.due, CORE_GROUP.allows(local)) == (date(2026, 1, 20), "5 working days")


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.rule.id)
def test_each_clock_has_its_authority(clock: Clock) -> None:
    law = "Children Act 1989 s.32" if clock is PROCEEDINGS else "Working Together to Safeguard Children"
    assert law in clock.rule.cited(date(2026, 1, 1)) and clock.rule.valid_from
    assert clock.length.name.startswith(clock.rule.id) and clock.length.reason


def test_a_clock_names_the_edition_of_the_day_on_which_it_started() -> None:
    """The 2026 edition replaced that of 2023 on 18 March 2026."""
    editions = [CORE_GROUP.rule.cited(date(2026, 3, day)).partition(",")[0] for day in (17, 18)]
    assert editions == [f"Working Together to Safeguard Children {year}" for year in (2023, 2026)]


def test_a_referral_is_decided_within_one_working_day() -> None:
    """Friday 9 January: what follows on Monday shows that it was decided; what follows later does not say when."""
    assert only(DECISION, "2026-02-01", "referral 2026-01-09", "assessment 2026-01-12") == ("met", "2026-01-12")
    assert only(DECISION, "2026-02-01", "referral 2026-01-09", "closure 2026-01-09") == ("met", "2026-01-12")
    assert only(DECISION, "2026-01-11", "referral 2026-01-09") == ("running", "2026-01-12")
    assert only(DECISION, "2026-02-01", "referral 2026-01-09", "assessment 2026-01-20")[0] == "not_recorded"
    assert only(DECISION, "2026-02-01", "referral 2026-01-09", known="2026-01-10")[0] == "not_known"


def test_an_assessment_ends_within_forty_five_working_days_of_the_referral() -> None:
    """Monday 5 January: forty-five working days end on Monday 9 March."""
    said = ("referral 2026-01-05", "assessment 2026-01-07")
    assert only(ASSESSMENT, "2026-04-01", *said, "assessed 2026-03-09") == ("met", "2026-03-09")
    assert only(ASSESSMENT, "2026-04-01", *said, "assessed 2026-03-10") == ("late", "2026-03-09")
    assert only(ASSESSMENT, "2026-03-09", *said) == ("running", "2026-03-09")


def test_an_assessment_whose_end_nobody_recorded_is_not_called_late() -> None:
    assert only(ASSESSMENT, "2026-06-01", "referral 2026-01-05", "assessment 2026-01-07")[0] == "not_recorded"
    assert ran(ASSESSMENT, "2026-06-01", "referral 2026-01-05") == []
    assert ran(ASSESSMENT, "2026-06-01", "referral 2026-01-05", "assessment 2026-01-07", "closure 2026-01-20") == []


def test_what_ends_after_the_date_has_not_ended_on_it() -> None:
    said = ("referral 2026-01-05", "assessment 2026-01-07", "assessed 2026-03-02")
    assert only(ASSESSMENT, "2026-02-01", *said)[0] == "running"


def test_further_reviews_follow_within_six_months_while_the_plan_lasts() -> None:
    said = (*PLAN, "review 2026-04-10")
    assert only(NEXT_REVIEW, "2026-09-01", *said) == ("running", "2026-10-10")
    assert only(NEXT_REVIEW, "2026-12-01", *said)[0] == "past"
    first, second = ran(NEXT_REVIEW, "2026-12-01", *said, "conference 2026-10-12")
    assert (first.state, second.state, second.due) == ("late", "running", date(2027, 4, 12))
    assert ran(NEXT_REVIEW, "2026-12-01", *said, "plan_end 2026-06-01") == []


def test_a_review_without_a_plan_starts_no_clock() -> None:
    """A review of a placement, or the conference that makes the plan."""
    assert ran(NEXT_REVIEW, "2026-12-01", "review 2026-04-10") == []
    assert ran(NEXT_REVIEW, "2026-03-01", *PLAN) == []
    assert ran(NEXT_REVIEW, "2026-12-01", *PLAN, "plan_end 2026-02-10", "review 2026-04-10") == []


def test_care_proceedings_take_twenty_six_weeks_beginning_with_the_day_of_issue() -> None:
    """Children Act 1989 s.32(1)(a)(ii): the day on which the application was issued counts."""
    issued = "proceedings_issued 2026-01-05"
    assert only(PROCEEDINGS, "2026-08-01", issued, "proceedings_ended 2026-07-05") == ("met", "2026-07-05")
    assert only(PROCEEDINGS, "2026-08-01", issued, "proceedings_ended 2026-07-06") == ("late", "2026-07-05")
    assert only(PROCEEDINGS, "2026-08-01", issued)[0] == "not_recorded"
    assert PROCEEDINGS.allows(TERMS) == "26 weeks"


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_the_day_due_is_the_last_that_is_not_past(day: date, working_days: int) -> None:
    due = working_day_after(day, working_days)
    assert working_days_after(day, due, 99) == working_days
    assert not is_past(day, due, working_days) and working_days_after(day, due - timedelta(days=1), 99) < working_days


kinds = st.sampled_from(["strategy_meeting", "section47", "conference", "plan_start", "core_group", "review",
                         "closure", "plan_end", "home_visit", "referral", "assessment", "assessed",
                         "proceedings_issued", "proceedings_ended"])
days = st.dates(date(2024, 1, 1), date(2025, 1, 1))
happened = st.lists(st.tuples(kinds, days), max_size=14).map(
    lambda said: [Occurrence(f"e{n}", kind, day, day) for n, (kind, day) in enumerate(said)])


@given(happened, days, days, st.sampled_from(CLOCKS))
def test_how_a_clock_stands_follows_from_its_days(found: list[Occurrence], on: date, known: date, clock: Clock) -> None:
    for run in runs(clock, found, on, known, TERMS):
        assert run.start.kind in clock.starts and run.due == clock.due(run.start.first, TERMS) > run.start.first
        assert (run.met is not None) == (run.state in ("met", "late"))
        if run.met is not None:
            assert run.met.kind in clock.met_by and run.start.first <= run.met.first
            assert (run.met.first <= run.due) == (run.state == "met")
        elif run.state == "running":
            assert on <= run.due
        else:
            assert run.due < on and (run.state == "not_known") == (known < run.due)
            assert run.state != "past" or clock.tells_missed


def test_clocks_are_drawn_and_told() -> None:
    line = TIMELINES["clocks of a plan"]
    picture, numbers = timeline(line), {event.id: row + 1 for row, event in enumerate(line.events)}
    said = [told(clock, line.on, numbers) for clock in line.clocks]
    assert said[0].endswith("of 1 on 2025-12-01: due 2025-12-02, when it was met is not recorded")
    assert said[1] == ("Initial conference for Kit Hale, within 15 working days of 2 on 2025-12-05: due 2025-12-30, "
                       "met by 4 on 2026-01-13 (late)")
    groups = {g.findtext(f"{SVG}title"): g for g in ElementTree.fromstring(picture.svg).iter(f"{SVG}g")}
    for clock, each in zip(line.clocks, said, strict=True):
        assert f"{each}." in picture.alternative.splitlines()
        group = groups[f"{each} ({clock.authority})"]
        written = " ".join(part.text or "" for part in group.iter(f"{SVG}text"))
        assert each.split(": ")[1] in written and f"within {clock.allows} of {numbers[clock.start]}" in written


def test_what_a_clock_says_stays_on_the_page() -> None:
    picture = timeline(TIMELINES["clocks of a plan"])
    for written in ElementTree.fromstring(picture.svg).iter(f"{SVG}text"):
        wide = text.width(written.text or "", float(written.attrib["font-size"]))
        assert float(written.attrib["x"]) + wide <= picture.width - 12
