"""The GraphQL executor answers as graphql-core does, reads once a level, and shares the event loop fairly."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Callable, Iterable
from random import Random
from typing import Annotated, Any

import pytest
import strawberry
from graphql import GraphQLSchema, get_introspection_query, get_variable_values, parse, validate
from holding import held
from hypothesis import given, settings
from hypothesis import strategies as st
from random_documents import Documents
from reference_executor import let_graphql_core_resolve, operation_of, ours, reference
from toy_family import SCHEMA, ToyCase

from api.graphql.budget import LONGEST, Budget, OverBudget
from api.graphql.compile import SelectedField, compiled
from api.types.build import BadDeclaration, build_schema
from api.types.declare import Answered, fact, root
from api.types.node import Node

let_graphql_core_resolve(SCHEMA)
FAIR = 0.050
"""Seconds for which nothing may hold the event loop."""


async def answer(text: str, case: ToyCase | None = None, **more: Any) -> dict[str, Any]:
    """The response to a valid document, by the executor alone."""
    assert validate(SCHEMA, parse(text)) == []
    variables = more.pop("variables", {})
    return await ours(operation_of(SCHEMA, text, variables), ToyCase() if case is None else case, **more)


async def both(text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The response, which graphql-core's executor gives as well."""
    found = await answer(text, variables=variables or {})
    expected = reference(operation_of(SCHEMA, text, variables or {}), ToyCase(), variables or {})
    assert json.dumps(found) == json.dumps(expected)
    return found


def codes(response: dict[str, Any]) -> list[tuple[str, list[str | int]]]:
    return [(error["extensions"]["code"], error["path"]) for error in response.get("errors", [])]


def written(random: Random) -> tuple[str, dict[str, Any]]:
    return Documents(SCHEMA, random).document()


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_random_documents_are_answered_as_by_graphql_core(seed: int) -> None:
    """Data with the order of its keys, and errors with messages, paths and locations, in order; asked twice."""
    text, variables = written(Random(seed))
    assert validate(SCHEMA, parse(text)) == []
    operation = operation_of(SCHEMA, text, variables)
    expected = json.dumps(reference(operation, ToyCase(), variables))
    for _ in range(2):  # compiled, and kept
        case = ToyCase()
        assert json.dumps(asyncio.run(ours(operation, case))) == expected


def test_random_documents_have_what_is_to_be_compared() -> None:
    """Most of them answer something; errors, fragments, directives, variables and introspection all come up."""
    texts, answers = [], []
    for seed in range(60):
        text, variables = written(Random(seed))
        texts.append(text)
        answers.append(asyncio.run(ours(operation_of(SCHEMA, text, variables), ToyCase())))
    assert sum("errors" in each for each in answers) > 10 and sum("errors" not in each for each in answers) > 10
    for part in ("fragment ", "... on ", "@skip", "@include", "query (", "__schema", "__type(", "kind: ", "$ids"):
        assert any(part in text for text in texts), part


async def test_introspection_is_that_of_graphql_core() -> None:
    found = await both(get_introspection_query(directive_is_repeatable=True, input_value_deprecation=True))
    assert len(found["data"]["__schema"]["types"]) > 10


async def test_a_level_is_read_once_for_all_its_fields_and_subjects() -> None:
    case = ToyCase()
    await answer(
        """{ people(ids: ["person:1", "person:2"]) {
            partner { id partner { id } involvements { id } } again: partner { name }
            involvements { person { partner { id } } }
        } }""",
        case,
    )
    assert case.reads == [
        {"ties": ["person:1", "person:2"], "names": ["person:1", "person:2"], "work": ["person:1", "person:2"]},
        {"ties": ["person:2", "person:3"], "names": ["person:2", "person:3"], "work": ["person:2", "person:3"]},
        {"ties": ["person:1", "person:2"], "names": ["person:1", "person:2"]},
    ]


async def test_a_level_without_needs_reads_nothing() -> None:
    case = ToyCase()
    await answer('{ person(id: "person:1") { id mother { mother { id } } } }', case)
    assert case.reads == []


