"""The whole service as a process of its own, on the session's store: to be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from graph.private_store import StoreAddress


@contextmanager
def serving(store: StoreAddress) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process and its address; killed at the end, where it is still there."""
    environment = {
        **os.environ, "THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_USER": store.user,
        "THINKFAMILY_NEO4J_PASSWORD": store.password,
    }
    command = [sys.executable, "-m", "api", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            yield process, _address(process.stderr)
        finally:
            process.kill()


def _address(log: IO[bytes]) -> str:
    for line in log:
        said = json.loads(line)
        if said.get("event") == "listening":
            return str(said["url"])
    raise AssertionError("the service ended before it listened")
