"""Declare a field of the API: its GraphQL type, its meaning, the facts that it needs and the function that gives it.

A type is a strawberry type of its own, whose fields are declared with `fact`, or with `root` on `Query` and
`Mutation`. Two class attributes without annotation say more of a type:

- `tells(case, subject)` gives the ids that an answer discloses as soon as an object of the type is in it.
- `concrete(subject)`, on an interface, gives the name of the subject's object type.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

DECLARED = "declared"
"""The key under which a field keeps its declaration: in strawberry's metadata, and in graphql-core's extensions."""

Needs = Mapping[str, Iterable[Any]]
"""Ids by kind of fact: the keyword arguments of `Reads.read`."""


class Reads(Protocol):
    """A case as the executor sees it: it reads facts, and remembers which it has read."""

    async def read(self, **wanted: Iterable[Any]) -> None:
        """Read the facts of these ids, by kind. Reading what has been read costs nothing."""


class Answered(NamedTuple):
    """What a root field resolves to: the case, and the subject or subjects of the field's type in it."""

    case: Any
    subject: Any


@dataclass(frozen=True, slots=True)
class Declared:
    """The Python half of a field.

    `of(case, subject, **arguments)` gives the field's value; on a root field, `of(request, **arguments)` is
    awaited and gives `Answered`. `needs(subject, **arguments)` gives what must have been read before. `early` is the
    kind of facts that a root field may read straight away where this is selected anywhere below it.
    """

    of: Callable[..., Any]
    needs: Callable[..., Needs] | None = None
    root: bool = False
    early: str | None = None

    @property
    def given(self) -> int:
        """How many of the function's parameters the executor gives; the rest are the GraphQL arguments."""
        return 1 if self.root else 2


def fact(
    of: Callable[..., Any],
    meaning: str,
    *,
    needs: Callable[..., Needs] | None = None,
    name: str | None = None,
    early: str | None = None,
) -> Any:
    """Declare a field that `of(case, subject, **arguments)` gives. Raises TypeError where `of` is asynchronous."""
    if inspect.iscoroutinefunction(of):
        raise TypeError(f"{of.__qualname__} is asynchronous; make it plain, and name in `needs` what it reads.")
    return _field(Declared(of, needs, early=early), meaning, name)


def root(resolve: Callable[..., Awaitable[Answered]], meaning: str, *, name: str | None = None) -> Any:
    """Declare a root field that `await resolve(request, **arguments)` gives."""
    return _field(Declared(resolve, root=True), meaning, name)


def _field(declared: Declared, meaning: str, name: str | None) -> StrawberryField:
    return StrawberryField(
        graphql_name=name,
        description=meaning,
        base_resolver=StrawberryResolver(_signature_alone(declared)),
        metadata={DECLARED: declared},
    )


def _signature_alone(declared: Declared) -> Callable[..., Any]:
    """Make a function that only gives strawberry the GraphQL arguments; it is never called.

    A parameter whose default is None becomes an argument without a default, which may be left out.
    """

    def unused() -> None:
        raise NotImplementedError("The executor calls the declared function.")

    parameters = list(inspect.signature(declared.of).parameters.values())[declared.given :]
    unused.__signature__ = inspect.Signature([_as_argument(each) for each in parameters])  # type: ignore[attr-defined]
    unused.__module__ = declared.of.__module__  # the annotations of the arguments are read there
    return unused


def _as_argument(parameter: inspect.Parameter) -> inspect.Parameter:
    default = inspect.Parameter.empty if parameter.default is None else parameter.default
    return parameter.replace(default=default, kind=inspect.Parameter.KEYWORD_ONLY)
