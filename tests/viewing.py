"""What GraphQL answers in a context that a test makes up: as known then, or by glass that nobody has broken."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from deliver import NOW

from api.documents import Documents
from api.errors import ServiceError
from api.execution import RequestContext
from api.graphql.asking import Asking
from api.graphql.budget import Budget
from api.graphql.dispatch import Dispatch
from api.graphql.refusals import refusal
from api.limits import Limits
from api.signin.principal import Principal
from api.types.query import schema
from graph.flags import Told
from queries.case import Cases
from queries.context import Context

_DOCUMENTS = Documents(schema(), Limits())


@dataclass
class Viewing(Asking):
    """A request whose root fields are all asked in one context, whatever dates they name."""

    given: Context = field(kw_only=True)

    def context(self, on: date | None = None, known_at: datetime | None = None) -> Context:
        """The one context."""
        return self.given


async def view(cases: Cases, context: Context, query: str, **variables: Any) -> Any:
    """The answer of a document's one root field in a context; a refusal is raised, any other error fails."""
    document = await _DOCUMENTS.get(query)
    operation = _DOCUMENTS.operation(document, document.select(None), variables)
    principal = Principal(context.viewer, context.purpose, context.basis)
    request = RequestContext("test", {}, time.monotonic() + 170, principal)
    asking = Viewing(cases, request, NOW, given=context)
    dispatch = Dispatch(operation, asking, budget=Budget(), told=set(), unexpected=_known)
    response = await dispatch.response()
    if dispatch.refusal is not None:
        raise dispatch.refusal
    assert "errors" not in response, response["errors"]
    (answer,) = response["data"].values()
    return answer


def _known(error: Exception) -> ServiceError:
    found = refusal(error)
    if found is None:
        raise error
    return found


async def no_flags(people: Sequence[str], context: Context) -> list[Told]:
    """No flags about anybody, for `CaseRecords` that are not asked for any."""
    return []
