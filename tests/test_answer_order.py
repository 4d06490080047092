"""The keys of an answer stand in the order in which the document asks for them, at every level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import pytest
from deliver import ON, Service
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from small_family import MOTHER, load_small_family

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

Keys: TypeAlias = "dict[str, Keys]"

DOCUMENT = """
query ($ana: ID!, $on: Date, $ended: Boolean, $yes: Boolean = true) {
  second: coverage(on: $on) { coversTo agency { name kind id } coversFrom }
  __typename
  first: person(id: $ana, on: $on) {
    involvements(ended: $ended) { status service { name ...Provider id } since id }
    ...Named
    residences { until addressId since __typename }
    familyName
    children: relationships { type person { ...Named id } since }
    involvements(ended: $ended) { agency @include(if: $yes) { id } }
    ... on Person { dateOfBirth records { localId agency { name id } id } }
    skipped: id @skip(if: $yes)
  }
  nobody: person(id: "person:none") { id familyName }
  childrenAffected(adult: $ana, on: $on) {
    children { missing paths { steps { since type to { familyName id } from { id familyName } } } child { age id } }
    adult { givenNames id }
  }
  findPeople(name: "hale", on: $on) {
    pageInfo { startCursor hasNextPage __typename endCursor }
    them: nodes { records { localId id } id familyName }
    __typename
    edges { node { ...Named dateOfBirth } cursor again: node { id } }
    nodes { givenNames }
  }
  hiddenConnections(people: [$ana], on: $on) { nodes { statement rule { title id } people { familyName id } id } }
}
fragment Named on Person { givenNames involvements(ended: $ended) { allocatedTo { role name } } id familyName }
fragment Provider on Service { agency { kind id name } kind }
"""


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    load_small_family(store, tmp_path_factory.mktemp("order"))


def asked(text: str) -> Keys:
    """The keys of a document's answer, collected as the specification does: depth first, each where it first stands."""
    definitions = parse(text).definitions
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}

    def gather(selection_set: SelectionSetNode, found: dict[str, list[FieldNode]]) -> None:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, FragmentSpreadNode):
                gather(fragments[node.name.value].selection_set, found)
            elif isinstance(node, InlineFragmentNode):
                gather(node.selection_set, found)

    def keys(selection_sets: Iterable[SelectionSetNode | None]) -> Keys:
        found: dict[str, list[FieldNode]] = {}
        for selection_set in selection_sets:
            if selection_set is not None:
                gather(selection_set, found)
        found.pop("skipped", None)
        return {key: keys(node.selection_set for node in nodes) for key, nodes in found.items()}

    return keys(each.selection_set for each in definitions if isinstance(each, OperationDefinitionNode))


def astray(answer: Any, keys: Keys, where: str = "data") -> list[str]:
    """The places whose keys do not stand as asked."""
    if isinstance(answer, list):
        return [place for number, one in enumerate(answer) for place in astray(one, keys, f"{where}.{number}")]
    if not keys or answer is None:
        return []
    here = [] if list(answer) == list(keys) else [f"{where}: {list(answer)} where {list(keys)} is asked"]
    below = [place for key in answer for place in astray(answer[key], keys[key], f"{where}.{key}")]
    return here + below


def places(answer: Any) -> int:
    """How many maps of two keys or more an answer holds."""
    if isinstance(answer, list):
        return sum(map(places, answer))
    return (len(answer) > 1) + sum(map(places, answer.values())) if isinstance(answer, dict) else 0


@pytest.mark.parametrize("ended", [False, True])
async def test_every_map_has_its_keys_as_asked_for(store: StoreAddress, service: Service, ended: bool) -> None:
    async with service.asked_whole(store) as ask:
        answer = await ask(DOCUMENT, ana=MOTHER, on=ON, ended=ended)
    assert astray(answer, asked(DOCUMENT)) == []
    assert places(answer) > 30
    assert answer["nobody"] is None


async def test_the_order_is_each_documents_own(store: StoreAddress, service: Service) -> None:
    """Two documents that differ in nothing but order, one after the other."""
    async with service.asked_whole(store) as ask:
        for keys in ("id givenNames familyName dateOfBirth", "dateOfBirth familyName givenNames id"):
            answer = await ask(f'{{ person(id: "{MOTHER}", on: "{ON}") {{ {keys} }} }}')
            assert list(answer["person"]) == keys.split()


async def test_introspection_stands_beside_questions_with_dates(store: StoreAddress, service: Service) -> None:
    document = """query ($on: Date, $name: String!) {
      __type(name: $name) { name kind } coverage(on: $on) { coversDate } __typename
    }"""
    async with service.asked_whole(store) as ask:
        answer = await ask(document, on=ON, name="Flag")
    assert list(answer) == ["__type", "coverage", "__typename"]
    assert (answer["__type"], answer["__typename"]) == ({"name": "Flag", "kind": "OBJECT"}, "Query")
