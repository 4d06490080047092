"""`requirements.lock` holds every package that is installed, with hashes, and agrees with pyproject.toml."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import distributions

import pytest
from lock import LOCK, ROOT, asked_for, pins
from packaging.utils import canonicalize_name
from packaging.version import Version

TEXT = LOCK.read_text(encoding="utf-8")
PINS = list(pins(TEXT))
HERE = {pin.name: pin.version for pin in PINS if pin.applies}
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


def test_every_pin_is_one_version_with_hashes() -> None:
    assert len(PINS) > 150 and all(pin.version for pin in PINS)
    assert [pin.name for pin in PINS if not pin.hashes or not all(map(SHA256.fullmatch, pin.hashes))] == []


def test_a_package_has_one_version_on_one_platform() -> None:
    applying = [pin.name for pin in PINS if pin.applies]
    assert sorted(applying) == sorted(set(applying))


def test_the_lock_pins_what_pyproject_asks_for_and_nothing_that_it_no_longer_does() -> None:
    asked = {canonicalize_name(one.name): str(one.specifier) for one in asked_for()}
    locked = {pin.name: f"=={pin.version}" for pin in PINS if pin.direct}
    assert locked == asked, "run `make lock`"


def test_the_lock_and_nothing_else_is_installed() -> None:
    installed = {canonicalize_name(one.name): Version(one.version) for one in distributions()}
    assert installed.pop(canonicalize_name("thinkfamily"))
    assert installed == {name: Version(version) for name, version in HERE.items()}, "run `make clean setup`"


def test_the_lock_names_no_place() -> None:
    """Whoever installs it says from where; a hash says what."""
    assert re.findall(r"://|^-.*|\bfile:|@ ", TEXT, re.MULTILINE) == []


@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("python", ["3.11.0", "3.11.7", "3.12.1", "3.13.0", "3.14.0"])
def test_the_lock_is_whole_on_every_platform_that_is_served(platform: str, python: str) -> None:
    """What is asked for has its pin there, and no package has two."""
    there = {
        "sys_platform": platform, "python_full_version": python, "python_version": python.rpartition(".")[0],
        "implementation_name": "cpython", "platform_python_implementation": "CPython",
    }
    names = [pin.name for pin in PINS if pin.requirement.marker is None or pin.requirement.marker.evaluate(there)]
    assert sorted(names) == sorted(set(names))
    asked = {canonicalize_name(one.name) for one in asked_for() if not one.marker or one.marker.evaluate(there)}
    assert asked <= set(names)


def test_setup_installs_nothing_without_its_hash() -> None:
    """By what `make` would run: packages by the lock's hashes, then the project with nothing fetched to build it."""
    command = ["make", "--dry-run", "--always-make", "setup"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    packages, project = re.findall(r"-m pip install (.*)", said)
    assert {"--require-hashes", "--only-binary", LOCK.name} <= set(packages.split())
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(project.split())


@pytest.mark.parametrize(
    ("line", "applies", "direct"),
    [
        ("one==1 \\\n    --hash=sha256:0\n    # via thinkfamily (pyproject.toml)\n", True, True),
        ("one==1 ; sys_platform == 'beos' \\\n    --hash=sha256:0\n    # via two\n", False, False),
        ("one==1 \\\n    --hash=sha256:0\n    # via\n    #   two\n    #   thinkfamily (pyproject.toml)\n", True, True),
        ("one==1 \\\n    --hash=sha256:0\n", True, True),
    ],
)
def test_a_pin_is_read(line: str, applies: bool, direct: bool) -> None:
    (pin,) = pins(f"# written by a tool\n{line}")
    assert (pin.name, pin.version, pin.hashes) == ("one", "1", ("sha256:0",))
    assert (pin.applies, pin.direct) == (applies, direct)


def test_a_line_that_pins_no_version_is_found_out() -> None:
    (pin,) = pins("one>=1\n")
    with pytest.raises(AssertionError, match="pins no version"):
        _ = pin.version
