"""The size of a document: counted rightly, in linear time, and refused beyond the bounds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from api.documents import Document, Documents
from api.errors import (
    ServiceError,
    TooComplex,
    TooDeep,
    TooManyFields,
    TooManyVariables,
    ValidationFailed,
)
from api.limits import EMPTY, Limits, Size, SizeCounter

SCHEMA: GraphQLSchema = build_schema("type Query { a(x: [Int]): Query b: Int }")


def parts(text: str) -> tuple[OperationDefinitionNode, dict[str, FragmentDefinitionNode]]:
    """The first operation and the fragments of a document."""
    definitions = parse(text).definitions
    operation = next(d for d in definitions if isinstance(d, OperationDefinitionNode))
    fragments = [d for d in definitions if isinstance(d, FragmentDefinitionNode)]
    return operation, {each.name.value: each for each in fragments}


def prepare(text: str, limits: Limits | None = None) -> Document:
    return Documents(SCHEMA, limits or Limits()).prepare(text)


def doubling(levels: int) -> str:
    """A document of 2 ** levels fields in as many fragments as it has levels."""
    fragments = [
        f"fragment F{i} on Query {{ x: a {{ ...F{i + 1} }} y: a {{ ...F{i + 1} }} }}"
        for i in range(levels)
    ]
    return "\n".join(["{ ...F0 }", *fragments, f"fragment F{levels} on Query {{ b }}"])


def naive_size(
    selection_set: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode]
) -> Size:
    """The size by expanding every fragment wherever it is spread."""
    size = EMPTY
    for each in selection_set.selections if selection_set else ():
        if isinstance(each, FieldNode):
            inner = naive_size(each.selection_set, fragments)
            one = Size(1 + inner.fields, 1 + inner.depth, 1)
        elif isinstance(each, FragmentSpreadNode):
            named = fragments.get(each.name.value)
            one = naive_size(named.selection_set if named else None, fragments)
        else:
            one = naive_size(each.selection_set, fragments)  # type: ignore[attr-defined]
        size = Size(size.fields + one.fields, max(size.depth, one.depth), size.width + one.width)
    return size


def selections(names: list[str]) -> st.SearchStrategy[str]:
    """A selection set that spreads some of the named fragments, or one that does not exist."""
    leaf = st.sampled_from(["b", "...Missing", *(f"...{name}" for name in names)])
    nested = st.recursive(
        leaf,
        lambda inner: st.tuples(
            st.sampled_from(["a", "...", "... on Query"]),
            st.lists(inner, min_size=1, max_size=3).map(" ".join),
        ).map(lambda pair: f"{pair[0]} {{ {pair[1]} }}"),
        max_leaves=5,
    )
    return st.lists(nested, min_size=1, max_size=3).map(lambda found: f"{{ {' '.join(found)} }}")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An operation and up to five fragments; each spreads only later ones, so there is no cycle."""
    names = [f"F{i}" for i in range(draw(st.integers(0, 5)))]
    bodies = [draw(selections(names[i + 1 :])) for i in range(len(names))]
    fragments = [f"fragment {n} on Query {body}" for n, body in zip(names, bodies, strict=True)]
    return "\n".join([draw(selections(names)), *draw(st.permutations(fragments))])


@pytest.mark.slow
@given(documents())
def test_the_size_is_that_of_the_expanded_document(text: str) -> None:
    operation, fragments = parts(text)
    counter = SizeCounter(fragments)
    assert counter.measure(operation.selection_set) == naive_size(
        operation.selection_set, fragments
    )


@pytest.mark.slow
@given(documents())
def test_each_selection_is_visited_once(text: str) -> None:
    operation, fragments = parts(text)
    counter = SizeCounter(fragments)
    counter.measure(operation.selection_set)
    assert counter.visited == text.replace("...Missing", "b").count("b") + sum(
        text.count(mark) for mark in ("a {", "...F", "... {", "... on")
    )


@pytest.mark.parametrize("levels", [10, 100, 1000])
def test_nested_fragments_are_counted_in_linear_time(levels: int) -> None:
    operation, fragments = parts(doubling(levels))
    counter = SizeCounter(fragments)
    size = counter.measure(operation.selection_set)
    assert size == Size(2 ** (levels + 1) - 2 + 2**levels, levels + 1, 2)
    assert counter.visited == 4 * levels + 2


