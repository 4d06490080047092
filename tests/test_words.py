"""Answers in words."""

from __future__ import annotations

from typing import Any

import pytest

from queries import words


def person(given: str | None, family: str | None = "Hale", **facts: Any) -> dict[str, Any]:
    return {"id": "person:1", "givenNames": given, "familyName": family, "age": None, "unborn": False, **facts}


def step(type: str, **facts: Any) -> dict[str, Any]:
    plain = {"since": None, "uncertain": False, "disputed": False, "assertedBy": [{"id": "csc"}]}
    return {"from": person("Ana"), "to": person("Leo"), "type": type, **plain, **facts}


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (person("Ana", age=34), "Ana Hale (34)"),
        (person("Ana", None), "Ana"),
        (person(None, None), "person:1"),
        (person(None, "Hale", unborn=True), "Hale (unborn)"),
        (person("Ana", age=0), "Ana Hale (0)"),
    ],
)
def test_a_person(who: dict[str, Any], said: str) -> None:
    assert words.described(who) == said


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        (step("STEP_PARENT", since="2019-05"), "Ana Hale is step-parent of Leo Hale since 2019-05, says csc"),
        (step("SHARED_HOME", assertedBy=[{"id": "a"}, {"id": "b"}]), "Ana Hale and Leo Hale share a home, say a and b"),
        (step("COUSIN", uncertain=True), "Ana Hale is cousin of Leo Hale, says csc; the dates leave it uncertain"),
        (step("COUSIN", disputed=True), "Ana Hale is cousin of Leo Hale, says csc; another record says otherwise"),
    ],
)
def test_a_tie_says_who_says_so(tie: dict[str, Any], said: str) -> None:
    assert words.tie(tie) == said


@pytest.mark.parametrize(("many", "said"), [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_a_list(many: str, said: str) -> None:
    assert words.listed(many) == said


def test_what_an_answer_does_not_rest_on_is_named() -> None:
    covered, not_covered = ({"agency": {"id": id}, "coversDate": yes} for id, yes in (("csc", True), ("police", False)))
    assert words.coverage([covered, not_covered]) == "Rests on the deliveries of 1 agency; no cover: police"
