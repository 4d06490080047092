"""What somebody who has signed in is answered by the service, without HTTP."""

from __future__ import annotations

import time
from typing import Any

from deliver import NOW, opened

from api.documents import Documents
from api.execution import RequestContext
from api.graphql.executor import Answers
from api.limits import Limits
from api.signin.principal import Principal
from api.types.query import schema
from graph.private_store import StoreAddress
from queries.access.policy import Policy
from queries.audit.record import Record
from queries.case import Cases
from queries.context import Context

_DOCUMENTS = Documents(schema(), Limits())


async def answered(store: StoreAddress, policy: Policy, context: Context, query: str, **variables: Any) -> Any:
    """The answer of a document's one root field to the viewer of a context; a refusal is raised, an error fails."""
    response, _ = await responded(store, policy, context, query, **variables)
    assert "errors" not in response, response["errors"]
    (answer,) = response["data"].values()
    return answer


async def responded(
    store: StoreAddress, policy: Policy, context: Context, query: str, **variables: Any
) -> tuple[dict[str, Any], Record]:
    """The whole response to the viewer of a context, and what would be recorded of it; a refusal is raised."""
    async with opened(store) as driver:
        answers = Answers(clock=lambda: NOW)
        answers.cases = Cases.on(driver, policy, 170.0)
        document = await _DOCUMENTS.get(query)
        operation = _DOCUMENTS.operation(document, document.select(None), variables)
        principal = Principal(context.viewer, context.purpose, context.basis)
        request = RequestContext("test", {}, time.monotonic() + 170, principal)
        return await answers(operation, request), request.record
