"""The store read through py2neo, by the analysts who use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from deliver import Agency, empty, load, person_id

from graph.connection import StoreSettings
from graph.private_store import StoreAddress

py2neo = pytest.importorskip("py2neo", reason="py2neo is in the optional extra: pip install '.[analysts]'")

from queries.analysis.py2neo_graph import ReadingGraph, graph  # noqa: E402

# The library is from 2021 and uses what Python has deprecated since.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def family(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingGraph]:
    """A mother and her son, as the council records them."""
    empty(store)
    council = Agency("council", "children_social_care")
    council.people(ana="1990-02-01", leo="2015-06-30")
    council.tie("ana", "parent", "leo", since="2015-06-30")
    load(store, tmp_path_factory.mktemp("py2neo"), council.delivered())
    with closing(graph(store)) as made:
        yield made


def test_run_evaluate_and_tables(family: ReadingGraph) -> None:
    count = "MATCH (p:Person) WHERE p.date_of_birth > $after RETURN count(p) AS people"
    assert family.evaluate(count, after="2000") == 1
    assert family.run(count, {"after": "1980"}).data() == [{"people": 2}]
    table = family.run("MATCH (p:Person) RETURN p.date_of_birth AS born ORDER BY born").to_table()
    assert (table.keys(), [tuple(row) for row in table]) == (["born"], [("1990-02-01",), ("2015-06-30",)])


def test_nodes_and_relationships_are_matched(family: ReadingGraph) -> None:
    mother = family.nodes.match("Person", id=person_id("council", "ana")).first()
    assert mother["date_of_birth"] == "1990-02-01"
    (tie,) = family.match((mother,), r_type="PARENT_OF")
    assert (tie.end_node["id"], tie["agency"]) == (person_id("council", "leo"), ["council"])


def test_a_subgraph_holds_what_was_matched(family: ReadingGraph) -> None:
    found = family.run("MATCH (p:Person)-[r:PARENT_OF]->(q:Person) RETURN p, r, q").to_subgraph()
    assert (len(found.nodes), len(found.relationships)) == (2, 1)


def test_nothing_can_be_written(family: ReadingGraph) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: family.run("CREATE (:Person)"),
        lambda: family.evaluate("CREATE (p:Person) RETURN p"),
        lambda: family.update("CREATE (:Person)"),
        lambda: family.create(py2neo.Node("Person")),
        family.delete_all,
    ]
    for attempt in attempts:
        with pytest.raises(py2neo.ClientError, match="Writing in read access mode"):
            attempt()
    assert family.evaluate("MATCH (p:Person) RETURN count(p)") == 2


def test_a_server_that_is_named_is_read_through_that_member(store: StoreAddress) -> None:
    routed = store.uri.replace("bolt://", "neo4j://")
    named = graph(StoreSettings(Path("unused"), routed, store.user, store.password))
    with closing(named):
        assert named.evaluate("RETURN 1") == 1
