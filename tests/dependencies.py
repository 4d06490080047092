"""`make audit`: are vulnerabilities known of what is installed? Asked of PyPI, by pip-audit.

Fails where one is found. Where PyPI cannot be asked, or a mirror has no such data, it says so and does not fail:
a run without a network proves nothing, and should not stop work that needs none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

COMMAND = (
    sys.executable, "-m", "pip_audit", "--format", "json", "--skip-editable", "--progress-spinner", "off",
    "--vulnerability-service", "pypi", "--timeout", "10",
)
SECONDS = 300


def judged(report: dict[str, Any] | None) -> tuple[int, list[str]]:
    """An exit code and what to say, of pip-audit's report; None where it could not make one."""
    if report is None:
        return 0, ["Dependencies were NOT audited: no vulnerability data can be had from here."]
    packages = report["dependencies"]
    asked = [each for each in packages if "skip_reason" not in each]
    found = [f"{each['name']} {each['version']}: {_named(each['vulns'])}" for each in asked if each["vulns"]]
    said = [f"{len(asked)} of {len(packages)} installed packages audited; {len(found)} with known vulnerabilities."]
    if not asked:
        said.append("Dependencies were NOT audited: the package index has no vulnerability data.")
    return (1 if found else 0), [*said, *found]


def _named(vulnerabilities: list[dict[str, Any]]) -> str:
    return "; ".join(f"{each['id']}, fixed in {', '.join(each['fix_versions']) or 'none'}" for each in vulnerabilities)


def _report() -> dict[str, Any] | None:
    try:
        done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=SECONDS, check=False)
        report: dict[str, Any] = json.loads(done.stdout)
        return report
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def main() -> None:
    """Audit, say what was found, end with the exit code."""
    code, said = judged(_report())
    sys.stdout.write("\n".join(said) + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
