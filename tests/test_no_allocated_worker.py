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


def family(
    name: str, flagged: bool, *spells: tuple[str, str], agency: str = "csc", served: str = "", **columns: str
) -> Case:
    """A boy with an agency whose workers came and went, from and until; it is Sunday, 1 March.

    They served until `served`, by the agency's directory.
    """
    case = TOWN.case(name, kid="2016-05-01")
    involvement = case.involved(agency, "kid", **columns)
    for number, (since, until) in enumerate(spells):
        worker = f"{name}-{number}"
        TOWN.agency(agency).row("professionals", professional_id=worker, name=worker, until=served)
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
family("opened-some-day-last-month", False, since="2026-02")
family("opened-some-day-in-january", True, since="2026-01")
family("waiting", False, status="waiting")
family("housing", False, agency="housing")
family("agency-that-delivers-no-allocations", False, agency="early")

LEFT_THE_AGENCY = family("left-the-agency", True, ("2025-06-01", ""), served="2025-09-01")
family("left-without-dates", True, professional_ids="left-the-agency-0")
family("leaves-the-agency", False, ("2025-06-01", ""), served="2026-03-08")
DROPPED = family("dropped", True, ("2025-06-01", ""))
family("worker-of-another-agency", False, professional_ids="elsewhere:nurse")

SHORT = family("worker-without-dates", False, agency="mind", professional_ids="nurse")
TOWN.agency("mind").row("professionals", professional_id="nurse", name="Nurse")
TO_COME = family("next-worker-to-come", True, ("2025-06-01", "2026-01-01"), ("2026-03-09", ""))


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    home = tmp_path_factory.mktemp("no-allocated-worker")
    load(store, home, *TOWN.delivered())
    later = TOWN.agency("csc").delivered("2026-04-30T22:00:00Z", without=lambda _, row: row.get("name") == "dropped-0")
    load(store, home, later)


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


async def test_a_worker_who_left_the_agency_works_on_it_no_more(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [LEFT_THE_AGENCY.person("kid")])
    assert "ended on 2025-09-01" in flag["statement"]


async def test_where_nobody_was_ever_allocated_it_says_so(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [NEVER.person("kid")])
    assert "no worker has been allocated" in flag["statement"]
