"""How much one viewer may ask and read, on a clock that the test moves; and how it is refused over HTTP."""

from __future__ import annotations

import pytest

from api.errors import TooManyRequests, TooMuchRead
from api.signin.principal import OPEN, Own, Principal
from api.signin.rate_limits import HOUR, LIMITS, RateLimits, ReadingLimits
from queries.access.codes import ROLE
from queries.audit.record import Record
from queries.context import Viewer

FEW = ReadingLimits(requests_a_minute=6, people_an_hour=10, families_an_hour=3)


def worker(name: str = "worker-7", role: str = "case_worker", **own: str) -> Principal:
    return Principal(Viewer.signed_in(name, role, "council"), "assessment", own=Own(**own))


def person(number: int) -> str:
    return f"person:{number:020x}"


def answer(*told: int, asked: tuple[int, ...] = (), words: tuple[str, ...] = ()) -> Record:
    """What the answer of one root field about some persons leaves."""
    record = Record(dict.fromkeys(map(person, asked)), words=set(words))
    record.note([*map(person, asked)], {*map(person, told)}, None)
    return record


class Watched:
    """A watch with few allowed, and its clock."""

    def __init__(self, **more: int) -> None:
        self.now = 0.0
        self.watch = RateLimits({"case_worker": FEW}, clock=lambda: self.now, **more)

    def admitted(self, times: int, principal: Principal) -> int:
        """How many of so many requests were let in."""
        refused = 0
        for _ in range(times):
            try:
                self.watch.admit(principal)
            except TooManyRequests:
                refused += 1
        return times - refused


def test_every_role_has_limits_and_the_open_user_none() -> None:
    assert set(LIMITS) == set(ROLE)
    watched = Watched()
    assert watched.admitted(1_000, OPEN) == 1_000
    assert watched.watch.read(OPEN, answer(*range(1_000))) == []


def test_a_viewer_who_asks_too_fast_is_told_when_to_ask_again() -> None:
    watched = Watched()
    assert watched.admitted(20, worker()) == 6
    with pytest.raises(TooManyRequests) as refused:
        watched.watch.admit(worker())
    assert refused.value.headers == (("retry-after", "10"),)
    watched.now += 10
    assert watched.admitted(20, worker()) == 1
    watched.now += 3_600
    assert watched.admitted(20, worker()) == 6


def test_one_viewers_limits_are_not_anothers() -> None:
    watched = Watched()
    watched.admitted(20, worker())
    assert watched.admitted(20, worker("worker-8")) == 6


def test_more_persons_than_a_worker_reads_of_are_not_told() -> None:
    watched = Watched()
    watched.watch.read(worker(), answer(*range(10)))
    watched.watch.read(worker(), answer(*range(10)))  # the same persons again are no more
    watched.now += 600
    with pytest.raises(TooMuchRead) as refused:
        watched.watch.read(worker(), answer(10))
    assert refused.value.headers == (("retry-after", str(int(HOUR) - 600)),)
    watched.now += HOUR
    assert watched.watch.read(worker(), answer(10)) == []


def test_many_families_that_have_nobody_in_common_are_noticed_once_an_hour() -> None:
    watched = Watched()
    found = [watched.watch.read(worker(), answer(number, asked=(number,))) for number in range(6)]
    assert found == [[], [], [], ["unrelated_families"], [], []]
    watched.now += HOUR + 1
    assert watched.watch.read(worker(), answer(7, asked=(7,))) == []


def test_going_on_from_one_person_of_a_family_to_the_next_is_no_new_family() -> None:
    watched = Watched()
    for number in range(8):
        assert watched.watch.read(worker(), answer(number, number + 1, asked=(number,))) == []


def test_unrelated_persons_of_one_request_are_families_each() -> None:
    record = Record()
    for number in range(6):
        record.note([person(number)], {person(number)}, None)
    assert Watched().watch.read(worker(), record) == ["unrelated_families"]


def test_a_list_of_persons_is_one_family() -> None:
    assert Watched().watch.read(worker(), answer(*range(9))) == []


def test_an_unknown_person_is_no_family() -> None:
    watched = Watched()
    assert [watched.watch.read(worker(), answer(asked=(number,))) for number in range(9)] == [[]] * 9


@pytest.mark.parametrize(
    ("own", "record", "notice"),
    [
        ({"person": person(3)}, answer(2, 3), "own_family"),
        ({"person": person(3)}, answer(asked=(3,)), "own_family"),
        ({"family_name": "O'Neill"}, answer(1, words=("Oneill",)), "own_family_name"),
        ({"family_name": "Hale"}, answer(words=("zoe hale",)), "own_family_name"),
        ({"postcode": "rv1 2ab"}, answer(1, words=("RV12AB",)), "own_address"),
    ],
)
def test_reading_of_ones_own_life_is_noticed(own: dict[str, str], record: Record, notice: str) -> None:
    watched = Watched()
    assert watched.watch.read(worker(**own), record) == [notice]
    assert watched.watch.read(worker(**own), record) == []  # once an hour
    assert watched.watch.read(worker("worker-8"), record) == []


def test_another_name_that_holds_ones_own_is_not_ones_own() -> None:
    record = answer(1, words=("Haleworth", "Chale"))
    assert Watched().watch.read(worker(family_name="Hale", postcode="RV1 2AB"), record) == []


def test_no_more_viewers_are_remembered_than_the_bound() -> None:
    watched = Watched(most=3)
    for number in range(50):
        watched.admitted(20, worker(f"worker-{number}"))
    assert watched.admitted(20, worker("worker-49")) == 0
    assert watched.admitted(20, worker("worker-0")) == 6