def test_a_small_document_of_many_fields_is_refused() -> None:
    assert len(doubling(9)) < 603
    with pytest.raises(TooManyFields, match="fragments expanded"):
        prepare(doubling(13))


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { a { ...B } } fragment B on Query { b ...A }",
        "{b} fragment A on Query {...B} fragment B on Query {...C} fragment C on Query {...{...A}}",
    ],
)
def test_fragments_that_spread_themselves_are_refused(text: str) -> None:
    with pytest.raises(ValidationFailed, match="cannot spread themselves: .*A"):
        prepare(text)


def test_a_cycle_is_told_in_the_order_of_spreading() -> None:
    text = (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } "
        "fragment C on Query { ...A }"
    )
    with pytest.raises(ValidationFailed, match="A → B → C → A|B → C → A → B|C → A → B → C"):
        prepare(text)


def test_depth_root_fields_and_variables_up_to_the_limit_pass() -> None:
    prepare("{ " + "a { " * 14 + "b" + " }" * 15)
    prepare("{" + " ".join(f"f{i}: b" for i in range(100)) + "}")
    declared = ", ".join(f"$v{i}: Int" for i in range(500))
    used = " ".join(f"$v{i}" for i in range(500))
    prepare(f"query({declared}) {{ a(x: [{used}]) {{ b }} }}")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("{ " + "a { " * 15 + "b" + " }" * 16, TooDeep),
        ("{ ...F } fragment F on Query { " + "a { " * 15 + "b" + " }" * 16, TooDeep),
        ("{" + " ".join(f"f{i}: b" for i in range(101)) + "}", TooManyFields),
        ("{ ...F ...F } fragment F on Query {" + "b " * 51 + "}", TooManyFields),
        ("query(" + ", ".join(f"$v{i}: Int" for i in range(501)) + ") { b }", TooManyVariables),
    ],
)
def test_one_more_is_refused(text: str, refusal: type[ServiceError]) -> None:
    with pytest.raises(refusal):
        prepare(text)


@pytest.mark.slow
def test_comparing_repeated_fields_is_bounded() -> None:
    repeated = "{ a { " + "".join(f"a(x: [{i % 7}]) {{ b }} " for i in range(1500)) + "} }"
    with pytest.raises(TooComplex):
        prepare(repeated, Limits(validation_errors=10**6))


def test_a_document_is_prepared_once_and_the_same_nodes_come_back() -> None:
    kept = Documents(SCHEMA, Limits())
    first, second = (asyncio.run(kept.get("{ b }")) for _ in range(2))
    assert first is second


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    async def scenario() -> None:
        kept = Documents(SCHEMA, Limits(), most=2)
        a, b = await kept.get("{ a { b } }"), await kept.get("{ b }")
        assert await kept.get("{ a { b } }") is a
        await kept.get("{ c: b }")
        assert await kept.get("{ a { b } }") is a
        assert await kept.get("{ b }") is not b

    asyncio.run(scenario())


def test_the_cache_is_bounded_in_characters_too() -> None:
    async def scenario() -> None:
        kept = Documents(SCHEMA, Limits(), most_characters=50)
        short = await kept.get("{ b }")
        await kept.get("{ b } #" + "x" * 60)
        assert await kept.get("{ b }") is not short

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "fields",
    [" ".join(f"b{i}: b" for i in range(1500)), " ".join("a(x: [1, 2, 3]) { b }" for _ in range(300))],
    ids=["long", "repeating a field"],
)
def test_what_takes_long_is_prepared_beside_the_event_loop(fields: str) -> None:
    async def scenario() -> int:
        kept = Documents(SCHEMA, Limits())
        preparing = asyncio.create_task(kept.get(f"{{ a {{ {fields} }} }}"))
        turns = 0
        while not preparing.done():
            turns += 1
            await asyncio.sleep(0.001)
        with suppress(TooComplex):
            await preparing
        return turns

    assert asyncio.run(scenario()) > 2  # in the loop itself, one turn would have it done
