"""What a flag is: the same for the same finding, one over several networks, and changed when its evidence is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from queries.analysis.evidence import Evidence
from queries.analysis.rule import Flag, built, once_each
from queries.context import Terms
from queries.rules import Parameter
from queries.working_days import is_past, working_days_after

FLAG = Flag(
    rule="HIDDEN_ADULT",
    about=("person:a",),
    wording="{agencies} lack an adult",
    people=["person:a", "person:x"],
    agencies=["csc"],
    names={"csc": "Social Care"},
    evidence=[Evidence("Probation is involved", "2025-06", "probation", "involvement:1")],
    cleared_by=["A record"],
    not_known=[],
    expires=date(2026, 3, 29),
)
OTHER_CHILD = replace(FLAG, people=["person:a", "person:y"], agencies=["early"], names={"early": "Early Help"})


def test_its_id_is_of_what_it_is_about() -> None:
    later = replace(FLAG, wording="said otherwise", expires=FLAG.expires + timedelta(days=7), evidence=[])
    assert later.id == FLAG.id == OTHER_CHILD.id
    assert replace(FLAG, about=("person:b",)).id != FLAG.id
    assert replace(FLAG, rule="IDENTITY_MISMATCH").id != FLAG.id


def test_found_in_two_networks_it_is_one_and_names_everybody() -> None:
    (flag,) = once_each([FLAG, OTHER_CHILD])
    assert (flag.people, flag.agencies) == (["person:a", "person:x", "person:y"], ["csc", "early"])
    assert flag.statement == "Early Help and Social Care lack an adult"
    assert flag.evidence == FLAG.evidence
    assert once_each([OTHER_CHILD, FLAG])[0].evidence_digest == flag.evidence_digest


@pytest.mark.parametrize(
    "changed",
    [
        replace(FLAG, people=["person:a", "person:y"]),
        replace(FLAG, agencies=["early"]),
        replace(FLAG, evidence=[]),
        replace(FLAG, evidence=[replace(FLAG.evidence[0], since="2025-07")]),
    ],
)
def test_its_digest_changes_with_what_it_rests_on(changed: Flag) -> None:
    assert changed.evidence_digest != FLAG.evidence_digest


def test_its_digest_does_not_change_with_words_or_days() -> None:
    reworded = replace(FLAG.evidence[0], statement="Said otherwise")
    later = replace(FLAG, wording="Other", expires=FLAG.expires + timedelta(days=7), evidence=[reworded])
    assert later.evidence_digest == FLAG.evidence_digest


def test_every_rule_has_an_authority_and_a_reason_for_each_number() -> None:
    for rule in built().values():
        assert "row" in rule.rule.authority and rule.rule.valid_from
        assert all(parameter.reason and parameter.name.startswith(rule.rule.id) for parameter in rule.parameters)


def test_an_authority_may_set_a_number_otherwise() -> None:
    clock = Parameter("AGENCY_NOT_INFORMED.working_days", 1, "local")
    assert (clock.of(Terms()), clock.of(Terms(local=((clock.name, 3),)))) == (1, 3)


@pytest.mark.parametrize(
    ("day", "on", "counted"),
    [
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-03-03", 1),
        ("2026-03-06", "2026-03-09", 1),  # a weekend
        ("2026-04-02", "2026-04-07", 1),  # Good Friday to Easter Monday
        ("2022-09-16", "2022-09-20", 1),  # proclaimed: a state funeral
        ("2026-11-27", "2026-12-01", 2),  # St Andrew's Day is Scotland's
        ("2026-03-03", "2026-03-02", 0),
    ],
)
def test_working_days_are_englands(day: str, on: str, counted: int) -> None:
    assert working_days_after(date.fromisoformat(day), date.fromisoformat(on), 9) == counted


def test_a_clock_is_past_when_more_than_its_days_are_over() -> None:
    friday = date(2026, 3, 6)
    assert not is_past(friday, date(2026, 3, 9), 1)
    assert is_past(friday, date(2026, 3, 10), 1)
