"""`thinkfamily subject-access`: what is held about a person and who looked: for a reviewer, who decides."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from graph.private_files import private_folder
from queries.access.subject import HeldAbout
from queries.audit.looked import AccessLog, Looked
from queries.case import Case, Cases
from queries.context import Context
from queries.questions.access_log import Look, looks
from queries.questions.subject_access import subject_access
from queries.review import MARKS, marks_of

_OWN = frozenset({"key", "digest", "held_by", "revised", "opened_by", "closed_by", "folded_names", "extract", "row"})
"""The writer's own bookkeeping, and what is told beside the row."""
_COLUMNS = ("agency", "kind", "id", "review", "recorded_at", "superseded_at", "source", "source_at", "says")
_LOOKS = ("at", "agency", "professional", "role", "purpose", "basis", "fields", "glass", "review")
_GLASS = (
    "id", "agency", "professional", "role", "purpose", "basis", "reason", "broken_at", "until", "closed_at", "agencies",
    "review",
)
MOST_LOOKS = 5_000
"""The latest looks at a person; more would be a finding of its own, and the log has them."""
_README = """Subject access: everything held about {person}, as of {now}.

{rows} rows of {agencies} agencies: in rows.csv to read, in everything.json complete, with what each row said before.
{looks} looks at the person{latest}: in looks.csv (UK GDPR art. 15(1)(c): to whom it was disclosed).
{glass} times glass was broken to see more of the person, and why: in glass.csv.
NOTHING HAS BEEN LEFT OUT OR DECIDED{but}. Before any of it is given, a person has to look at each row that is marked:

{marks}

Whoever asks has to be identified, and for a child, who has parental responsibility. Answer within one month
(UK GDPR art. 12(3)). Delete this folder when the request is answered.
"""


class NobodyHeld(LookupError):
    """No person has this id."""


async def export(cases: Cases, log: AccessLog, person: str, below: Path, context: Context) -> Path:
    """Write the export into a new folder below one; the folder.

    NobodyHeld, FileExistsError, OSError, or AccessLogUnreadable where it cannot be told who looked.
    """

    async def work(case: Case) -> dict[str, Any] | None:
        held = await subject_access(case, person)
        page = await looks(case, log, person, take=MOST_LOOKS) if held is not None else None
        return _everything(case, held, page.looks if page is not None else ()) if held is not None else None

    held = await cases.ask(context, work)
    if held is None:
        raise NobodyHeld(f"nobody has the id {person}; take it from an answer of the service")
    folder = below / f"subject-access-{held['person'].partition(':')[2]}"
    with private_folder(folder):
        _write(folder, held, context)
    return folder


def _everything(case: Case, held: HeldAbout, looked: Iterable[Look]) -> dict[str, Any]:
    """All that is exported, with the marks of each row."""
    listed = {
        "rows": [dict(row) for row in held.rows], "looks": [_looked(case, one.looked) for one in looked],
        "glass": list(map(_broken, held.glass)),
    }
    for rows in listed.values():
        for row in rows:
            row["review"] = marks_of(row)
    return {
        "person": held.person, "records": held.records, "findings": held.findings, "decisions": held.decisions, **listed
    }


def _looked(case: Case, look: Looked) -> dict[str, Any]:
    """A look at the person, as a row to review: whoever looked is another person in it."""
    agency = case.organisation(look.agency)
    kind = (agency.kind or "other") if agency is not None else None
    said = {
        "at": look.recorded.isoformat(), "professional": look.professional, "role": look.role,
        "agency": {"id": agency.id, "kind": kind} if agency is not None else None,
        "purpose": look.purpose.upper(), "basis": look.basis, "fields": list(look.fields), "outcome": look.outcome,
        "asked": look.asked, "glass": look.glass,
    }
    return _reviewed("Look", agency.id if agency is not None else None, kind, [], said)


def _broken(glass: Mapping[str, Any]) -> dict[str, Any]:
    """Glass that was broken for the person, as a row to review: others may have been named with them."""
    return _reviewed("Glass", glass["agency"], glass["agency_kind"], glass["others"], glass)


def _reviewed(
    kind: str, agency: str | None, agency_kind: str | None, others: list[str], said: Mapping[str, Any]
) -> dict[str, Any]:
    """What a professional did, as a row to review."""
    return {
        "kind": kind, "agency": agency, "agency_kind": agency_kind, "others": [said["professional"], *others],
        "said": said, "before": [], "challenges": [],
    }


def _write(folder: Path, held: Mapping[str, Any], context: Context) -> None:
    with _private(folder / "everything.json") as file:
        file.write(orjson.dumps(held, default=_text, option=orjson.OPT_INDENT_2).decode())
    with _private(folder / "rows.csv") as file:
        table = csv.DictWriter(file, _COLUMNS)
        table.writeheader()
        table.writerows(_line(row) for row in held["rows"])
    with _private(folder / "looks.csv") as file:
        looked = csv.DictWriter(file, _LOOKS)
        looked.writeheader()
        looked.writerows(_look(row) for row in held["looks"])
    with _private(folder / "glass.csv") as file:
        broken = csv.DictWriter(file, _GLASS)
        broken.writeheader()
        broken.writerows(_pane(row) for row in held["glass"])
    with _private(folder / "README.txt") as file:
        file.write(_readme(held, context))


def _private(path: Path) -> Any:
    """A new file that only its owner can read."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    said = row["said"]
    source = row["source"] or {}
    says = {name: value for name, value in sorted(said.items()) if name not in _OWN and value is not None}
    return {
        "agency": row["agency"], "kind": row["kind"], "id": row["id"], "review": "; ".join(row["review"]),
        "recorded_at": said["recorded_at"], "superseded_at": said["superseded_at"],
        "source": source.get("delivery") or source.get("entry"), "source_at": source.get("at"),
        "says": orjson.dumps(says, default=_text).decode(),
    }


def _look(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {**row["said"], "agency": row["agency"], "review": "; ".join(row["review"])}
    return {name: " ".join(said[name]) if name == "fields" else said[name] for name in _LOOKS}


def _pane(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {**row["said"], "agencies": " ".join(sorted(row["said"]["agencies"])), "review": "; ".join(row["review"])}
    return {name: said.get(name) for name in _GLASS}


def _text(value: Any) -> str:
    """The store's dates and times as ISO text."""
    iso: str = value.iso_format()
    return iso


def _readme(held: Mapping[str, Any], context: Context) -> str:
    rows, looked, broken = held["rows"], held["looks"], held["glass"]
    marked = {mark.id: sum(mark.id in row["review"] for row in (*rows, *looked, *broken)) for mark in MARKS}
    listed = [
        f"- {mark.id} ({marked[mark.id]} rows): {mark.ask}\n  {mark.authority}" for mark in MARKS if marked[mark.id]
    ]
    agencies = len({row["agency"] for row in rows})
    closed = sum(bool(row["closed"]) for row in rows)
    return _README.format(
        person=held["person"], now=context.known_at.isoformat(), rows=len(rows), agencies=agencies,
        marks="\n".join(listed), looks=len(looked), latest=", the latest" if len(looked) == MOST_LOOKS else "",
        glass=len(broken), but=f", BUT FOR THE SOURCE OF {closed} ROWS, WHICH IS CLOSED" if closed else "",
    )