async def test_a_store_that_fails_fails_its_root_field_alone() -> None:
    class Gone(ToyCase):
        async def read(self, **wanted: Iterable[str]) -> None:
            raise ConnectionError("person 4 is secret")

    found = await answer('{ a: person(id: "person:1") { id partner { id } } b: person(id: "person:1") { id } }', Gone())
    assert found["data"] == {"a": None, "b": {"id": "person:1"}}
    assert codes(found) == [("INTERNAL", ["a"])] and "secret" not in json.dumps(found)


async def test_root_fields_run_side_by_side_and_at_most_two() -> None:
    running, most = 0, 0

    class Waiting(ToyCase):
        async def read(self, **wanted: Iterable[str]) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1
            await ToyCase.read(self, **wanted)

    fields = " ".join(f'a{n}: person(id: "person:1") {{ partner {{ id }} }}' for n in range(30))
    found = await answer(f"{{ {fields} }}", Waiting())
    assert most == 2
    assert list(found["data"]) == [f"a{n}" for n in range(30)]


async def test_a_root_field_that_fails_is_null_and_says_nothing_of_anybody() -> None:
    found = await both('{ broken { id } person(id: "person:1") { id } none: person(id: "nobody") { id } }')
    assert found["data"] == {"broken": None, "person": {"id": "person:1"}, "none": None}
    assert codes(found) == [("INTERNAL", ["broken"])]
    assert "secret" not in json.dumps(found)


async def test_a_refusal_keeps_its_code_and_message() -> None:
    found = await both('{ person(id: "person:3") { risky } }')
    (error,) = found["errors"]
    assert error == {
        "message": "Not for you.", "path": ["person", "risky"], "locations": [{"line": 1, "column": 28}],
        "extensions": {"code": "FORBIDDEN"},
    }


async def test_null_goes_up_to_the_nearest_field_that_may_be_null() -> None:
    found = await both('{ people(ids: ["person:1", "person:3"]) { friends { id required } mother { required } } }')
    assert found["data"] == {"people": None}
    found = await both('{ person(id: "person:1") { friends { id required } } }')
    assert found["data"] == {"person": {"friends": [None, None]}}
    assert codes(found) == [("FORBIDDEN", ["person", "friends", 0, "required"])]


async def test_an_unexpected_exception_is_reported_once_for_a_field() -> None:
    from api.errors import Internal
    from api.graphql.dispatch import Dispatch

    reported: list[Exception] = []

    def report(error: Exception) -> Internal:
        reported.append(error)
        return Internal("some-id")

    operation = operation_of(SCHEMA, '{ people(ids: ["person:4", "person:4", "person:10"]) { risky } }', {})
    dispatch = Dispatch(operation, ToyCase(), budget=Budget(), told=set(), unexpected=report)
    found = await dispatch.response()
    assert [error["extensions"] for error in found["errors"]] == [{"code": "INTERNAL", "id": "some-id"}] * 3
    assert [str(error) for error in reported] == ["person 4 is secret"]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ('on: "2026-02-30"', 'The argument on is "2026-02-30". Give: A day that exists'),
        ("on: {a: [1]}", "The argument on is { a: [1] }. Give: A day that exists"),
        ('knownAt: "yesterday"', 'The argument knownAt is "yesterday". Give: An instant'),
    ],
)
async def test_a_bad_literal_fails_its_field_alone_and_is_named(argument: str, said: str) -> None:
    found = await both(f'{{ a: people(ids: [], {argument}) {{ id }} b: people(ids: []) {{ id }} }}')
    assert found["data"] == {"a": None, "b": []}
    assert codes(found) == [("BAD_USER_INPUT", ["a"])] and found["errors"][0]["message"].startswith(said)


def test_a_bad_variable_refuses_the_request() -> None:
    document: Any = parse("query ($on: Date) { people(ids: [], on: $on) { id } }")
    assert isinstance(get_variable_values(SCHEMA, document.definitions[0].variable_definitions, {"on": "x"}), list)


