"""How long records are kept, and which are past it: by an authority that is certain, or they are kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from deliver import Agency, empty, load, opened
from serving import thinkfamily

from graph.codes import AGENCY_KIND
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.access.permissions import MayNotSee
from queries.context import Context, Viewer
from queries.facts.store import FactStore
from queries.retention import due as past
from queries.retention.due import Due, Tally, due
from queries.retention.schedule import FILE, BadSchedule, Kept, of_home, read, shipped, unknown_kinds

ON = date(2026, 12, 1)


def kept(kind: str, born: str | None, last: str | None = "1995-06-01", **more: Any) -> Kept:
    """An agency's record of somebody."""
    days = (born, last, more.pop("died", None))
    born_on, last_on, died_on = (date.fromisoformat(day) if day else None for day in days)
    said: dict[str, Any] = {"live": False, "looked_after": False, "rows": {"people": 1}, **more}
    return Kept("record:1", f"the-{kind}", kind, born_on, died_on, last_on, **said)


def judged(one: Kept, on: date = ON) -> tuple[str | None, str]:
    """The period of a record, and how it stands."""
    period, state = shipped().judged(one, on)
    return (period.id if period else None, state)


class TestTheShippedSchedule:
    """England's periods, and what is kept for want of one."""

    def test_a_looked_after_childs_record_is_kept_until_75_years_from_birth(self) -> None:
        child = kept("children_social_care", "1951-12-01", "1965-01-01", looked_after=True)
        assert judged(child, date(2026, 11, 30)) == ("looked_after", "within")
        assert judged(child, date(2026, 12, 1)) == ("looked_after", "past")

    def test_of_a_looked_after_child_who_died_it_is_kept_for_fifteen_years(self) -> None:
        child = kept("children_social_care", "1995-01-01", "2011-11-01", looked_after=True, died="2011-11-30")
        assert judged(child) == ("looked_after_died", "past")

    def test_a_child_protection_file_has_no_certain_period_and_is_kept(self) -> None:
        assert judged(kept("children_social_care", "1940-01-01", "1950-01-01")) == (None, "kept")
        assert "Northumberland" in shipped().default

    @pytest.mark.parametrize(("kind", "born", "last", "period", "state"), [
        ("hospital", "2001-12-01", "2010-01-01", "health_child", "past"),
        ("hospital", "2001-12-02", "2010-01-01", "health_child", "within"),
        ("hospital", "2001-06-01", "2019-01-01", "health_child_17", "within"),
        ("hospital", "1970-01-01", "2018-12-01", "hospital_adult", "past"),
        ("mental_health", "1970-01-01", "2006-12-02", "mental_health", "within"),
        ("midwifery", "1970-01-01", "2001-12-01", "maternity", "past"),
        ("school", "2001-12-01", "2017-07-01", "pupil", "past"),
        ("school", "1970-01-01", "2017-07-01", None, "kept"),
        ("police", "1900-01-01", "1950-01-01", None, "kept"),
    ])  # fmt: skip
    def test_each_kind_is_kept_as_long_as_its_authority_says(
        self, kind: str, born: str, last: str, period: str | None, state: str
    ) -> None:
        assert judged(kept(kind, born, last)) == (period, state)

    def test_a_gps_record_is_kept_for_ten_years_after_death_and_of_the_living_always(self) -> None:
        assert judged(kept("gp", "1930-01-01", died="2016-12-01")) == ("gp_deceased", "past")
        assert judged(kept("gp", "1900-01-01")) == (None, "kept")

    def test_what_is_live_or_cannot_be_counted_is_never_past(self) -> None:
        child = kept("children_social_care", None, looked_after=True)
        assert judged(child) == ("looked_after", "undated")
        assert judged(kept("school", "1990-01-01", live=True)) == ("pupil", "live")

    def test_somebody_born_on_a_29_february_is_counted_to_1_march(self) -> None:
        child = kept("school", "2000-02-29", "2010-01-01")
        assert [judged(child, date(2025, *day))[1] for day in ((2, 28), (3, 1))] == ["within", "past"]

    def test_every_period_has_an_authority_a_reason_and_says_what_was_not_confirmed(self) -> None:
        periods = shipped().periods
        assert all(period.authority and period.reason and period.not_confirmed for period in periods)
        assert len({period.id for period in periods}) == len(periods)
        assert unknown_kinds(shipped(), []) == [] and unknown_kinds(read(OWN, "own"), []) == ["csc"]
        assert all(period.kinds <= set(AGENCY_KIND) for period in periods)


