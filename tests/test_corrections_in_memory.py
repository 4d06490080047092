"""What corrections make of delivered rows, without a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.corrections import Correction, Corrections, asserted
from graph.delivery import SpooledRow
from graph.digest import content_digest
from graph.elements import Entry, entry
from graph.ledger import Catalogue, Extract, apply
from graph.settling import correctable
from graph.shape import BY_TABLE

PEOPLE, TIES = BY_TABLE["people"], BY_TABLE["relationships"]
MADE = datetime(2026, 6, 1, tzinfo=UTC)
KIM = {"person_id": "kim", "given_names": "Kim", "family_name": "Lyle", "date_of_birth": "2016-01-01",
       "folded_names": "kim lyle"}
TIE = {"from_person_id": "record:dad", "to_person_id": "record:kim", "type": "parent", "valid_from": "2016"}


def row(table: str, content: dict[str, Any]) -> Entry:
    """A delivered row, ready to be written."""
    return entry(BY_TABLE[table], "csc", SpooledRow(table, "one", 1, content_digest(content), content))


def correction(table: str, fact: str | None, was: str | None, value: str | None, **more: Any) -> Correction:
    """A correction of the row."""
    said: dict[str, Any] = {"id": "settlement:1", "entry": "entry:1", "at": MADE, "asserted": None, **more}
    return Correction(row=row(table, KIM if table == "people" else TIE).id, table=table, fact=fact, was=was,
                      value=value, **said)


def delivery(days: int, *, full: bool = True) -> Extract:
    """A delivery, so many days after the correction."""
    at = MADE + timedelta(days=days)
    return Extract(f"extract:{days}", at, f"{at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}|0|x", full,
                   frozenset({"people", "relationships"}))


def applied(table: str, content: dict[str, Any], *corrections: Correction, days: int = 1) -> Any:
    """What a delivery's row becomes."""
    kept = Corrections({corrections[0].row: corrections})
    return kept.applied(BY_TABLE[table], [row(table, content)], delivery(days))


def test_the_wrong_value_is_corrected_and_its_window_with_it() -> None:
    made = applied("people", KIM, correction("people", "date_of_birth", "2016-01-01", "2015"))
    (one,) = made.entries
    said = one.content.properties
    assert (said["date_of_birth"], said["date_of_birth_first"], said["date_of_birth_last"]) == (
        "2015", "2015-01-01", "2015-12-31"
    )
    assert (made.count, made.lapsed, made.kept_out) == (1, [], [])


def test_a_corrected_name_is_found_and_the_wrong_one_is_not() -> None:
    (one,) = applied("people", KIM, correction("people", "family_name", "Lyle", "O’Reed")).entries
    assert one.content.properties["folded_names"] == "kim oreed"


def test_the_same_row_again_is_the_same_run_and_another_is_not() -> None:
    made = correction("people", "date_of_birth", "2016-01-01", "2015")
    digests = [applied("people", content, made).entries[0].said.digest
               for content in (KIM, KIM, {**KIM, "sex": "female"})]
    assert digests[0] == digests[1] != digests[2]


def test_a_delivery_before_it_or_after_it_lapsed_says_what_it_says() -> None:
    made = correction("people", "date_of_birth", "2016-01-01", "2015", lapsed_at=MADE + timedelta(days=5))
    said = [applied("people", KIM, made, days=days).entries[0].content.properties["date_of_birth"]
            for days in (-1, 4, 5)]
    assert said == ["2016-01-01", "2015", "2016-01-01"]


def test_another_value_ends_it() -> None:
    corrected = correction("people", "date_of_birth", "2016-01-01", "2015")
    made = applied("people", {**KIM, "date_of_birth": "2014"}, corrected)
    assert (made.entries[0].content.properties["date_of_birth"], made.lapsed) == ("2014", ["settlement:1"])


def test_a_correction_of_a_corrected_value_follows_it() -> None:
    first = correction("people", "date_of_birth", "2016-01-01", "2015")
    second = correction("people", "date_of_birth", "2015", "2015-06", id="settlement:2", entry="entry:2")
    made = applied("people", KIM, first, second)
    assert (made.entries[0].content.properties["date_of_birth"], made.lapsed) == ("2015-06", [])


def test_a_tie_that_does_not_hold_is_kept_out_though_its_note_changes_and_comes_back_as_another() -> None:
    gone = correction("relationships", None, None, None, asserted=asserted(TIES, row("relationships", TIE).content))
    kept_out = applied("relationships", {**TIE, "note": "as the school says", "recorded_at": "2026-07-01"}, gone)
    assert (kept_out.entries, kept_out.kept_out) == ([], ["one"])
    other = applied("relationships", {**TIE, "type": "step_parent"}, gone)
    assert (len(other.entries), other.lapsed) == (1, ["settlement:1"])


def test_to_the_ledger_it_is_a_delivery_of_its_row_alone() -> None:
    """Deliveries in whatever order of loading: the wrong value before it, the corrected one after it."""
    made = correction("people", "date_of_birth", "2016-01-01", "2015")
    kept = Corrections({made.row: [made]})
    wrong, right = row("people", KIM).said, applied("people", KIM, made).entries[0].said
    before, between, after = delivery(-9), delivery(-1), delivery(1)
    runs = apply([], "people", made.row, Catalogue([], before), wrong)
    runs = apply(runs, "people", made.row, Catalogue([before], made.extract), right)
    runs = apply(runs, "people", made.row, Catalogue([before], after, kept.extracts), right)
    late = apply(runs, "people", made.row, Catalogue([before, after], between, kept.extracts), wrong)
    assert [(run.said.digest, run.opened_by, run.closed_by) for run in late] == [
        (wrong.digest, before.id, "entry:1"), (right.digest, "entry:1", None)
    ]


@pytest.mark.parametrize(("table", "fact", "left"), [
    ("households", "shielded", "kind"), ("events", "event_id", "on"), ("involvements", "involvement_id", "status"),
])  # fmt: skip
def test_a_shield_and_the_ids_of_rows_are_said_anew_by_the_agencys_own_system_alone(
    table: str, fact: str, left: str
) -> None:
    facts = correctable(BY_TABLE[table])
    assert fact in BY_TABLE[table].row.__dataclass_fields__ and fact not in facts and left in facts
