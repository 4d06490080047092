"""Map the exceptions of questions and entries to the errors that clients receive."""

from __future__ import annotations

from typing import Any

from api import errors
from queries.access.grants import GrantNotInForce
from queries.access.permissions import MayNotSee
from queries.analysis.rule import NotBuilt as RuleNotBuilt
from queries.audit.looked import AccessLogUnreadable
from queries.entries.entering import Conflict, EntryRefused, Impossible, KeyTaken, NotFound, TooOften
from queries.facts.store import ReadTimedOut, StoreUnavailable
from queries.questions.hidden_connections import NoSweep


class NotBuilt(errors.GraphQLRefused):
    """A rule that the product does not have yet."""

    code = "NOT_BUILT"


class NotSwept(errors.GraphQLRefused):
    """The flags of the last sweep are asked for, and there was none."""

    code = "NOT_SWEPT"


class VersionConflict(errors.GraphQLRefused):
    """Another entry was made meanwhile. The message and the extension `version` give the present version."""

    code = "CONFLICT"
    status = 409

    def __init__(self, message: str, version: int) -> None:
        super().__init__(message)
        self.version = version

    def entries(self) -> list[dict[str, Any]]:
        """The entry, with the version to read again."""
        return [{**one, "extensions": {**one["extensions"], "version": self.version}} for one in super().entries()]


class IdempotencyKeyReused(errors.GraphQLRefused):
    """The idempotency key was used for a different entry."""

    code = "IDEMPOTENCY_KEY_REUSED"
    status = 422


class EntryNotFound(errors.GraphQLRefused):
    """What the entry is about is unknown, or not to be seen."""

    code = "NOT_FOUND"
    status = 404


def refusal(error: Exception) -> errors.ServiceError | None:
    """Return the refusal for an exception, None for an unexpected one."""
    match error:
        case errors.ServiceError():
            return error
        case ReadTimedOut():
            return errors.TimedOut("The store took too long. Ask for less at once, or again.")
        case StoreUnavailable():
            said = str(error) or "The store does not answer. Try again; `thinkfamily store status` tells more."
            return errors.StoreUnavailable(said)
        case MayNotSee():
            return errors.Forbidden(str(error))
        case GrantNotInForce():
            return errors.GlassNotInForce()
        case RuleNotBuilt():
            return NotBuilt(str(error))
        case NoSweep():
            return NotSwept(str(error))
        case AccessLogUnreadable():
            return errors.AccessLogUnreadable()
        case EntryRefused():
            return _of_entry(error)
        case _:
            return None


def _of_entry(refused: EntryRefused) -> errors.ServiceError:
    """Return the refusal for an entry that was not made."""
    match refused:
        case Conflict():
            return VersionConflict(str(refused), refused.version)
        case KeyTaken():
            return IdempotencyKeyReused(str(refused))
        case TooOften():
            return errors.TooManyRequests(f"{refused}.", refused.seconds)
        case NotFound():
            return EntryNotFound(str(refused))
        case Impossible():
            return errors.BadArgument(str(refused))
        case _:
            raise AssertionError("every refusal has its code")
