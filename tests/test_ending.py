"""How the command line ends where the program itself is at fault."""

from __future__ import annotations

import pytest

from api import cli


def test_a_fault_of_the_program_has_a_code_of_its_own_and_tells_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty() -> None:
        raise KeyError("Kerry-Ann")

    monkeypatch.setattr(cli, "app", faulty)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.code not in {0, 1, 2, 3}
    assert "KeyError, test_ending.py, line" in said
    assert "Kerry-Ann" not in said and "Traceback" not in said
