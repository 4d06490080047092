"""`thinkfamily retention`: the records that are past their retention period, by agency, kind and period."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import orjson
from rich.table import Table

from queries.retention.due import Due, Tally
from queries.retention.schedule import Schedule

_STATES: Mapping[str, str] = {
    "past": "past its period", "within": "within its period", "live": "an involvement is live",
    "undated": "the day to count from is not recorded", "kept": "no period: kept",
}


def write_line(said: Mapping[str, Any]) -> None:
    """Write one JSON object on a line of its own, so that a million records need no memory."""
    sys.stdout.write(orjson.dumps(said).decode() + "\n")


def as_line(due: Due) -> dict[str, Any]:
    """A record past its period, by ids and days alone."""
    return {
        "record": due.one.record, "agency": due.one.agency, "kind": due.one.kind, "period": due.period.id,
        "since": due.since.isoformat(), "rows": dict(due.one.rows),
    }


def totals(tally: Tally, schedule: Schedule) -> dict[str, Any]:
    """All counts, with the authority of each period."""
    periods = {period.id: period for period in schedule.periods}
    return {"schedule": schedule.version, "counts": [
        {
            "agency": agency, "kind": kind, "period": period, "state": state, "records": count,
            "rows": tally.rows[agency, kind, period] if period is not None and state == "past" else None,
            "authority": periods[period].authority if period is not None else None,
        }
        for (agency, kind, period, state), count in sorted(tally.records.items(), key=str)
    ]}


def table(tally: Tally, schedule: Schedule) -> Table:
    """The counts, for people."""
    shown = Table("agency", "kind", "period", "state", "records", "rows")
    for column in shown.columns[4:]:
        column.justify = "right"
    for each in totals(tally, schedule)["counts"]:
        named = (each["agency"], each["kind"] or "", each["period"] or "", _STATES[each["state"]])
        rows = f"{each['rows']:,}" if each["rows"] is not None else ""
        shown.add_row(*named, f"{each['records']:,}", rows)
    return shown
