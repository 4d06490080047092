"""Relay connections: pages of rows that a question has chosen, with a cursor for each.

`Connection[Person]` is the GraphQL type PersonConnection; its edges are PersonEdge. A type that says more of an edge
or a page extends both:

    @strawberry.type(description="A person who was found, with what matched.")
    class PersonEdge(Edge[Person]): ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from api.types.declare import Needs, fact
from queries.case import Counting

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the cursor of each.

    `total` is how many rows all pages have; where it is None, `count` counts them, if anything does. `told` are the
    ids that a page tells of even where no row is selected: a cursor says that a row is there.
    """

    rows: Sequence[Any]
    cursors: Sequence[str]
    has_next: bool = False
    has_previous: bool = False
    total: int | None = None
    told: Sequence[str] = ()
    end: str | None = None
    """Where the next page goes on, where that is not after the last row."""
    count: Counting | None = None


def _counts(page: Page) -> Needs:
    return {"counts": [page.count]} if page.total is None and page.count is not None else {}


def _total(case: Any, page: Page) -> int | None:
    total: int | None = page.total if page.total is not None else case.counts.get(page.count)
    return total


@dataclass(frozen=True, slots=True)
class PageEdge:
    """One row of a page, by its index."""

    page: Page
    index: int


def edges_of(case: Any, page: Page) -> list[PageEdge]:
    """Give the edges of a page; for connections that declare edges of their own type."""
    return [PageEdge(page, index) for index in range(len(page.rows))]


@strawberry.type(description="Where a page begins and ends, and whether more rows come before or after it.")
class PageInfo:
    """`PageInfo` of the Relay specification."""

    has_next_page: bool = fact(lambda case, page: page.has_next, "Whether more rows follow.")
    has_previous_page: bool = fact(lambda case, page: page.has_previous, "Whether rows come before.")
    start_cursor: str | None = fact(
        lambda case, page: page.cursors[0] if page.cursors else None, "The cursor of the first row."
    )
    end_cursor: str | None = fact(
        lambda case, page: page.end or (page.cursors[-1] if page.cursors else None),
        "The cursor of the last row; give it as `after`.",
    )


@strawberry.type(description="One row with its cursor.")
class Edge(Generic[Row]):
    """An edge of the Relay specification; its subject is a `PageEdge`."""

    cursor: str = fact(lambda case, edge: edge.page.cursors[edge.index], "Where the row stands; give it as `after`.")
    node: Row = fact(lambda case, edge: edge.page.rows[edge.index], "The row.")


@strawberry.type(description="A page of rows.")
class Connection(Generic[Row]):
    """A connection of the Relay specification; its subject is a `Page`."""

    edges: Sequence[Edge[Row]] = fact(edges_of, "The rows, with their cursors.")
    nodes: list[Row] = fact(lambda case, page: page.rows, "The rows.")
    page_info: PageInfo = fact(lambda case, page: page, "Where the page begins and ends.")
    total_count: int | None = fact(
        _total, "How many rows there are in all, where they are few enough to count.", needs=_counts
    )

    tells = staticmethod(lambda case, page: page.told)
