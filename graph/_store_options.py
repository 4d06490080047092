"""How a private store is run: heap, page cache, compilers, plans, and how long it may be idle."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph.store_errors import StoreMisconfigured

QUICK, FULL = "quick", "full"
"""Java's first compiler alone, or both: half the processor time to start, or half to answer once warm."""
RENEWED, KEPT = "renewed", "kept"
"""Plans are made anew as the data grow; or never, where the same small data come and go, as in tests."""
_SIZE = re.compile(r"[1-9]\d*[kmg]", re.IGNORECASE)


@dataclass(frozen=True)
class StoreOptions:
    """Heap and page cache as Java sizes (`512m`, `1g`), seconds without a connection, compilers, and plans.

    `full` suits a store that serves for hours; `kept` none that grows, for a plan made for no data is slow on much.
    """

    heap: str = "1g"
    page_cache: str = "512m"
    idle_seconds: float = 600.0
    compiler: str = QUICK
    plans: str = RENEWED

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "StoreOptions":
        """Read the THINKFAMILY_STORE_ variables; raises StoreMisconfigured for a bad value."""
        return cls(
            heap=_size(environment, "THINKFAMILY_STORE_HEAP", cls.heap),
            page_cache=_size(environment, "THINKFAMILY_STORE_PAGECACHE", cls.page_cache),
            idle_seconds=_seconds(environment, "THINKFAMILY_STORE_IDLE_SECONDS", cls.idle_seconds),
            compiler=_one_of((QUICK, FULL), environment, "THINKFAMILY_STORE_COMPILER"),
            plans=_one_of((RENEWED, KEPT), environment, "THINKFAMILY_STORE_PLANS"),
        )


def _size(environment: Mapping[str, str], key: str, default: str) -> str:
    value = environment.get(key, "").strip() or default
    if not _SIZE.fullmatch(value):
        raise StoreMisconfigured(f"{key} is {value!r}. Give a size such as 512m or 2g.")
    return value


def _one_of(choices: tuple[str, ...], environment: Mapping[str, str], key: str) -> str:
    """One of some words: the first, where none is given."""
    value = environment.get(key, "").strip() or choices[0]
    if value not in choices:
        raise StoreMisconfigured(f"{key} is {value!r}. Give {' or '.join(choices)}.")
    return value


def _seconds(environment: Mapping[str, str], key: str, default: float) -> float:
    value = environment.get(key, "").strip() or str(default)
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise StoreMisconfigured(f"{key} is {value!r}. Give a number of seconds above 0, e.g. 600.")
    return seconds
