"""The data dictionary, made from the model: `python -m graph.dictionary` prints it as Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from graph import codes, derived
from graph.codes import CodeList
from graph.declare import Edge, Fact, Kind, Node, Row, described
from graph.derived import Derived
from graph.entered import ENTERED_ROWS
from graph.model import ROWS

_HEAD = """# Data dictionary

Made from the model by `make docs`; a test keeps it true. Rows are what agencies deliver; the rest is derived
from them ([decision 1](decisions/0001-three-layers.md)). A dated row holds from `valid_from` up to, not
including, `valid_to`, with `maybe_from`, `surely_from`, `surely_to` and `maybe_to` beside them for dates of
reduced precision."""


def dictionary() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_rows(), *_derived(), *_stamps(), *_code_lists()]) + "\n"


def _rows() -> Iterator[str]:
    yield "\n## Rows that are nodes"
    for row in ROWS:
        if issubclass(row, Node):
            yield from _row(row, f"`{row.label}`")
    yield "\n## Rows that are relationships"
    for row in ROWS:
        if issubclass(row, Edge):
            yield from _row(row, f"`{row.edge}`")
    yield "\n## Rows that workers enter"
    for row in ENTERED_ROWS:
        yield from _row(row, f"`{getattr(row, 'label', '') or getattr(row, 'edge', '')}`")


def _row(row: type[Row], name: str) -> Iterator[str]:
    yield f"\n### {name} ({row.table})"
    yield f"\n{described(row)} Key: {', '.join(f'`{part}`' for part in row.key)}."
    yield "\n| property | meaning | value | column | sensitivity |\n| --- | --- | --- | --- | --- |"
    yield from (_line(fact) for fact in row.facts())


def _line(fact: Fact) -> str:
    column = f"`{fact.column}`" if fact.column else "(derived)"
    required = ", required" if fact.required else ""
    cells = (f"`{fact.name}`", fact.meaning, _value(fact), column + required, fact.sensitivity.value)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _value(fact: Fact) -> str:
    kind = fact.kind.value
    if fact.codes is not None:
        kind = f"[{fact.codes.enum_name}](#{fact.codes.enum_name.lower()})"
    elif fact.kind is Kind.REFERENCE and fact.reference is not None:
        kind = f"`{fact.reference.edge}` {'from' if fact.reference.inward else 'to'} {fact.reference.target}"
        kind += " (another agency's too)" if fact.reference.foreign else ""
    window = f"; `{fact.name}_first`, `{fact.name}_last`" if fact.windowed else ""
    return f"{'list: ' if fact.many else ''}{kind}{window}"


def _derived() -> Iterator[str]:
    yield "\n## Nodes that are derived"
    for node in derived.NODES:
        yield from _described(node)
    yield "\n## Relationships that are derived"
    for edge in derived.EDGES:
        yield from _described(edge)


def _described(thing: Derived) -> Iterator[str]:
    between = f" ({thing.between})" if thing.between else ""
    yield f"\n### `{thing.name}`{between}\n\n{thing.meaning}"
    yield from _properties(thing.properties)


def _stamps() -> Iterator[str]:
    yield "\n## Of every row's node and relationship"
    yield from _properties(derived.STAMPS)
    yield "\nFor the writer's own use:"
    yield from _properties(derived.LEDGER)


def _properties(properties: Mapping[str, str]) -> Iterator[str]:
    if properties:
        yield "\n| property | meaning |\n| --- | --- |"
        yield from (f"| `{name}` | {meaning} |" for name, meaning in properties.items())


def _code_lists() -> Iterator[str]:
    yield "\n## Code lists"
    for code_list in codes.ALL:
        yield from _codes(code_list)


def _codes(code_list: CodeList) -> Iterator[str]:
    yield f"\n### {code_list.enum_name}\n\n{code_list.meaning}\n\n| code | label | definition |\n| --- | --- | --- |"
    yield from (f"| `{each.code}` | {each.label} | {each.definition} |" for each in code_list.codes)


if __name__ == "__main__":
    sys.stdout.write(dictionary())
