"""Ids in the answers of the service and of the peer, by which the answers are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PARENTS = {"PARENT", "ADOPTIVE_PARENT", "STEP_PARENT", "FOSTER_PARENT"}
KINDS = ("persons", "places", "services", "involvements")

Told = tuple[str, list[str], list[tuple[str, str]]]
"""A person, the person's places, and the involvements with the service of each."""


def of_the_service(question: str, data: dict[str, Any]) -> Iterator[Told]:
    """Read an answer of the service: children are those to whom the person asked about is a parent."""
    if question == "list of 50":
        found = data["findPeople"]["nodes"]
    elif question == "children":
        asked = data["person"] or {"id": None, "relationships": []}
        ties = (tie for tie in asked["relationships"] if tie["from"]["id"] == asked["id"])
        found = [tie["person"] for tie in ties if tie["type"] in PARENTS]
    else:
        found = [data["person"]] if data["person"] else []
    for one in found:
        places = [place["addressId"] for place in one.get("residences", [])]
        yield one["id"], places, [(each["id"], each["service"]["id"]) for each in one.get("involvements", [])]


def of_the_peer(question: str, data: dict[str, Any]) -> Iterator[Told]:
    """Read an answer of the peer."""
    found = data["people"]
    if question == "children":
        found = [child for one in found for child in _below(one, "children")]
    for one in found:
        involvements = [each for record in _below(one, "records") for each in _below(record, "involvements")]
        services = [(each["id"], service["id"]) for each in involvements for service in _below(each, "services")]
        yield one["id"], [place["id"] for place in _below(one, "addresses")], services


def _below(one: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [edge["node"] for edge in one.get(f"{name}Connection", {"edges": []})["edges"]]


def sets_of(answer: Iterator[Told]) -> dict[str, set[tuple[str, ...]]]:
    """The ids that an answer tells, by kind; all but those of persons beside the person's."""
    told = list(answer)
    return {
        "persons": {(person,) for person, _, _ in told},
        "places": {(person, place) for person, places, _ in told for place in places},
        "services": {(person, service) for person, _, involved in told for _, service in involved},
        "involvements": {(person, each) for person, _, involved in told for each, _ in involved},
    }
