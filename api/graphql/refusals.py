"""What a client is told of the exceptions that questions raise."""

from __future__ import annotations

from api import errors
from queries.access.sight import MayNotSee
from queries.audit.looked import AccessLogUnreadable
from queries.facts.store import ReadTimedOut, StoreUnavailable


def refusal(error: Exception) -> errors.ServiceError | None:
    """The refusal that an exception means; None for one that nobody expects."""
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
        case AccessLogUnreadable():
            return errors.AccessLogUnreadable()
        case _:
            return None
