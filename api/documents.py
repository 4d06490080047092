"""Turn the text of a document into an operation that can run: parse and validate it once, and cache the result."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule, ValidationContext
from graphql.validation.validate import ValidationAbortedError

from api.errors import (
    DocumentTooLarge,
    GraphQLRefused,
    OperationNotFound,
    ParseFailed,
    TooComplex,
    TooManyTokens,
    ValidationFailed,
)
from api.execution import Operation
from api.limits import Limits, check_limits
from api.selections import root_field_names
from api.variables import coerced

LONG = 2_000
"""Characters from which a new document is prepared beside the event loop. One of 10,000 that repeats a field with
arguments takes 150 ms to be refused, for each pair is compared."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One operation of a valid document, with what is worked out once for it."""

    node: OperationDefinitionNode
    root_fields: tuple[str, ...]
    memo: dict[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document and its operations by name; an operation without a name is under `None`."""

    node: DocumentNode
    operations: Mapping[str | None, Prepared]
    fragments: Mapping[str, FragmentDefinitionNode]

    def select(self, name: str | None) -> Prepared:
        """The operation to run; without a name, the only one. Raises `OperationNotFound`."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        chosen = self.operations.get(name)
        if chosen is None or name is None:
            raise OperationNotFound(_choose(self.operations))
        return chosen


class Documents:
    """Valid documents by their text: at most `most` of them, and `most_characters` of text.

    A parsed document takes some 200 bytes for each character, so the second bound is what keeps
    the cache within about 200 MB when every document is new.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        most: int = 512,
        most_characters: int = 1_000_000,
    ) -> None:
        self.schema = schema
        self.limits = limits
        self._most = most
        self._room = most_characters
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._rules = _rules(limits.merge_budget)

    async def get(self, text: str) -> Document:
        """The valid document with this text. Raises a `ServiceError` that says what is wrong."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        if len(text) > self.limits.document_length:
            raise DocumentTooLarge(
                f"The document has {len(text)} characters; "
                f"at most {self.limits.document_length} are read."
            )
        if len(text) > LONG:
            document = await asyncio.to_thread(self.prepare, text)
        else:
            document = self.prepare(text)
        self._keep(text, document)
        return document

    def prepare(self, text: str) -> Document:
        """Parse, measure and validate, without the cache."""
        node = _parse(text, self.limits.tokens)
        operations = [d for d in node.definitions if isinstance(d, OperationDefinitionNode)]
        fragments = {
            d.name.value: d for d in node.definitions if isinstance(d, FragmentDefinitionNode)
        }
        check_limits(operations, fragments, self.limits)
        self._validate(node)
        prepared = {
            each.name.value if each.name else None: Prepared(
                each, root_field_names(each, fragments), {}
            )
            for each in operations
        }
        return Document(node, prepared, fragments)

    def operation(
        self, document: Document, chosen: Prepared, variables: dict[str, Any]
    ) -> Operation:
        """The operation with its variables coerced. Raises `BadVariables`."""
        if chosen.node.operation is OperationType.SUBSCRIPTION:
            raise GraphQLRefused("Subscriptions are not served here.")
        values = coerced(self.schema, chosen.node, variables)
        return Operation(
            document.node, chosen.node, document.fragments, values, self.schema, chosen.memo
        )

    def _validate(self, node: DocumentNode) -> None:
        errors = validate(self.schema, node, self._rules, max_errors=self.limits.validation_errors)
        if len(errors) == 1 and isinstance(errors[0], ValidationAbortedError):
            raise TooComplex(
                "The document repeats the same fields or fragments too often to be checked."
            )
        if errors:
            raise ValidationFailed(errors)

    def _keep(self, text: str, document: Document) -> None:
        if text in self._kept:  # prepared twice at the same time
            return
        self._kept[text] = document
        self._room -= len(text)
        while len(self._kept) > self._most or (self._room < 0 and len(self._kept) > 1):
            forgotten, _ = self._kept.popitem(last=False)
            self._room += len(forgotten)


def _parse(text: str, tokens: int) -> DocumentNode:
    try:
        return parse(text, max_tokens=tokens)
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:
            raise TooManyTokens(f"The document has more than {tokens} tokens.") from None
        raise ParseFailed([error]) from None


def _rules(merge_budget: int) -> list[type[ASTValidationRule]]:
    """graphql-core's rules, the one that takes quadratic time on a smaller budget."""

    class BoundedOverlap(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = merge_budget

    return [
        BoundedOverlap if rule is OverlappingFieldsCanBeMergedRule else rule
        for rule in specified_rules
    ]


def _choose(operations: Mapping[str | None, Prepared]) -> str:
    names = ", ".join(name for name in operations if name)
    if not names:
        return "The document has no operation of this name."
    return f"Give `operationName`, one of: {names}."
