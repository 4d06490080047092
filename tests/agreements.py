"""Agreements between agencies for tests, as a policy has them: beside those of the shipped one, or in their place."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from queries.access.policy import Policy, read

POLICY = Path("queries/access/policy.toml").read_text(encoding="utf-8")
"""The shipped policy."""


def agreement(
    id: str,
    of: Collection[str],
    roles: Collection[str],
    *,
    viewers: Collection[str] = ("csc",),
    level: str = "content",
    purposes: Collection[str] = ("section47",),
    about: str | None = None,
    until: str | None = None,
) -> str:
    """One that holds since 2025: `viewers` in `roles` may see the records `of` others."""
    lists = {"roles": roles, "viewers": viewers, "of": of, "purposes": purposes}
    words = {"id": id, "authority": "an invented protocol", "reason": "the tests", "level": level, "about": about}
    said = [f"{name} = {json.dumps(value)}" for name, value in words.items() if value]
    said += [f"{name} = {json.dumps(list(value))}" for name, value in lists.items()]
    ends = [f"until = {until}"] if until else []
    return "\n".join(["", "[[agreements]]", *said, "from = 2025-01-01", *ends, ""])


def agreed(*agreements: str, alone: bool = False) -> Policy:
    """The shipped policy with some agreements; `alone` without its own."""
    return read((POLICY.partition("[[agreements]]")[0] if alone else POLICY) + "".join(agreements), "the tests' policy")
