"""Who looked at a person, page by page: the audit log on real files, the ids of the person in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from records_in_memory import RecordsCase, case_of, record
from test_audit_log import ZOE, entry

from queries.access.grants import Grant
from queries.access.subject import Lookups
from queries.audit.append import Appender
from queries.audit.looked import AccessLog
from queries.audit.segments import folder_of
from queries.questions.access_log import LookPage, looks

GRANT = Grant("glass:" + "c" * 20, (ZOE,), "", "", None, "worker-7", "case_worker", "direct_care", None, None, ())


class LookedAt(RecordsCase):
    """A case in which the ids of a person and one grant are known."""

    async def lookups(self, person: str, most: int) -> Lookups | None:
        return Lookups((person,), ())

    async def grants(self, references: Iterable[str]) -> dict[str, Grant]:
        return {GRANT.reference: GRANT} if GRANT.reference in list(references) else {}


def zoe() -> RecordsCase:
    return case_of([record("record:1", "csc", ZOE)], form=LookedAt)


def written(home: Path, *glasses: str | None) -> AccessLog:
    """A log of looks at Zoe, some of them by break-glass access."""
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    appender = Appender(folder, 2_000)
    for number, glass in enumerate(glasses):
        at = datetime(2026, 3, 1, number, tzinfo=UTC)
        appender.append([entry(number, asked=(ZOE,), recorded=at, glass=glass).as_map()])
    appender.close()
    return AccessLog(home)


def hours(page: LookPage | None) -> list[int]:
    assert page is not None
    return [look.looked.recorded.hour for look in page.looks]


async def test_looks_come_newest_first_and_a_page_goes_on_by_key(tmp_path: Path) -> None:
    log = written(tmp_path, *[None] * 5)
    first = await looks(zoe(), log, ZOE, take=2)
    assert hours(first) == [4, 3] and first is not None and first.has_next
    written(tmp_path, None)  # a look at the first page is itself the newest now
    second = await looks(zoe(), log, ZOE, first.looks[-1].key, 2)
    assert hours(second) == [2, 1]
    last = await looks(zoe(), log, ZOE, second.looks[-1].key if second else "", 2)
    assert hours(last) == [0] and last is not None and not last.has_next


async def test_a_look_by_break_glass_access_names_the_grant_that_may_be_seen(tmp_path: Path) -> None:
    page = await looks(zoe(), written(tmp_path, None, GRANT.reference, "glass:" + "d" * 20), ZOE)
    assert page is not None
    assert [look.grant and look.grant.reference for look in page.looks] == [None, GRANT.reference, None]


async def test_nobody_known_has_no_looks(tmp_path: Path) -> None:
    assert await looks(zoe(), written(tmp_path, None), "person:" + "e" * 20) is None


async def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        await looks(zoe(), written(tmp_path, None), ZOE, "no key")
