"""A page of a connection, shaped as it was asked for: `nodes`, `edges` and `pageInfo`, as Relay has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from api.paging import cursor, cursor_at, page, page_after
from api.picks import Selections
from api.roots import NotBuilt, Root
from queries.access.sight import answering_subjects
from queries.analysis import caseload, hidden, swept
from queries.ask import Question
from queries.audit.looked import AccessLog
from queries.audit.looks import looks
from queries.audit.picked_told import HIDDEN, told
from queries.context import Context
from queries.planner import Pick
from queries.questions.hidden_connections import FlagPlace
from queries.read import Reader


@dataclass(frozen=True)
class _Rows:
    """The rows that were read, of which a page has `shown`.

    `cursor` gives the cursor of a row by its place on the page: they are written only where they are asked for. `upto`
    is where the next page goes on, if not after the last row.
    """

    rows: list[dict[str, Any]]
    shown: int
    cursor: Callable[[int], str]
    earlier: bool
    more: bool
    upto: FlagPlace | None = None

    @property
    def start_cursor(self) -> str | None:
        """That of the first row."""
        return self.cursor(0) if self.shown else None

    @property
    def end_cursor(self) -> str | None:
        """Where the next page goes on."""
        if self.upto is not None:
            return cursor_at(self.upto)
        return self.cursor(self.shown - 1) if self.shown else None


async def _caseload(
    reader: Reader, arguments: dict[str, Any], context: Context, nodes: tuple[Pick, ...], edges: tuple[Pick, ...]
) -> _Rows:
    """Flags that name somebody of the own agency's records."""
    after, take = page_after(arguments)
    asked = caseload.Asked(arguments.get("rule"), arguments.get("from"), after, take)
    found = await caseload.flags(reader, asked, context, nodes, edges)
    places = found.places[:take]
    return _Rows(
        found.rows, len(places), lambda place: cursor_at(places[place]),
        earlier=arguments.get("after") is not None, more=found.upto is not None, upto=found.upto,
    )


class Connection:
    """A page of a connection, shaped as it was asked for."""

    def __init__(self, root: Root, selections: Selections, nodes: list[FieldNode], log: AccessLog | None) -> None:
        self._root = root
        self._log = log
        self._fields = selections.fields(n.selection_set for n in nodes)
        self._selections = selections

    async def answer(
        self, reader: Reader, question: Question | None, arguments: dict[str, Any], context: Context
    ) -> dict[str, Any]:
        """The connection: the picked keys only."""
        nodes, edges = self._picks()
        if arguments.get("first") == 0 or not (nodes or edges):
            edges = (*edges, *self._unseen())
        if self._of_caseload(arguments, context):
            return self._shaped(await _caseload(reader, arguments, context, nodes, edges))
        skip, take = page(arguments)
        if question is None:
            rows = await self._derived(reader, arguments, context, nodes, edges, skip, take + 1)
        else:
            rows = await reader.page(question, nodes, edges, context)
        shown = min(take, len(rows))
        return self._shaped(
            _Rows(rows, shown, lambda place: cursor(skip + place), earlier=skip > 0, more=len(rows) > take)
        )

    def _of_caseload(self, arguments: dict[str, Any], context: Context) -> bool:
        """Whether flags are asked for without persons by somebody for whom no sweep was made."""
        return self._root.shape == "Flag" and arguments.get("people") is None and not context.viewer.sees_all

    async def _derived(
        self, reader: Reader, arguments: dict[str, Any], context: Context, *page: Any
    ) -> list[dict[str, Any]]:
        """Looks from the audit log; flags derived anew for persons, and without them those of the last sweep."""
        if self._root.name == "accessLog":
            answering_subjects(context.viewer)
            return await looks(_open_log(self._log), reader, arguments["person"], context, *page)
        if arguments.get("people") is None:
            return await swept.flags(reader, arguments.get("rule"), context, *page)
        return await hidden.flags(reader, arguments, context, *page)

    def _picks(self) -> tuple[tuple[Pick, ...], tuple[Pick, ...]]:
        """Every field is read under a key of its own, for one row may be asked for in several places."""
        nodes: list[Pick] = []
        edges: list[Pick] = []
        for key, same in self._fields.items():
            if same[0].name.value == "nodes":
                nodes.append(Pick(key, "", (), self._of_node(same)))
            if same[0].name.value == "edges":
                for inner, under in self._selections.fields(n.selection_set for n in same).items():
                    if under[0].name.value == "node":
                        edges.append(Pick(f"{key}.{inner}", "", (), self._of_node(under)))
        return tuple(nodes), tuple(edges)

    def _unseen(self) -> tuple[Pick, ...]:
        """Whom a row is about, where no row is shown: a cursor tells that there is one, as `hasNextPage` does."""
        about = told(self._root.shape, ())
        return (Pick(HIDDEN, "", (), about),) if about else ()

    def _of_node(self, nodes: list[FieldNode]) -> tuple[Pick, ...]:
        return self._selections.picks(self._root.shape, nodes)

    def _shaped(self, page: _Rows) -> dict[str, Any]:
        made: dict[str, Any] = {}
        shown = page.rows[: page.shown]
        for key, same in self._fields.items():
            match same[0].name.value:
                case "nodes":
                    made[key] = [row["node"][key] for row in shown]
                case "edges":
                    made[key] = [self._edge(key, same, page, place) for place in range(page.shown)]
                case "pageInfo":
                    made[key] = self._page_info(same, page)
                case _:
                    made[key] = self._root.connection
        if hidden := [row["edge"][HIDDEN] for row in shown or page.rows[:1] if HIDDEN in row["edge"]]:
            made[HIDDEN] = hidden
        return made

    def _edge(self, key: str, nodes: list[FieldNode], page: _Rows, place: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for inner, same in self._selections.fields(n.selection_set for n in nodes).items():
            match same[0].name.value:
                case "node":
                    made[inner] = page.rows[place]["edge"][f"{key}.{inner}"]
                case "cursor":
                    made[inner] = page.cursor(place)
                case _:
                    made[inner] = self._root.edge
        return made

    def _page_info(self, nodes: list[FieldNode], page: _Rows) -> dict[str, Any]:
        facts = {
            "hasNextPage": page.more,
            "hasPreviousPage": page.earlier,
            "startCursor": page.start_cursor,
            "endCursor": page.end_cursor,
            "__typename": "PageInfo",
        }
        asked = self._selections.fields(n.selection_set for n in nodes)
        return {key: facts[same[0].name.value] for key, same in asked.items()}


def _open_log(log: AccessLog | None) -> AccessLog:
    """The audit log of a service that keeps one."""
    if log is None:
        raise NotBuilt("this service keeps no audit log; ask one that was started with `thinkfamily serve`")
    return log
