"""The planner: a question and a selection become one statement whose row has the shape of the answer.

    OPTIONAL MATCH … AS loading, later                -- may this be asked so
    OPTIONAL CALL (loading, later) {
      CALL (loading) { question }                     -- says which
      RETURN {id: it.id, records: COLLECT { … }}      -- says what of them
    }

Every list is bounded and every fact read through the terms, so that the filters of time, knowledge and
access stand in one place however deep the selection is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from queries.shape import Given, Leaf, Link, Shape
from queries.shapes import SHAPES
from queries.terms import Known, framed

MOST_LISTS = 100
"""Lists and single things that one root field may read. The store's time to plan a statement grows with them: some
twenty seconds for as many, while the deepest question of a case has twenty."""


class TooManyLists(Exception):
    """A selection that the store would plan for minutes."""


@dataclass(frozen=True)
class Pick:
    """One selected field: under which key it is answered, its arguments, and what is picked of it."""

    key: str
    name: str
    arguments: tuple[tuple[str, Any], ...] = ()
    picks: tuple[Pick, ...] = ()


def check_lists(shape: str, picks: tuple[Pick, ...]) -> None:
    """Raises `TooManyLists` for what could not be planned, for whoever does something before it is read."""
    _Plan().projection(SHAPES[shape], "it", picks)


def plan(question: str, shape: str, picks: tuple[Pick, ...], terms: Known, *, many: bool) -> str:
    """The statement that answers a question (which returns rows `it` of the shape) with these picks.

    Its one record has `answer`: a map, or with `many` a list of maps; and `later` (`queries.terms`).
    """
    target = SHAPES[shape]
    if many:
        listed = _Plan().listed(target, "UNWIND items AS %m", "", picks)
        return framed(f"{_all_rows(question)}RETURN {listed} AS answer", terms)
    answer = _Plan().projection(target, "it", picks)
    read = f"WITH loading, it\n{_facts(target, 'it')}RETURN {answer} AS answer LIMIT 1"
    return framed(f"CALL (loading) {{\n{question}\n}}\n{read}", terms)


def plan_connection(question: str, shape: str, nodes: tuple[Pick, ...], edges: tuple[Pick, ...], terms: Known) -> str:
    """The statement of a connection: its answer is a list of `{node, edge}`.

    `nodes` and `edges` hold one pick for each place in which a row is asked for."""
    target = SHAPES[shape]
    steps = _Plan()
    bind = f"UNWIND items AS it WITH it {_facts(target, 'it')}"
    both = f"{{node: {_each(steps, target, nodes)}, edge: {_each(steps, target, edges)}}}"
    return framed(f"{_all_rows(question)}RETURN COLLECT {{ {bind} RETURN {both} }} AS answer", terms)


def _all_rows(question: str) -> str:
    """The rows of a question as one list `items`, empty where there are none."""
    return f"CALL (loading) {{\nCALL (loading) {{\n{question}\n}}\nRETURN collect(it) AS items\n}}\n"


def _each(steps: _Plan, shape: Shape, asked: tuple[Pick, ...]) -> str:
    """A map with a projection for every place in which the row is asked for."""
    return "{" + ", ".join(f"`{one.key}`: {steps.projection(shape, 'it', one.picks)}" for one in asked) + "}"


def _facts(shape: Shape, variable: str) -> str:
    """The clause that reads a node through its facts as known; nothing for other things."""
    if not shape.node:
        return ""
    facts = f"{variable}_facts"
    read, known = (term.replace("%n", variable).replace("%f", facts) for term in (shape.facts, shape.known))
    return f"WITH *, {read} AS {facts} WHERE {known}\n"


_SUBQUERY = ("COLLECT {", "EXISTS {", "COUNT {")


class _Plan:
    """The making of one statement; counts its variables."""

    def __init__(self) -> None:
        self._made = 0

    def _next(self) -> int:
        """The number of one more list, for its variables. Raises `TooManyLists`."""
        self._made += 1
        if self._made > MOST_LISTS:
            raise TooManyLists(f"A root field may read {MOST_LISTS} lists and linked things; ask for some in another.")
        return self._made

    def projection(self, shape: Shape, variable: str, picks: tuple[Pick, ...]) -> str:
        """A map literal of the picked fields."""
        return "{" + ", ".join(f"`{pick.key}`: {self._value(shape, variable, pick)}" for pick in picks) + "}"

    def _value(self, shape: Shape, variable: str, pick: Pick) -> str:
        if pick.name == "__typename":
            return f"'{shape.name}'"
        wanted = shape.fields[pick.name]
        facts = f"{variable}_facts" if shape.node else variable
        if isinstance(wanted, Leaf):
            return wanted.cypher.replace("%n", variable).replace("%f", facts)
        if isinstance(wanted, Given):
            return self._given(wanted, wanted.value.replace("%n", variable).replace("%f", facts), pick.picks)
        source = wanted.source_if if wanted.argument and dict(pick.arguments).get(wanted.argument) else wanted.source
        if wanted.ids and all((below.name, below.key) == ("id", "id") for below in pick.picks):
            return f"COLLECT {{ {wanted.ids.replace('%n', variable).replace('%u', f'_{self._next()}')} }}"
        return self._linked(wanted, source.replace("%n", variable).replace("%f", facts), pick.picks)

    def _given(self, given: Given, value: str, picks: tuple[Pick, ...]) -> str:
        """What the question has bound already, and so has judged: only read.

        In a list comprehension, which is quick to plan, where nothing below needs a subquery: the store loses
        the variable of a comprehension in a subquery within a subquery.
        """
        shape, variable = SHAPES[given.shape], f"n{self._next()}"
        facts, reading = f"{variable}_facts", shape.facts.replace("%n", variable)
        made = self.projection(shape, variable, picks)
        bound = "$bound" if given.many else "1"
        values = value if given.many else f"[{value}]"
        if any(word in made for word in _SUBQUERY):
            read = f"WITH {variable}, {reading} AS {facts} " if facts in made else ""
            there = f"UNWIND {values} AS {variable} WITH {variable} WHERE {variable} IS NOT NULL {read}"
            listed = f"COLLECT {{ {there}RETURN {made} LIMIT {bound} }}"
        else:
            if facts in made:
                made = f"head([{facts} IN [{reading}] | {made}])"
            listed = f"[{variable} IN {values} WHERE {variable} IS NOT NULL | {made}][..{bound}]"
        return listed if given.many else f"head({listed})"

    def _linked(self, link: Link, source: str, picks: tuple[Pick, ...]) -> str:
        target = SHAPES[link.shape]
        if link.many:
            return self.listed(target, source, link.order, picks)
        return f"head({self._collected(target, source, '', 'LIMIT 1', picks)})"

    def listed(self, shape: Shape, source: str, order: str, picks: tuple[Pick, ...]) -> str:
        """A bounded list of what a source binds, in a stated order."""
        return self._collected(shape, source, order, "LIMIT $bound", picks)

    def _collected(self, shape: Shape, source: str, order: str, limit: str, picks: tuple[Pick, ...]) -> str:
        number = self._next()
        variable = f"n{number}"
        facts = f"{variable}_facts" if shape.node else variable
        bound = source.replace("%mf", facts).replace("%m", variable).replace("%u", f"_{number}")
        bare = "%mf" not in source
        kept, read = (variable, _facts(shape, variable)) if bare else (f"{variable}, {facts}", "")
        ordered = f" ORDER BY {order.replace('%m', variable).replace('%f', facts)}" if order else ""
        return (
            f"COLLECT {{ {bound} WITH {kept} {read}"
            f"{f'WITH *{ordered} {limit} ' if order else ''}"
            f"RETURN {self.projection(shape, variable, picks)}{'' if order else ' ' + limit} }}"
        )
