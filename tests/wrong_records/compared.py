"""A borough without mistakes and the same with them, each loaded and asked, and every mistake judged."""

from __future__ import annotations

from pathlib import Path

from deliver import empty

from graph.private_store import StoreAddress
from loaders.borough import write_borough
from wrong_records.asked import answers
from wrong_records.deliveries import Deliveries
from wrong_records.judged import Judged, judged
from wrong_records.made import mistakes


def compared(store: StoreAddress, home: Path, people: int, each: int, seed: int) -> list[Judged]:
    """Make so many mistakes of each kind in a borough that is complete otherwise; the store is emptied first."""
    right, wrong = home / "right", home / "wrong"
    folders = write_borough(right / "borough", people, seed, complete=True)
    spoilt = write_borough(wrong / "borough", people, seed, complete=True)
    deliveries = Deliveries(spoilt, wrong / "borough" / "truth-records.csv")
    made = mistakes(deliveries, each, seed)
    deliveries.write()
    about = deliveries.members(person for one in made for person in one.people)
    empty(store)
    _, without = answers(store, right, folders, deliveries.person, about)
    empty(store)
    reports, with_them = answers(store, wrong, spoilt, deliveries.person, about)
    assert [report.refusal for report in reports if report.state == "refused"] == []
    return judged(deliveries, made, reports, without, with_them)