async def test_a_variable_gives_each_request_its_own_answer() -> None:
    text = """query ($yes: Boolean!, $on: Date) { person(id: "person:1") { id @include(if: $yes) age(on: $on) } }"""
    operation = operation_of(SCHEMA, text, {"yes": True, "on": "2026-01-01"})
    first = await ours(operation, ToyCase())
    other = operation_of(SCHEMA, text, {"yes": False, "on": "2030-01-01"})
    same_document = type(operation)(
        operation.document, operation.operation, operation.fragments, other.variables, SCHEMA, operation.memo
    )
    assert first["data"]["person"] == {"id": "person:1", "age": 35}
    assert (await ours(same_document, ToyCase()))["data"]["person"] == {"age": 39}


async def test_a_null_variable_of_a_directive_is_refused() -> None:
    text = "query ($yes: Boolean = true) { person(id: \"person:1\") { id @skip(if: $yes) } }"
    found = await answer(text, variables={"yes": None})
    assert codes(found) == [("BAD_USER_INPUT", ["person"])]


async def test_a_document_is_compiled_once() -> None:
    operation = operation_of(SCHEMA, '{ person(id: "person:1") { id mother { id } } }', {})
    await ours(operation, ToyCase())
    kept, fields = compiled(operation), selected_fields()
    await ours(operation, ToyCase())
    assert compiled(operation) is kept and selected_fields() == fields


def selected_fields() -> int:
    """How many compiled fields are in memory."""
    gc.collect()
    return sum(isinstance(each, SelectedField) for each in gc.get_objects())


async def test_what_is_kept_of_a_document_grows_with_its_text_and_not_with_what_its_fragments_spell() -> None:
    """Eight fragments that spread the next one twice spell 256 selections of one field."""
    fragments = " ".join(
        f"fragment F{n} on Person {{ a{n}: again {{ ...F{n + 1} }} b{n}: again {{ ...F{n + 1} }} }}" for n in range(8)
    )
    text = f'{{ person(id: "person:1") {{ ...F0 }} }} {fragments} fragment F8 on Person {{ id }}'
    operation, before = operation_of(SCHEMA, text, {}), selected_fields()
    found = await ours(operation, ToyCase())
    assert json.dumps(found) == json.dumps(reference(operation, ToyCase(), {}))
    assert json.dumps(found).count('"id"') == 256
    assert selected_fields() - before == 1 + 8 * 2 + 1


async def test_deep_fragments_are_answered() -> None:
    fragments = " ".join(f"fragment F{n} on Person {{ partner {{ name ...F{n + 1} }} }}" for n in range(12))
    await both(f'{{ person(id: "person:5") {{ ...F0 }} }} {fragments} fragment F12 on Person {{ id }}')


async def test_a_thousand_aliases_are_a_thousand_values() -> None:
    aliases = " ".join(f"a{n}: id" for n in range(1000))
    found = await both(f'{{ person(id: "person:1") {{ {aliases} }} }}')
    assert list(found["data"]["person"]) == [f"a{n}" for n in range(1000)]
    assert set(found["data"]["person"].values()) == {"person:1"}


async def test_the_answer_tells_of_each_object_in_it_whatever_is_selected_of_it() -> None:
    told: set[str] = set()
    await answer('{ person(id: "person:1") { partner { __typename } involvements { status } } }', told=told)
    assert told == {"person:1", "person:2", "work:1:0"}


async def test_the_answer_does_not_tell_of_what_an_error_has_made_null() -> None:
    told: set[str] = set()
    found = await answer('{ person(id: "person:1") { id friends { id required mother { id } } } }', told=told)
    assert found["data"] == {"person": {"id": "person:1", "friends": [None, None]}}
    assert told == {"person:1"}


async def test_a_page_tells_of_the_rows_that_its_cursors_show() -> None:
    told: set[str] = set()
    await answer("{ find(first: 1) { pageInfo { endCursor } } }", told=told)
    assert told == {"person:0"}


async def test_an_answer_of_which_is_not_known_whom_it_tells_of_is_not_given() -> None:
    @strawberry.type(description="A type.")
    class Thing:
        """A type whose `tells` fails."""

        a: str = fact(lambda case, subject: "secret", "A.")
        tells = staticmethod(lambda case, subject: subject.no_such)

    schema = built(thing=(Thing | None, root(_nothing, "A thing.")))
    found = await ours(operation_of(schema, "{ thing { a } }", {}), ToyCase())
    assert found["data"] == {"thing": None}