OWN = """
version = "borough-1"
default = "our schedule"
[[periods]]
id = "ours"
kinds = ["csc"]
of = []
from = "last_contact"
years = 35
authority = "Director's decision 12"
reason = "closed files"
"""


class TestAnAuthoritysOwn:
    """Its file stands in place of the shipped one."""

    def test_it_stands_in_place_of_the_shipped_one(self, tmp_path: Path) -> None:
        (tmp_path / FILE).write_text(OWN, encoding="utf-8")
        (tmp_path / FILE).chmod(0o600)
        assert [period.id for period in of_home(tmp_path).periods] == ["ours"]

    @pytest.mark.parametrize(("wrong", "told"), [
        (OWN.replace("last_contact", "closure"), "Invalid enum value 'closure'"),
        (OWN.replace("of = []", 'of = ["grown_up"]'), "period ours: of has grown_up; give of looked_after"),
        (OWN.replace('kinds = ["csc"]', "kinds = []"), "kinds is empty"), (OWN.replace("years = 35", ""), "years"),
    ])  # fmt: skip
    def test_what_is_not_understood_is_refused_with_the_place(self, wrong: str, told: str) -> None:
        with pytest.raises(BadSchedule, match=told):
            read(wrong, "retention.toml")


csc, school = Agency("csc", "children_social_care"), Agency("oak", "school")


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Old files: a boy who was looked after, one who was not, a pupil long gone, and one with whom somebody works."""
    empty(store)
    csc.people(ben="1940-05-01", tom="1940-05-01", ann="1940-05-01")
    csc.event("placed", "placement", "1950-01-01", "ben")
    csc.event("closed", "closure", "1956-01-01", "ben")
    csc.event("seen", "home_visit", "1950-01-01", "tom")
    csc.event("fostered", "placement", "1950-01-01", "ann")
    csc.involved("ann", since="2026-01-01")
    csc.tie("ben", "sibling", "tom")
    school.people(kay="1990-01-01", lee="2015-01-01")
    school.row("enquiries", person_id="kay", question="seen_alone", answer="yes", on="2004-01-01")
    school.event("noted", "concern", "2026-01-01", "lee")
    load(store, store_home, csc.delivered(), school.delivered())


@pytest.mark.slow
@pytest.mark.usefixtures("families")
class TestInTheStore:
    """What is past its period, of what is loaded."""

    async def test_what_is_past_is_listed_with_its_period_and_all_else_is_counted(
        self, store: StoreAddress, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(past, "PAGE", 2)
        tally = Tally()
        async with opened(store) as driver:
            found = [one async for one in due(FactStore(driver), shipped(), Context.as_of(ON), tally)]
        assert {(one.one.record, one.period.id, one.since.isoformat()) for one in found} == {
            (global_id("SourceRecord", "csc", "ben"), "looked_after", "2015-05-01"),
            (global_id("SourceRecord", "oak", "kay"), "pupil", "2015-01-01"),
        }
        assert dict(tally.records) == {
            ("csc", "children_social_care", "looked_after", "past"): 1,
            ("csc", "children_social_care", "looked_after", "live"): 1,
            ("csc", "children_social_care", None, "kept"): 1,
            ("oak", "school", "pupil", "past"): 1, ("oak", "school", "pupil", "within"): 1,
        }
        (ben,) = (one for one in found if one.period.id == "looked_after")
        assert {name: count for name, count in ben.one.rows.items() if count} == {
            "people": 1, "events": 2, "relationships": 1
        }

    async def test_nobody_who_has_signed_in_applies_it(self, store: StoreAddress) -> None:
        async with opened(store) as driver:
            viewer = Viewer.signed_in("officer", "privacy_officer", "csc")
            context = Context(ON, Context.as_of(ON).known_at, True, viewer, "audit", None)
            found: list[Due] = []
            with pytest.raises(MayNotSee):
                found += [one async for one in due(FactStore(driver), shipped(), context, Tally())]

    def test_the_command_lists_ids_as_json_and_counts_last(self, store: StoreAddress, tmp_path: Path) -> None:
        address = {"THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_USER": store.user}
        done = thinkfamily(tmp_path, "retention", "--on", "2026-12-01", "--json",
                           THINKFAMILY_NEO4J_PASSWORD=store.password, **address)
        assert done.returncode == 0, done.stderr
        *records, counts = map(json.loads, done.stdout.splitlines())
        assert sorted(one["period"] for one in records) == ["looked_after", "pupil"]
        assert sum(one["records"] for one in counts["counts"]) == 5 and counts["on"] == "2026-12-01"
        assert "ben" not in done.stdout and "reg. 50" in done.stdout
