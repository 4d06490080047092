"""GraphQL enums made from the code lists of the model.

    class Sex(CodeEnum, codes=codes.SEX): ...

makes the enum once, with the list's name, labels and definitions. A member is a string and equals the stored code, so
that a function may compare it with what was read. A field's function gives the stored code, or its upper-case name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import EnumType, StrEnum
from typing import Any, cast

import strawberry

from graph.codes import Code, CodeList


class _CodeEnumType(EnumType):
    """Fill an enum from `codes`: names in upper case, values as stored."""

    @classmethod
    def __prepare__(  # type: ignore[override]
        metacls, cls: str, bases: tuple[type, ...], *, codes: CodeList | None = None, **kwds: Any
    ) -> Mapping[str, object]:
        members = super().__prepare__(cls, bases, **kwds)
        for code in codes.codes if codes else ():
            members[code.code.upper()] = code.code
        return members

    def __new__(
        metacls, cls: str, bases: tuple[type, ...], classdict: Any, *, codes: CodeList | None = None, **kwds: Any
    ) -> _CodeEnumType:
        made = super().__new__(metacls, cls, bases, classdict, **kwds)
        if codes:
            strawberry.enum(cast(Any, made), name=codes.enum_name, description=codes.meaning)
            for value in cast(Any, made).__strawberry_definition__.values:
                value.description = _meaning(codes.by_code[value.value])
        return made

    def __init__(cls, name: str, bases: tuple[type, ...], classdict: Any, **kwds: Any) -> None:
        super().__init__(name, bases, classdict)


class CodeEnum(StrEnum, metaclass=_CodeEnumType):
    """An enum of a code list."""


def _meaning(code: Code) -> str:
    return code.label if code.label == code.definition else f"{code.label}: {code.definition}"
