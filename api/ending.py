"""How a command ends that cannot do what it was asked: in a sentence, and a stated exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

from rich.console import Console

err = Console(stderr=True)

REFUSED, UNREACHABLE = 2, 3


def fail(message: str, code: int) -> NoReturn:
    """Say why, and end."""
    err.print(message, style="red", markup=False, highlight=False)
    sys.exit(code)
