"""The scalars of dates and times.

A literal that is no date stays in the document as `BadLiteral` until its field is resolved, so that it fails its
field alone, and the error names the argument and the value. A variable that is no date refuses the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType

import strawberry
from graphql import ConstValueNode, GraphQLError, GraphQLScalarType, GraphQLSchema, StringValueNode, print_ast
from strawberry.types.scalar import ScalarDefinition

from graph.dates import YEARS, day, moment

PartialDate = NewType("PartialDate", str)
Duration = NewType("Duration", str)

_YEARS = f"of the years {YEARS[0]} to {YEARS[-1]}"
_DATE = f"A day that exists, YYYY-MM-DD, {_YEARS}."
_DATE_TIME = (
    f"An instant {_YEARS}, ISO 8601 with an offset, such as 2026-03-31T22:00:00Z; a day alone is its first instant in"
    " UTC."
)
_LONGEST = 40
"""Characters of a bad literal that an error repeats."""


@dataclass(frozen=True, slots=True)
class BadLiteral:
    """A literal that its scalar does not accept: as written, and what the scalar is."""

    written: str
    meaning: str


def parse_date(value: Any) -> date:
    """Read a Date. Raises GraphQLError with what a Date is."""
    try:
        if isinstance(value, str):
            return day(value)
    except ValueError:
        pass
    raise GraphQLError(_DATE)


def parse_moment(value: Any) -> datetime:
    """Read a DateTime. Raises GraphQLError with what a DateTime is."""
    try:
        if isinstance(value, str) and (instant := moment(value)).year in YEARS:
            return instant
    except ValueError:
        pass
    raise GraphQLError(_DATE_TIME)


def _iso(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(name="Date", description=_DATE, serialize=_iso, parse_value=parse_date),
    datetime: strawberry.scalar(
        name="DateTime", description=_DATE_TIME, serialize=_iso, parse_value=parse_moment
    ),
    PartialDate: strawberry.scalar(
        name="PartialDate", description="A date as recorded: YYYY, YYYY-MM or YYYY-MM-DD.", serialize=str
    ),
    Duration: strawberry.scalar(name="Duration", description="A time span, ISO 8601.", serialize=str),
}
"""The scalars by the Python types that stand for them in annotations."""


def keep_bad_literals(schema: GraphQLSchema) -> None:
    """Let literals of Date and DateTime pass validation whatever they are; the executor refuses the bad ones."""
    for name, parse in (("Date", parse_date), ("DateTime", parse_moment)):
        scalar = schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.coerce_input_literal = _reader(parse)


def _reader(parse: Callable[[Any], Any]) -> Callable[[ConstValueNode], Any]:
    def read(node: ConstValueNode) -> Any:
        try:
            return parse(node.value if isinstance(node, StringValueNode) else None)
        except GraphQLError as error:
            written = print_ast(node)
            return BadLiteral(written if len(written) <= _LONGEST else f"{written[:_LONGEST]}…", error.message)

    return read
