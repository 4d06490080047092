"""Properties that are worked out once for an object, without a lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, overload

S = TypeVar("S")
T = TypeVar("T")


class kept(Generic[S, T]):
    """A property worked out when it is first asked for.

    `functools.cached_property` of Python 3.11 takes one lock for all objects of a class: a thread that works on one of
    a large case would hold up the event loop at one of a small case.
    """

    def __init__(self, work: Callable[[S], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> kept[S, T]: ...
    @overload
    def __get__(self, instance: S, owner: type) -> T: ...
    def __get__(self, instance: S | None, owner: type) -> kept[S, T] | T:
        if instance is None:
            return self
        made = instance.__dict__[self._name] = self._work(instance)  # found there from now on
        return made
