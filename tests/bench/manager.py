"""A manager who may see all content, as often as they ask: the most that is to be judged and read."""

from __future__ import annotations

import subprocess
from importlib.resources import files
from pathlib import Path

from command import COMMAND

AGREEMENT = """
[[agreements]]
id = "all-content"
authority = "A measurement"
reason = "The most that is to be judged and read."
roles = ["manager"]
viewers = ["any"]
of = ["any"]
level = "content"
purposes = ["section47"]
from = 2024-01-01
"""
LIMITS = "[limits.manager]\nrequests_a_minute = 10000000\npeople_an_hour = 100000000\nfamilies_an_hour = 100000000\n"


def permit(home: Path) -> None:
    """Let managers of the home see all content."""
    shipped = files("queries.access").joinpath("policy.toml").read_text(encoding="utf-8")
    for name, text in (("access.toml", shipped + AGREEMENT), ("config.toml", LIMITS)):
        (home / name).write_text(text, encoding="utf-8")
        (home / name).chmod(0o600)


def manager_of(agency: str) -> dict[str, str]:
    """The headers of a manager, on a significant-harm basis, for the service of this home."""
    words = ["token", "--agency", agency, "--role", "manager", "--purpose", "section47"]
    token = subprocess.run([*COMMAND, *words], check=True, capture_output=True, text=True).stdout.strip()
    return {"Authorization": f"Bearer {token}", "X-Basis": "significant_harm"}
