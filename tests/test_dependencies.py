"""What the audit of dependencies says of pip-audit's reports."""

from __future__ import annotations

from typing import Any

import pytest
from dependencies import judged

SOUND: dict[str, Any] = {"name": "sound", "version": "1.0", "vulns": []}
HOLED: dict[str, Any] = {
    "name": "holed", "version": "0.1",
    "vulns": [{"id": "PYSEC-2020-1", "fix_versions": ["0.2"], "aliases": [], "description": ""}],
}
UNKNOWN: dict[str, Any] = {"name": "unknown", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND, UNKNOWN], 0, "1 of 2 installed packages audited; 0 with"),
        ([SOUND, HOLED], 1, "holed 0.1: PYSEC-2020-1, fixed in 0.2"),
        ([UNKNOWN], 0, "were NOT audited"),
    ],
)
def test_only_what_is_found_fails_and_what_could_not_be_asked_is_said(
    packages: list[dict[str, Any]], code: int, said: str
) -> None:
    exit_code, lines = judged({"dependencies": packages, "fixes": []})
    assert (exit_code, said in "\n".join(lines)) == (code, True)


def test_no_report_is_no_audit() -> None:
    code, lines = judged(None)
    assert (code, "were NOT audited" in lines[0]) == (0, True)
