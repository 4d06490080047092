"""Answer one root field breadth first: for each level merge what its fields need, read once, then call the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from graphql import GraphQLObjectType
from graphql.execution.values import VariableValues

from api.graphql.budget import Budget, OverBudget, Pace
from api.graphql.compile import SelectedField, Selection, Shape, tells
from api.graphql.failures import Failure, Failures, MissingValue, Place, Settled
from api.types.declare import Answered


class Group:
    """The subjects of one level that share a selection and an object type, each with the object it is written to."""

    __slots__ = ("places", "refused", "selection", "subjects", "targets", "type")

    def __init__(self, selection: Selection, kind: GraphQLObjectType) -> None:
        self.selection = selection
        self.type = kind
        self.subjects: list[Any] = []
        self.targets: list[dict[str, Any]] = []
        self.places: list[Place] = []
        self.refused: dict[tuple[str, int], Exception] = {}
        """What went wrong before a field could be called for a subject, by response key and index."""


class Bound:
    """The arguments of the selected fields with the variables of one request, each coerced once."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self._variables = VariableValues(sources={}, coerced=dict(variables))
        self._kept: dict[SelectedField, dict[str, Any] | Exception] = {}

    def arguments(self, field: SelectedField) -> dict[str, Any] | Exception:
        """The arguments of a field, or what is wrong with them."""
        found = self._kept.get(field)
        if found is None:
            try:
                found = field.arguments(self._variables)
            except Exception as error:  # noqa: BLE001 - the field fails with it
                found = error
            self._kept[field] = found
        return found


class Answering:
    """One root field on its way to an answer."""

    def __init__(self, answered: Answered, bound: Bound, budget: Budget, pace: Pace) -> None:
        self._case = answered.case
        self._subject = answered.subject
        self._bound = bound
        self._budget = budget
        self._pace = pace
        self._next: dict[tuple[Selection, str], Group] = {}
        self._failures: list[Failure] = []
        self._telling: list[tuple[Place, Iterable[str]]] = []
        self.told: set[str] = set()
        """The ids that the answer tells of."""

    async def answer(self, field: SelectedField, place: Place, failures: Failures) -> Settled:
        """Write the field's value at a place, and give its errors."""
        self._try(field, field.shape, self._subject, place)
        while self._next:
            groups, self._next = list(self._next.values()), {}
            await self._level(groups)
        settled = await failures.settle(self._failures, self._pace)
        for where, ids in self._telling:
            if not settled.is_nulled(where):
                self.told.update(ids)
            if self._pace.due():
                await self._pace.rest()
        return settled

    async def _level(self, groups: list[Group]) -> None:
        fields = [(group, await group.selection.fields(group.type, self._pace)) for group in groups]
        wanted: dict[str, dict[str, None]] = {}
        for group, selected in fields:
            for field in selected:
                if field.declared.needs:
                    await self._merge_needs(group, field, wanted)
        if wanted:
            await self._pace.wait(self._case.read(**wanted))
        for group, selected in fields:
            await self._tell(group)
            for field in selected:
                await self._fill(group, field)

    async def _merge_needs(self, group: Group, field: SelectedField, wanted: dict[str, dict[str, None]]) -> None:
        arguments, needs = self._bound.arguments(field), field.declared.needs
        if isinstance(arguments, Exception) or needs is None:
            return
        for index, subject in enumerate(group.subjects):
            try:
                for kind, ids in needs(subject, **arguments).items():
                    wanted.setdefault(kind, {}).update(dict.fromkeys(ids))
            except Exception as error:  # noqa: BLE001 - the field fails with it for this subject
                group.refused[field.key, index] = error
            if self._pace.due():
                await self._pace.rest()

    async def _tell(self, group: Group) -> None:
        told = tells(group.type)
        if told is None:
            return
        for subject, place in zip(group.subjects, group.places, strict=True):
            self._telling.append((place, told(self._case, subject)))
            if self._pace.due():
                await self._pace.rest()

    async def _fill(self, group: Group, field: SelectedField) -> None:
        """Write one field of every subject."""
        arguments = self._bound.arguments(field)
        if isinstance(arguments, Exception):
            group.refused.update(((field.key, index), arguments) for index in range(len(group.subjects)))
            arguments = {}
        self._budget.write(len(group.subjects))
        done = 0
        while done < len(group.subjects):
            done = self._call(group, field, arguments, done)
            if self._pace.due():
                await self._pace.rest()

    def _call(self, group: Group, field: SelectedField, arguments: dict[str, Any], start: int) -> int:
        """Write one field from a subject on, until the step is due to end. Gives the next subject."""
        of, key, shape, case = field.declared.of, field.key, field.shape, self._case
        serialise, nullable, refused = shape.serialise, shape.nullable, group.refused
        until = self._pace.until
        for index in range(start, len(group.subjects)):
            target = group.targets[index]
            try:
                if refused and (key, index) in refused:
                    raise refused[key, index]
                value = of(case, group.subjects[index], **arguments)
                if serialise is not None and value is not None:
                    target[key] = serialise(value)
                else:
                    self._complete(field, shape, value, Place(target, key, nullable, group.places[index]))
            except OverBudget:
                raise
            except Exception as error:  # noqa: BLE001 - the field fails with it
                self._fail(field, error, Place(target, key, nullable, group.places[index]))
            if perf_counter() > until:
                return index + 1
        return len(group.subjects)

    def _complete(self, field: SelectedField, shape: Shape, value: Any, place: Place) -> None:
        """Write a value at its place; an object is filled with the next level."""
        if value is None:
            if not shape.nullable:
                raise MissingValue(f"{field.name} is never null, and its function gave None.")
            place.container[place.key] = None
        elif shape.item is not None:
            self._complete_list(field, shape.item, value, place)
        elif shape.serialise is not None:
            place.container[place.key] = shape.serialise(value)
        else:
            self._add(field, value, place)

    def _complete_list(self, field: SelectedField, item: Shape, values: Iterable[Any], place: Place) -> None:
        if isinstance(values, str | bytes | Mapping):
            raise TypeError(f"{field.name} is a list, and its function gave a {type(values).__name__}.")
        elements = list(values)
        self._budget.write_list(len(elements))
        written: list[Any] = [None] * len(elements)
        place.container[place.key] = written
        for index, value in enumerate(elements):
            self._try(field, item, value, Place(written, index, item.nullable, place))

    def _try(self, field: SelectedField, shape: Shape, value: Any, place: Place) -> None:
        try:
            self._complete(field, shape, value, place)
        except OverBudget:
            raise
        except Exception as error:  # noqa: BLE001 - the element fails with it
            self._fail(field, error, place)

    def _add(self, field: SelectedField, subject: Any, place: Place) -> None:
        kind = field.below.object_type(subject)
        at = (field.below, kind.name)
        group = self._next.get(at)
        if group is None:
            group = self._next[at] = Group(field.below, kind)
        target: dict[str, Any] = {}
        place.container[place.key] = target
        group.subjects.append(subject)
        group.targets.append(target)
        group.places.append(place)

    def _fail(self, field: SelectedField, error: Exception, place: Place) -> None:
        self._budget.fail()
        place.container[place.key] = None
        self._failures.append(Failure(place, field, error))
