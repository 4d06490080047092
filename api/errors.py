"""Every refusal of the service: one class each, with its HTTP status and its stable code.

All of them reach the client as `{"errors": [{"message", "extensions": {"code"}}]}`. Messages say
what to do about it. They never hold the value of a variable, nor anything of a stack trace.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Literal

from graphql import GraphQLError


class ServiceError(Exception):
    """A request that is refused, and why. Subclasses are the table of statuses and codes."""

    code: str = "INTERNAL"
    status: int = 500
    in_graphql: ClassVar[bool] = False
    """Whether the HTTP request was in order, and only the GraphQL in it was not: a client that
    accepts `application/json` alone is then answered with 200, as GraphQL over HTTP asks."""

    def __init__(self, *messages: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(*messages)
        self.messages = messages
        self.headers = tuple(headers)

    def entries(self) -> list[dict[str, Any]]:
        """The `errors` of the response: one for each message."""
        return [{"message": each, "extensions": {"code": self.code}} for each in self.messages]


class GraphQLRefused(ServiceError):
    """The GraphQL in a well-formed HTTP request is refused."""

    code = "BAD_USER_INPUT"
    status = 400
    in_graphql = True


class ParseFailed(GraphQLRefused):
    """The document is not GraphQL."""

    code = "GRAPHQL_PARSE_FAILED"

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(*(error.message for error in errors))
        self.errors = errors

    def entries(self) -> list[dict[str, Any]]:
        """One entry for each thing wrong, with its place in the document."""
        extensions = {"code": self.code}
        return [{**error.formatted, "extensions": extensions} for error in self.errors]


class ValidationFailed(ParseFailed):
    """The document asks for what the schema does not have."""

    code = "GRAPHQL_VALIDATION_FAILED"


class BadArgument(GraphQLRefused):
    """An argument that no answer can be given to; named, with what it may be."""


class BadVariables(GraphQLRefused):
    """Variables that are missing or not of their type; named, with the type, without the value."""


class OperationNotFound(GraphQLRefused):
    """`operationName` is absent where it is needed, or names no operation of the document."""

    code = "OPERATION_NOT_FOUND"


class TooDeep(GraphQLRefused):
    """Fields nested more deeply than the limit."""

    code = "TOO_DEEP"


class TooManyFields(GraphQLRefused):
    """More fields, or more root fields, than the limit."""

    code = "TOO_MANY_FIELDS"


class TooManyVariables(GraphQLRefused):
    """More variables declared than the limit."""

    code = "TOO_MANY_VARIABLES"


class TooManyTokens(GraphQLRefused):
    """More tokens than the limit."""

    code = "TOO_MANY_TOKENS"


class TooComplex(GraphQLRefused):
    """Validating the document, or planning a root field, would cost more than the limit."""

    code = "TOO_COMPLEX"


class BadRequest(ServiceError):
    """The HTTP request does not hold a GraphQL request."""

    code = "BAD_REQUEST"
    status = 400


class Unauthenticated(ServiceError):
    """No token, or one that is not accepted. `reason` says which to whoever holds it, and quotes nothing of it."""

    code = "UNAUTHENTICATED"
    status = 401

    def __init__(self, reason: str) -> None:
        super().__init__(reason, headers=[("www-authenticate", 'Bearer realm="thinkfamily"')])


class Forbidden(ServiceError):
    """The token is good, and gives its holder no place here."""

    code = "FORBIDDEN"
    status = 403


class PurposeNotHeld(Forbidden):
    """`X-Purpose` asks for more than the token's purpose holds."""

    code = "PURPOSE_NOT_HELD"


class GlassNotInForce(Forbidden):
    """`X-Glass` names no glass of the principal's that is in force: unknown, another's, closed, over are told alike."""

    code = "GLASS_NOT_IN_FORCE"

    def __init__(self) -> None:
        super().__init__("X-Glass names no glass that you broke and that is in force. Leave it out, or break it anew.")


class UnknownPurpose(BadRequest):
    """`X-Purpose` names no purpose."""

    code = "UNKNOWN_PURPOSE"


class UnknownBasis(BadRequest):
    """`X-Basis` names no basis."""

    code = "UNKNOWN_BASIS"


class SignInUnavailable(ServiceError):
    """The provider's keys cannot be had, so that no token can be checked."""

    code = "SIGN_IN_UNAVAILABLE"
    status = 503


class AuditUnavailable(ServiceError):
    """What was asked cannot be recorded, and so is not answered."""

    code = "AUDIT_UNAVAILABLE"
    status = 503

    def __init__(self, *, disk_full: bool = False) -> None:
        why = "for the audit log's disk is full. Free space in its folder; the service then goes on by itself."
        otherwise = "so it is not given. Try again; the log says what is wrong."
        super().__init__(f"The answer cannot be recorded, {why if disk_full else otherwise}")


