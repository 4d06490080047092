"""What no fault may break: answers right or refused, changes made once, the graph and the audit log whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from queries.audit.segments import AuditBroken, folder_of
from queries.audit.verify import Anchor, anchor_of, verified

REFUSALS = frozenset({
    (503, "STORE_UNAVAILABLE"), (503, "AUDIT_UNAVAILABLE"), (503, "OVERLOADED"), (503, "STOPPING"), (504, "TIMED_OUT"),
})
"""How a question may be refused while something is away; each says what to do."""
LOADED, QUARANTINED, UNREACHABLE = 0, 1, 3
"""The exit codes of a load: all rows loaded, some put in quarantine, and the store away or busy with another load."""


class Violated(AssertionError):
    """Something that no fault may break is broken."""


@dataclass(frozen=True)
class Said:
    """What a question was answered with: its status, the code of a refusal, and the data.

    The status is 0 where the connection ended without an answer.
    """

    status: int
    code: str = ""
    data: Any = None

    @property
    def is_answer(self) -> bool:
        """Whether the question was answered."""
        return self.status == 200 and not self.code


@dataclass
class Tally:
    """What a fault came to: how often it was inflicted, and what was checked of it."""

    inflicted: int = 0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    seconds: list[float] = field(default_factory=list)
    """Until the first right answer, or the finished load, after each."""
    violations: list[str] = field(default_factory=list)


def right_or_refused(said: Iterable[Said], right: Any, tally: Tally, *, service_ends: bool = False) -> None:
    """Check that each answer is the right one, or a clear refusal that tells nothing.

    Where the service itself ends, connections may end without an answer.
    """
    for one in said:
        if one.is_answer:
            tally.answered += 1
            if one.data != right:
                raise Violated("a question was answered otherwise than without the fault")
        elif one.status == 0 and service_ends:
            tally.refused["no answer"] += 1
        elif (one.status, one.code) not in REFUSALS:
            raise Violated(f"a question was neither answered nor clearly refused: {one.status} {one.code}")
        elif any((one.data or {}).values()):
            raise Violated(f"a refusal ({one.code}) came with data")
        else:
            tally.refused[one.code] += 1


def made_once(entries: Collection[tuple[int, Any]], tally: Tally) -> None:
    """Check that each change whose key is sent again had been made, once: its version is its place in the order."""
    for place, (status, entry) in enumerate(entries, 1):
        if (status, entry) != (200, {"version": place, "replayed": True}):
            raise Violated(f"change {place} was lost or made twice: {status} {entry}")
    tally.changes += len(entries)


def same_graph(found: str, undisturbed: str) -> None:
    """Check that loading again has ended in the graph of a load that nothing disturbed."""
    if found != undisturbed:
        raise Violated("the graph is another than after a load that nothing disturbed")


def ended_clearly(code: int, said: str) -> None:
    """Check that a load has finished, or says that the store was away and what to do."""
    if "Traceback" in said or code not in (LOADED, QUARANTINED, UNREACHABLE):
        raise Violated(f"a load ended with exit code {code}: {said[-400:]}")
    if code == UNREACHABLE and "again" not in said:
        raise Violated(f"a load that was refused does not say what to do: {said[-400:]}")


def nothing_left(home: Path) -> None:
    """Check that no spool, and no half of a file, is left in a home where nothing runs."""
    left = [path for pattern in ("spool/*", "**/*.part") for path in home.glob(pattern) if "store" not in path.parts]
    if left:
        raise Violated(f"left over: {', '.join(str(path.relative_to(home)) for path in left)}")


def whole_log(home: Path, before: Anchor, answered: int) -> Anchor:
    """Check that the audit log holds all that it held before, and an entry of each answer; return its root now."""
    try:
        after = anchor_of(verified(folder_of(home), [before]))
    except AuditBroken as error:
        raise Violated(f"the audit log does not verify: {error}") from error
    if after.size - before.size < answered:
        raise Violated(f"{answered} answers were given, and {after.size - before.size} recorded")
    return after
