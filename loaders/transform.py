"""From a row of cells to a validated row for the spool, generically from the declared model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from hashlib import blake2b
from typing import NamedTuple

import orjson

from graph.ids import default_service, global_id
from graph.model import BY_TABLE
from loaders.pointers import KEYED, POINTERS, REGISTRATIONS, Mention, Pointer
from loaders.problems import Untrue
from loaders.rules import DEFAULT_SERVICE, RULES, Context, Foreign, Values, registrations
from loaders.values import Convert, converter

Plan = list[tuple[int, str, Convert]]
"""Which cells to read: place, name of the fact, and what reads it."""


class Made(NamedTuple):
    """A validated row; `values` is what `content` holds as JSON."""

    key: str
    digest: str
    content: bytes
    values: Values
    mentions: list[Mention]


def packed(values: Values) -> tuple[str, bytes]:
    """Digest and JSON of a row's values; keys are sorted, so that equal facts give equal bytes."""
    content = orjson.dumps(values, option=orjson.OPT_SORT_KEYS)
    return blake2b(content, digest_size=16).hexdigest(), content


class TableTransform:
    """Makes validated rows of one table from cells in the order of `columns`."""

    def __init__(self, table: str, columns: tuple[str, ...], context: Context) -> None:
        facts = {fact.column: fact for fact in BY_TABLE[table].facts() if fact.column}
        self._plan = [(n, facts[c].name, converter(facts[c])) for n, c in enumerate(columns) if c in facts]
        self._columns = {fact.name: str(fact.column) for fact in facts.values()}
        self._required = {fact.name for fact in facts.values() if fact.required}
        self._finish = RowFinish(table, context)
        keyed = self._finish.row_class.key
        self._keyed = KEYED[table]
        self._key_plans = [[step for step in self._plan if step[1] in names] for names in (("row_id",), keyed)]
        self._key_required = self._required.intersection(keyed)
        if len(keyed) == 1:  # tables with an id of their own have no use for another
            del self._key_plans[0]

    def __call__(self, cells: list[str]) -> Made:
        """The row; Untrue, with column, value and reason, where it cannot be true."""
        values = self._values(cells, self._plan)
        if not self._required <= values.keys():
            missing = min(self._required - values.keys())
            raise Untrue(self._columns[missing], "", "empty, and the row cannot do without it")
        return self._finish(values)

    def key(self, cells: list[str], wrong: Iterable[str]) -> str | None:
        """The key of a row that failed; None where it cannot be read, or one of the columns that may be wrong is in it.

        Rows that refer to it are to fail with it, and what stood of it goes on standing.
        """
        try:
            for plan in self._key_plans:
                values = self._values(cells, plan)
                if "row_id" in values or (self._key_required <= values.keys() and self._keyed.isdisjoint(wrong)):
                    return self._finish.key(values)
        except Untrue:
            pass
        return None

    def _values(self, cells: list[str], plan: Plan) -> Values:
        values: Values = {}
        text = name = ""
        try:
            for place, name, convert in plan:
                text = cells[place]
                if text:
                    value = convert(text)
                    if value or value == 0:
                        values[name] = value
        except ValueError as error:
            raise Untrue(self._columns[name], text, str(error)) from error
        return values


class RegistrationTransform:
    """Makes the registrations that a person's row names."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._finish = RowFinish(REGISTRATIONS, context)

    def __call__(self, person: Values) -> Iterator[Made]:
        for values in registrations(person, self._context):
            yield self._finish(values)


class RowFinish:
    """From values with local ids to a row for the spool: key, rules, global ids, digest."""

    def __init__(self, table: str, context: Context) -> None:
        self.row_class = BY_TABLE[table]
        self._context = context
        self._key = self.row_class.key
        self._rules = RULES.get(table, ())
        self._has_service = table in DEFAULT_SERVICE
        self._references = [
            _Resolver(pointer, context.agency, own_ids(context, pointer.label))
            for pointer in POINTERS
            if pointer.table == table
        ]

    def __call__(self, values: Values) -> Made:
        key = self.key(values)
        for rule in self._rules:
            rule(values, self._context)
        mentions: list[Mention] = []
        for resolver in self._references:
            value = values.get(resolver.name)
            if value is not None:
                values[resolver.name] = resolver(value, mentions)
        if self._has_service and "service_id" not in values:
            values["service_id"] = _default_service(values.get("provider", self._context.agency))
        return Made(key, *packed(values), values, mentions)

    def key(self, values: Values) -> str:
        """The id column, else `row_id`, else the declared facts joined by a bar."""
        if len(self._key) == 1:
            return str(values[self._key[0]])
        if "row_id" in values:
            return str(values["row_id"])
        owner = self._context.agency  # an event without event_agency is the agency's own
        parts = [values.get(name) or (owner if name == "event_agency" else "") for name in self._key]
        return "|".join([_escaped(part) if "|" in part or "\\" in part else part for part in parts])


class _Resolver:
    """Makes one fact's references global and notes each for the look-up."""

    def __init__(self, pointer: Pointer, agency: str, own_id: Callable[[str], str]) -> None:
        self.name = pointer.fact
        self._number, self._target = pointer.number, pointer.target
        self._label, self._foreign = pointer.label, pointer.foreign
        self._agency, self._own_id = agency, own_id

    def __call__(self, value: str | Foreign | list[str], mentions: list[Mention]) -> str | list[str]:
        if isinstance(value, str):
            return self._one(value, mentions)
        if isinstance(value, list):
            return [self._one(local_id, mentions) for local_id in value]
        return self._of(value.agency, value.local_id, "", mentions)

    def _one(self, value: str, mentions: list[Mention]) -> str:
        if self._foreign and ":" in value:
            agency, _, local_id = value.partition(":")
            if agency and local_id:
                return self._of(agency, local_id, value, mentions)
        mentions.append((self._number, self._target, "", value, ""))
        return self._own_id(value)

    def _of(self, agency: str, local_id: str, whole: str, mentions: list[Mention]) -> str:
        owner = "" if agency == self._agency else agency
        mentions.append((self._number, self._target, owner, local_id, whole))
        return global_id(self._label, agency, local_id)


def own_ids(context: Context, label: str) -> Callable[[str], str]:
    """The global ids of the agency's own rows, lately used ones remembered: rows come in runs."""
    if label not in context.own_ids:
        context.own_ids[label] = lru_cache(1 << 16)(partial(global_id, label, context.agency))
    return context.own_ids[label]


_default_service = lru_cache(1 << 12)(default_service)


def _escaped(part: str) -> str:
    """So that no id with a bar in it can pass for two."""
    return part.replace("\\", "\\\\").replace("|", "\\|")