class AccessLogUnreadable(ServiceError):
    """Who looked at somebody cannot be told, for the log of it cannot be read."""

    code = "AUDIT_UNAVAILABLE"
    status = 503

    def __init__(self) -> None:
        super().__init__("The audit log cannot be read. Try again; `thinkfamily subject-access` tells what is wrong.")


class TooManyRequests(ServiceError):
    """More requests than one person makes; `seconds` until the next is answered."""

    code = "TOO_MANY_REQUESTS"
    status = 429

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message, headers=[("retry-after", str(max(1, math.ceil(seconds))))])


class TooMuchRead(TooManyRequests):
    """More persons than one worker reads of in their work."""

    code = "TOO_MUCH_READ"


class TooMuchAtOnce(GraphQLRefused):
    """An answer that tells of more than one entry of the audit log names."""

    code = "TOO_MUCH_AT_ONCE"

    def __init__(self) -> None:
        super().__init__("The answer tells of more than can be recorded in one. Ask for less at once.")


class ForbiddenOrigin(ServiceError):
    """A request from another site, or for another host name."""

    code = "FORBIDDEN_ORIGIN"
    status = 403


class MethodNotAllowed(ServiceError):
    """The HTTP method cannot be used for this."""

    code = "METHOD_NOT_ALLOWED"
    status = 405

    def __init__(self, message: str, *allowed: str) -> None:
        super().__init__(message, headers=[("allow", ", ".join(allowed))])


class NotAcceptable(ServiceError):
    """The client accepts no media type that the service has."""

    code = "NOT_ACCEPTABLE"
    status = 406


class DocumentTooLarge(ServiceError):
    """The document is longer than the limit."""

    code = "DOCUMENT_TOO_LARGE"
    status = 413


class RequestTooLarge(ServiceError):
    """The body is longer than the limit."""

    code = "REQUEST_TOO_LARGE"
    status = 413


class UnsupportedMediaType(ServiceError):
    """The body is not JSON in UTF-8."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class Overloaded(ServiceError):
    """Too many requests are running, and none ended in time."""

    code = "OVERLOADED"
    status = 503

    def __init__(self, message: str) -> None:
        super().__init__(message, headers=[("retry-after", "1")])


class StoreUnavailable(ServiceError):
    """The store does not answer."""

    code = "STORE_UNAVAILABLE"
    status = 503


class NotReady(ServiceError):
    """What `/ready` answers while it waits for `disk`, `store`, `plans` or `audit`, with the refusal of that."""

    status = 503

    def __init__(self, waiting_for: Literal["disk", "store", "plans", "audit"], refused: ServiceError) -> None:
        super().__init__(*refused.messages)
        self.waiting_for = waiting_for
        self.code = refused.code

    def entries(self) -> list[dict[str, Any]]:
        """The entry, with what is waited for."""
        extensions = {"code": self.code, "waitingFor": self.waiting_for}
        return [{"message": each, "extensions": extensions} for each in self.messages]


class ChangeInDoubt(StoreUnavailable):
    """The store stopped answering during a mutation: whether it was made is unknown."""

    def __init__(self) -> None:
        super().__init__(
            "The store stopped answering, so it is not known whether the change was made. Send it again with the same"
            " idempotencyKey: it is made once, and `replayed` says whether it had been made before."
        )


class StoreDiskFull(StoreUnavailable):
    """The private store has ended since its disk is full. The log names the folder; the client need not know it."""

    def __init__(self) -> None:
        super().__init__(
            "The store's disk is full. Free space in the store's folder; the service then goes on by itself."
        )


class Stopping(ServiceError):
    """The service is told to stop, and the answer was not there in time."""

    code = "STOPPING"
    status = 503

    def __init__(self) -> None:
        super().__init__("The service is stopping. Ask again in a moment.", headers=[("retry-after", "10")])


class TimedOut(ServiceError):
    """The answer took longer than the limit."""

    code = "TIMED_OUT"
    status = 504


class Internal(ServiceError):
    """Anything unexpected. Its `id` is also in the log, with the place in the code."""

    def __init__(self, request_id: str) -> None:
        super().__init__("Something went wrong inside the service. Report the id with the time.")
        self.request_id = request_id

    def entries(self) -> list[dict[str, Any]]:
        """The entry, with the id."""
        extensions = {"code": self.code, "id": self.request_id}
        return [{"message": each, "extensions": extensions} for each in self.messages]


class HTTPRefused(ServiceError):
    """A refusal by the router or by static files, such as 404: the code is the status's name."""

    def __init__(self, status: int, message: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message, headers=headers)
        self.status = status
        self.code = HTTPStatus(status).name
