"""A pytest plugin, `-p no_skips`: a run that skipped a test fails, for it proves less than it seems to.

Only the audit of the HTTP side, the browser and clients may be skipped: they need Node, which the product itself does
not.
"""

from __future__ import annotations

import pytest

ALLOWED = ("the audit needs node and npm", "looking in a browser needs node and npm", "clients need node and npm")

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what was skipped, and why; a test that is expected to fail has run."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(allowed in reason for allowed in ALLOWED):
            _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let the run fail."""
    if _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped."""
    if _skipped:
        terminalreporter.section("skipped, and must not be", red=True)
        for line in _skipped:
            terminalreporter.line(line)
