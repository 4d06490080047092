"""A question asked from within the process, without HTTP: for warming up and for measuring."""

from __future__ import annotations

import time
from typing import Any

from api.documents import Documents
from api.execution import Executor, RequestContext
from api.signin.principal import OPEN, Principal

TIME_LIMIT = 60.0
"""Seconds until the deadline that the executor is told."""


async def ask(
    documents: Documents,
    executor: Executor,
    text: str,
    variables: dict[str, Any] | None = None,
    principal: Principal = OPEN,
) -> Any:
    """The response to a document with one operation. Raises the `ServiceError` that it is refused with."""
    document = await documents.get(text)
    operation = documents.operation(document, document.select(None), variables or {})
    return await executor(operation, RequestContext("inside", {}, time.monotonic() + TIME_LIMIT, principal))
