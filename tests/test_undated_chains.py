"""Undated events that follow one another: the order of a chain, whatever its ids, for whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from facts_in_memory import Facts

from queries.definitions.events import in_chains


def ordered(chains: Mapping[str, str], *, hidden: str = "", dates: Mapping[str, str] | None = None) -> list[str]:
    """Events of one person, each with those that it followed, in order; `hidden` ones may not be seen."""
    facts = Facts()
    person = facts.person("ana")
    for id, followed in chains.items():
        if id not in hidden.split():
            facts.event(id, "csc", "contact", (dates or {}).get(id), person, after=followed.split())
    case = facts.case()
    events = list(case.events.values())
    Random(1).shuffle(events)
    return [event.id for event in in_chains(case, events)]


def test_an_event_comes_after_the_one_that_it_followed_whatever_its_id() -> None:
    assert ordered({"aa-last": "mm-then", "mm-then": "zz-first", "zz-first": ""}) == ["zz-first", "mm-then", "aa-last"]


def test_a_chain_stands_together_where_its_first_event_does() -> None:
    chains = {"b": "", "a-after-b": "b", "c": "", "a": "", "z-after-a": "a"}
    assert ordered(chains) == ["a", "z-after-a", "b", "a-after-b", "c"]


def test_an_event_that_followed_several_comes_after_all_of_them() -> None:
    assert ordered({"a": "x y", "x": "", "y": "", "b": ""}) == ["b", "x", "y", "a"]


def test_what_followed_a_hidden_event_is_ordered_by_nothing_hidden() -> None:
    chains = {"zz-first": "", "mm-then": "zz-first", "aa-last": "mm-then", "bb": ""}
    assert ordered(chains, hidden="mm-then") == ordered({"zz-first": "", "aa-last": "", "bb": ""})


@pytest.mark.parametrize("chains", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "c", "b": "a", "c": "b", "d": "b"}])
def test_events_that_follow_one_another_in_a_circle_are_all_there(chains: Mapping[str, str]) -> None:
    assert ordered(chains) == sorted(chains)


def test_a_dated_event_is_none_of_them_and_begins_no_chain() -> None:
    assert ordered({"a": "b", "b": "c", "c": ""}, dates={"c": "2026-01-01"}) == []


def test_two_thousand_events_in_a_row() -> None:
    chains = {f"e{number:04}": f"e{number + 1:04}" for number in range(1_999)} | {"e1999": ""}
    assert ordered(chains) == sorted(chains, reverse=True)
