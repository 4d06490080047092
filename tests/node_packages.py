"""Node with the npm packages that a folder of tests pins."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


class NodeMissing(Exception):
    """Raise when Node or npm is not installed."""


def node_with(folder: Path, without: str) -> str:
    """Install the pinned packages of a folder once, and return the path of Node.

    Skip the test with the reason `without` where Node or npm is missing; `no_skips` lists the reasons allowed.
    """
    try:
        return installed(folder)
    except NodeMissing:
        pytest.skip(without)


def installed(folder: Path) -> str:
    """Install the pinned packages of a folder once, and return the path of Node. Raise `NodeMissing`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NodeMissing("Node and npm are needed: install Node 20 or later, which has both, and try again")
    if not (folder / "node_modules").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=300)
    return node
