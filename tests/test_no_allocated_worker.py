"""NO_ALLOCATED_WORKER: an open involvement without a worker (row 20)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "NO_ALLOCATED_WORKER"
TOWN = Town()
FOUND: list[Case] = []
"""Cases in which nobody works on an involvement: a flag."""
NOTHING: list[Case] = []
"""Cases in which somebody does, or the gap is short: none."""


def family(name: str, flagged: bool, *spells: tuple[str, str], agency: str = "csc", **columns: str) -> Case:
    """A boy with an agency whose workers came and went, from and until; it is Sunday, 1 March."""
    case = TOWN.case(name, kid="2016-05-01")
    involvement = case.involved(agency, "kid", **columns)
    for number, (since, until) in enumerate(spells):
        worker = f"{name}-{number}"
        TOWN.agency(agency).row("professionals", professional_id=worker, name=worker)
        TOWN.agency(agency).row(
            "allocations", involvement_id=involvement, professional_id=worker, since=since, until=until
        )
    (FOUND if flagged else NOTHING).append(case)
    return case


LEFT = family("left", True, ("2025-06-01", "2025-09-01"), ("2025-09-01", "2026-02-01"))
NEVER = family("never", True)
family("six-working-days", True, ("2025-06-01", "2026-02-19"))
family("five-working-days", False, ("2025-06-01", "2026-02-20"))
family("there", False, ("2025-06-01", ""))
family("there-again", False, ("2025-06-01", "2025-08-01"), ("2025-10-01", ""))
family("leaving-next-week", False, ("2025-06-01", "2026-03-08"))
family("opened-this-week", False, since="2026-02-23")
family("waiting", False, status="waiting")
family("housing", False, agency="housing")
family("agency-that-delivers-no-allocations", False, agency="early")

SHORT = family("worker-without-dates", False, agency="mind", professional_ids="nurse")
TOWN.agency("mind").row("professionals", professional_id="nurse", name="Nurse")
TO_COME = family("next-worker-to-come", True, ("2025-06-01", "2026-01-01"), ("2026-03-09", ""))


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("no-allocated-worker"), *TOWN.delivered())


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
async def test_an_involvement_without_a_worker_is_found(ask: Ask, case: Case) -> None:
    assert len(await flags(ask, RULE, [case.person("kid")])) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_one_with_a_worker_or_a_short_gap_is_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_is_about_the_involvement_and_says_since_when(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [LEFT.person("kid")])
    assert "open since 2025-06-01" in flag["statement"] and "ended on 2026-02-01" in flag["statement"]
    assert ids(flag["agencies"]) == ["csc"]
    assert {one["involvement"]["id"] for one in flag["evidence"]} == {flag["evidence"][0]["involvement"]["id"]}


async def test_where_nobody_was_ever_allocated_it_says_so(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [NEVER.person("kid")])
    assert "no worker has been allocated" in flag["statement"]
