"""Answers in words: persons, ties, paths and services, as one would say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from queries.definitions.words import STEP_TYPE

Answer = Mapping[str, Any]


def name(person: Answer) -> str:
    """How a person is called; the id where no name is recorded."""
    return " ".join(part for part in (person["givenNames"], person["familyName"]) if part) or str(person["id"])


def described(person: Answer) -> str:
    """Name and age."""
    if person["unborn"]:
        return f"{name(person)} (unborn)"
    return name(person) if person["age"] is None else f"{name(person)} ({person['age']})"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def tie(step: Answer) -> str:
    """One step of a path, with who says so and since when."""
    one, other = name(step["from"]), name(step["to"])
    if step["type"] == "SHARED_HOME":
        said = f"{one} and {other} share a home"
    else:
        label = STEP_TYPE.by_code[step["type"].lower()].label
        said = f"{one} is {label[0].lower()}{label[1:]} of {other}"
    since = f" since {step['since']}" if step["since"] else ""
    unsure = "; the dates leave it uncertain" if step["uncertain"] else ""
    disputed = "; another record says otherwise" if step["disputed"] else ""
    return f"{said}{since}, {_says(step['assertedBy'])}{unsure}{disputed}"


def _says(agencies: list[Answer]) -> str:
    ids = [str(agency["id"]) for agency in agencies]
    return f"{'says' if len(ids) == 1 else 'say'} {listed(ids)}" if ids else "nobody says"


def path(path: Answer) -> str:
    """A path, step by step; the person alone where there is no step."""
    return "; ".join(map(tie, path["steps"])) or f"{name(path['people'][0])} directly"


def service(involvement: Answer) -> str:
    """A service a person is with."""
    status = "" if involvement["status"] == "OPEN" else f", {involvement['status'].lower()}"
    since = f" since {involvement['since']}" if involvement["since"] else ""
    stale = ", by a delivery that ends before the date" if involvement["stale"] else ""
    return f"{involvement['service']['name']}{since}{status}{stale}"


def worker(professional: Answer) -> str:
    """A worker and how to ring them."""
    role = f", {professional['role']}" if professional["role"] else ""
    return f"{professional['name']}{role}: {professional['phone'] or 'no telephone recorded'}"


def waiting(duration: str | None) -> str:
    """A duration in days, `P19D`, as words; '' for none."""
    return f"{duration[1:-1]} days" if duration else ""


def coverage(agencies: list[Answer]) -> str:
    """What an answer rests on: how many agencies' deliveries cover the date, and which do not."""
    lacking = [str(each["agency"]["id"]) for each in agencies if not each["coversDate"]]
    covering = len(agencies) - len(lacking)
    rests = f"Rests on the deliveries of {covering} {'agency' if covering == 1 else 'agencies'}"
    return f"{rests}, all of which cover the date" if not lacking else f"{rests}; no cover: {listed(lacking)}"