async def _nothing(case: ToyCase) -> Answered:
    return Answered(case, object())


async def test_a_connection_pages_as_relay_asks() -> None:
    page = """query ($after: String) { find(first: 15, after: $after) { __typename
        edges { cursor node { id __typename } } nodes { id } pageInfo {
        endCursor hasNextPage hasPreviousPage startCursor } totalCount } }"""
    after, seen = None, []
    for _ in range(3):
        found = (await answer(page, variables={"after": after}))["data"]["find"]
        seen += [edge["node"]["id"] for edge in found["edges"]]
        assert [edge["node"]["id"] for edge in found["edges"]] == [node["id"] for node in found["nodes"]]
        info = found["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == (found["edges"][0]["cursor"], found["edges"][-1]["cursor"])
        assert info["hasPreviousPage"] == (after is not None)
        after = info["endCursor"]
    assert seen == [f"person:{number}" for number in range(40)]
    assert (found["__typename"], found["totalCount"], info["hasNextPage"]) == ("PersonConnection", 40, False)


async def test_changes_come_one_after_another_and_one_that_may_not_be_null_takes_the_data_with_it() -> None:
    text = 'mutation { a: touch(id: "person:1") { id } b: touch(id: "nobody") { id } }'
    found = await both(text)
    assert found["data"] is None and codes(found) == [("INTERNAL", ["b"])]


async def longest_gap(text: str, budget: Budget | None = None) -> float:
    """The longest that the event loop is held while a document is compiled and answered."""
    _, longest = await held(ours(operation_of(SCHEMA, text, {}), ToyCase(), budget=budget or Budget()))
    return longest


def people(count: int, selected: str) -> str:
    ids = ", ".join(f'"person:{number}"' for number in range(count))
    return f"{{ people(ids: [{ids}]) {{ {selected} }} }}"


async def test_a_slow_function_does_not_hold_the_event_loop() -> None:
    """Forty calls of 4 ms."""
    assert await longest_gap(people(40, "slow")) < FAIR


async def test_many_objects_and_many_failures_do_not_hold_the_event_loop() -> None:
    inner = "id name friends { id name friends { id name friends { id sex } } } table"
    assert await longest_gap(people(500, inner), Budget(failures=10_000)) < FAIR


async def test_a_wide_document_is_compiled_without_holding_the_event_loop() -> None:
    aliases = " ".join(f'a{n}: age(on: "2026-03-31", inMonths: true)' for n in range(6000))
    assert await longest_gap(f'{{ person(id: "person:1") {{ {aliases} }} }}') < FAIR


async def test_processor_time_is_limited() -> None:
    found = await answer(people(40, "slow"), budget=Budget(seconds=0.05))
    assert found["data"] == {"people": None} and codes(found) == [("TOO_COMPLEX", ["people"])]
    assert found["errors"][0]["message"].startswith("The answer takes more than 0.05 s of processor time. Ask")


@pytest.mark.parametrize("seconds", [0.0, 0.1])
async def test_each_step_is_counted_once_and_time_that_is_waited_is_not(seconds: float) -> None:
    class Waiting(ToyCase):
        async def read(self, **wanted: Iterable[str]) -> None:
            await asyncio.sleep(seconds)
            await ToyCase.read(self, **wanted)

    text = '{ people(ids: ["person:1"]) { slow partner { slow partner { slow involvements { id } } } } }'
    operation, budget, begun = operation_of(SCHEMA, text, {}), Budget(), time.thread_time()
    found = await ours(operation, Waiting(), budget=budget)
    assert "errors" not in found and 0.012 < budget.spent < time.thread_time() - begun


async def test_the_values_of_an_answer_are_limited() -> None:
    aliases = " ".join(f"a{n}: table" for n in range(5000))
    found = await answer(f'{{ person(id: "person:1") {{ {aliases} }} }}', budget=Budget(values=20_000))
    assert codes(found) == [("TOO_COMPLEX", ["person"])]
    assert "more than 20000 values" in found["errors"][0]["message"]


async def test_the_length_of_a_list_is_limited_so_that_it_is_written_within_a_step() -> None:
    schema = built(a=(list[int] | None, root(_ones, "A.")))
    longest = await ours(operation_of(schema, f"{{ a(most: {LONGEST}) }}", {}), ToyCase())
    assert len(longest["data"]["a"]) == LONGEST
    longer = await ours(operation_of(schema, f"{{ a(most: {LONGEST + 1}) }}", {}), ToyCase())
    assert longer["data"] == {"a": None} and codes(longer) == [("TOO_COMPLEX", ["a"])]


async def _ones(case: ToyCase, most: Annotated[int, strawberry.argument(description="How many.")] = 0) -> Answered:
    return Answered(case, [1] * most)


async def test_the_budget_is_one_for_all_root_fields() -> None:
    fields = " ".join(f'a{n}: person(id: "person:1") {{ id name }}' for n in range(10))
    found = await answer(f"{{ {fields} }}", budget=Budget(values=12))
    assert sum(value is None for value in found["data"].values()) == 4


async def test_failures_are_limited() -> None:
    found = await answer(people(100, "risky"), budget=Budget(failures=10))
    assert codes(found) == [("TOO_COMPLEX", ["people"])]


def test_a_budget_says_what_it_is_spent_on() -> None:
    budget = Budget(values=1, failures=1, seconds=1)
    budget.fail()
    spends: list[Callable[[], None]] = [lambda: budget.write(2), lambda: budget.work(2), budget.fail]
    for spend in spends:
        with pytest.raises(OverBudget, match="Ask for fewer fields, aliases or rows at once"):
            spend()


async def _plain(case: ToyCase, most: int = 1) -> Answered:
    return Answered(case, None)


def built(**fields: Any) -> GraphQLSchema:
    """A schema whose Query has these fields: annotation and declaration."""
    namespace = {name: declared for name, (_, declared) in fields.items()}
    annotations = {name: kind for name, (kind, _) in fields.items()}
    return build_schema(strawberry.type(type("Query", (), {**namespace, "__annotations__": annotations})))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"a": (int | None, strawberry.field(description="A."))}, "Query.a has no function"),
        ({"a": (int | None, root(_nothing, ""))}, "Query.a has no meaning; write one"),
        ({"a": (int | None, root(_plain, "A."))}, "Query.a has no meaning for its argument most"),
        ({"a": (int, root(_nothing, "A."))}, "Query.a is never null; make its type optional"),
        ({"a": (int | None, fact(lambda case, subject: 1, "A."))}, "declare fields of root types with `root`"),
    ],
)
def test_a_field_that_lacks_something_is_refused_by_name(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(BadDeclaration, match=said):
        built(**fields)


def test_an_asynchronous_fact_is_refused() -> None:
    with pytest.raises(TypeError, match="name in `needs` what it reads"):
        fact(_nothing, "A.")


def test_an_interface_says_the_types_of_its_subjects() -> None:
    @strawberry.interface(description="Unnamed.")
    class Unnamed:
        """An interface without `concrete`."""

        a: int = fact(lambda case, subject: 1, "A.")

    @strawberry.type(description="A.")
    class A(Unnamed):
        """Its object type."""

    with pytest.raises(BadDeclaration, match="Unnamed is an interface; give it `concrete`"):
        built(a=(Unnamed | None, root(_nothing, "A.")), b=(A | None, root(_nothing, "B.")))


async def _of_wrong_type(case: ToyCase, id: Annotated[str, strawberry.argument(description="Any.")]) -> Answered:
    return Answered(case, object())


async def test_a_subject_that_no_type_is_registered_for_fails_its_field() -> None:
    @strawberry.type(description="Questions.")
    class Query:
        """The root."""

        node: Node | None = root(_of_wrong_type, "A node.")

    found = await ours(operation_of(build_schema(Query), '{ node(id: "a") { id } }', {}), ToyCase())
    assert found["data"] == {"node": None} and codes(found) == [("INTERNAL", ["node"])]
