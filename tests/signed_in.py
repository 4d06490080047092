"""What somebody who has signed in is answered by the service, without HTTP."""

from __future__ import annotations

import time
from typing import Any

from deliver import NOW, opened

from api.answer import Answers
from api.documents import Documents
from api.execution import RequestContext
from api.limits import Limits
from api.schema import make_schema
from api.signin.asker import Asker
from graph.private_store import StoreAddress
from queries.access.policy import Policy
from queries.context import Context
from queries.read import Reader

_DOCUMENTS = Documents(make_schema(), Limits())


async def answered(store: StoreAddress, policy: Policy, context: Context, query: str, **variables: Any) -> Any:
    """The answer of a document's one root field to the viewer of a context; a refusal is raised."""
    async with opened(store) as driver:
        answers = Answers(clock=lambda: NOW)
        answers.reader = Reader(driver, timeout=170.0, policy=policy)
        document = await _DOCUMENTS.get(query)
        operation = _DOCUMENTS.operation(document, document.select(None), variables)
        asker = Asker(context.viewer, context.purpose, context.basis)
        response = await answers(operation, RequestContext("test", {}, time.monotonic() + 170, asker))
    (answer,) = response["data"].values()
    return answer
