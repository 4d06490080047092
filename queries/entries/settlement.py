"""`settleChallenge`: the agency that holds a row upholds a challenge and corrects it, or refuses and says why."""

from __future__ import annotations

from graph import settling as kept
from graph.settling import Settling
from queries.access.permissions import MayNotSee
from queries.entries.entering import Entering, Impossible, NotFound, TooOften, made, needed, said
from queries.entries.results import SettledChallenge
from queries.facts.store import answering_store

NO_SUCH_CHALLENGE = (
    "no such challenge of a row of this agency is open; it may have been settled or taken back, and only the agency"
    " whose row it is settles it"
)
_LOAD_SECONDS = 60.0


async def record(entering: Entering, settling: Settling) -> SettledChallenge:
    """Settle a challenge. Source: UK GDPR art. 16, 18(3) and 12(4) (a refusal says why)."""
    viewer, policy = entering.context.viewer, entering.records.policy
    if not viewer.sees_all and viewer.role not in policy.corrections.roles:
        raise MayNotSee(f"a {viewer.role} settles no challenge; ask a {' or '.join(sorted(policy.corrections.roles))}")
    if settling.outcome == "refused" and (settling.fact is not None or settling.value is not None):
        raise Impossible("a refused challenge corrects nothing; leave out fact and value")
    checked = Settling(
        settling.challenge, settling.outcome, needed("reason", settling.reason), settling.fact,
        said("value", settling.value), said("basis", settling.basis), said("by", settling.by),
    )
    try:
        with answering_store():
            assertion = await kept.challenged_row(entering.driver, settling.challenge)
        entered = await entering.enter(f"settle/{settling.challenge}", kept.settled(checked))
    except kept.NoSuchChallenge:
        raise NotFound(NO_SUCH_CHALLENGE) from None
    except kept.BeingLoaded:
        raise TooOften(
            "a delivery is being loaded, or was broken off: settle it when that has been loaded", _LOAD_SECONDS
        ) from None
    except kept.NotCorrectable as wrong:
        raise Impossible(str(wrong)) from None
    return SettledChallenge(made(entered, entering.agency), settling.challenge, assertion, settling.outcome)
