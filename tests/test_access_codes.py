"""Who asks, what for and on what basis: what is not on the lists is refused before anything is asked."""

from __future__ import annotations

from datetime import date

import pytest

from queries.access.codes import OPEN_ROLE, ROLE
from queries.context import Context, Viewer


@pytest.mark.parametrize("role", [OPEN_ROLE, "", "admin", "Case_Worker"])
def test_nobody_signs_in_as_what_is_no_role(role: str) -> None:
    with pytest.raises(ValueError, match="case_worker"):
        Viewer.signed_in("worker-1", role, "council")


@pytest.mark.parametrize(("professional", "agency"), [("", "council"), ("worker-1", "")])
def test_a_viewer_is_somebody_of_an_agency(professional: str, agency: str) -> None:
    with pytest.raises(ValueError, match="agency"):
        Viewer.signed_in(professional, "manager", agency)


def test_no_one_who_signed_in_sees_all() -> None:
    assert not any(Viewer.signed_in("worker-1", role, "council").sees_all for role in ROLE)
    assert Viewer().sees_all


@pytest.mark.parametrize("stated", [{"purpose": "curiosity"}, {"basis": "because"}])
def test_a_context_has_a_known_purpose_and_basis(stated: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="give one of"):
        Context(date(2026, 3, 1), Context.as_of(date(2026, 3, 1)).known_at, **stated)  # type: ignore[arg-type]
