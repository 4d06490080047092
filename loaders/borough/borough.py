"""The whole borough: agencies open their books, families come by one at a time, books close."""

from collections.abc import Callable, Iterator
from pathlib import Path

from loaders.borough.agencies import AGENCIES
from loaders.borough.cases import cases_of
from loaders.borough.casework import Circle, write_case
from loaders.borough.demo import plant_demo
from loaders.borough.dice import Dice, Steady
from loaders.borough.events import unfold
from loaders.borough.families import families
from loaders.borough.missing import Missing
from loaders.borough.planted import SCENARIOS, Scenario, Stage
from loaders.borough.records import Book
from loaders.borough.staff import Registrations, staffed_services
from loaders.borough.town import Town
from loaders.borough.truth import Family
from loaders.borough.truth_files import TruthFiles
from loaders.borough.write import Deliverable, Delivery, Undelivered

Progress = Callable[[int, int], None]
_REPORT_EVERY = 1000
_ALL_PLANTED_EVERY = 5000  # people; each scenario is there once at least
NOTHING_MISSING = Missing()


def write_borough(
    out: Path,
    people: int,
    seed: int,
    progress: Progress | None = None,
    missing: Missing = NOTHING_MISSING,
    *,
    complete: bool = False,
) -> list[Path]:
    """Writes a synthetic borough as one delivery an agency; `demo.toml` and the truth beside them.

    Parameters
    ----------
    out
        Folder for the deliveries; made if missing, files of an earlier borough are overwritten.
    people
        True people, 1,000 to 1,000,000; the last family may add a few.
    seed
        The same seed and people give the same bytes.
    progress
        Called now and then with the people written and those asked for.
    missing
        What is left out of the deliveries; the borough and its truth stay the same.
    complete
        Every agency delivers, and records of whom it meets all that it can, without error: another borough
        of the same kind, for what the rules find where the data are no excuse.

    Returns
    -------
    The delivery folders. Memory does not grow with `people`.

    Raises
    ------
    ValueError
        Where `people` is out of range.
    """
    if not 1000 <= people <= 1_000_000:
        raise ValueError(f"people is {people}: a borough has 1,000 to 1,000,000")
    dice = Dice(seed)
    town = Town(dice, people)
    undelivered = {agency.id for agency in AGENCIES if not agency.delivers and not complete}
    undelivered |= missing.undelivered([a.id for a in AGENCIES if a.delivers], seed)
    deliveries: dict[str, Deliverable] = {
        a.id: Undelivered(out / a.id)
        if a.id in undelivered
        else Delivery(out / a.id, a.manifest(), missing.losses(a.id, seed))
        for a in AGENCIES
    }
    truth = TruthFiles(out)
    try:
        books = _open_books(deliveries, dice, people, complete)
        family, asks = plant_demo(town, books)
        (out / "demo.toml").write_text(asks, encoding="utf-8")
        truth.write(family)
        _Writer(town, books, truth, Steady() if complete else dice).write(people, progress)
    finally:
        truth.close()
        for delivery in deliveries.values():
            delivery.close()
    return [out / agency.id for agency in AGENCIES if agency.id not in undelivered]


def _open_books(deliveries: dict[str, Deliverable], dice: Dice, people: int, complete: bool) -> dict[str, Book]:
    """Books of all agencies, kept without error until chance comes into them."""
    registrations = Registrations()
    return {
        agency.id: Book(
            agency,
            deliveries[agency.id],
            staffed_services(agency, deliveries[agency.id], dice, people, registrations),
            Steady(),
            complete,
        )
        for agency in AGENCIES
    }


class _Writer:
    """Writes one family after another into the books, kept with `care` or by chance, and into the truth."""

    def __init__(self, town: Town, books: dict[str, Book], truth: TruthFiles, care: Dice) -> None:
        self._town = town
        self._books = books
        self._truth = truth
        self._care = care

    def write(self, people: int, progress: Progress | None) -> None:
        """Families until there are so many people, planted ones evenly among them."""
        planted = _planted(people)
        due = next(planted, None)
        reported = 0
        for family in families(self._town, people):
            self._write_family(family)
            while due is not None and due[0] <= self._town.born_so_far:
                self._plant(due[1])
                due = next(planted, None)
            if progress is not None and self._town.born_so_far - reported >= _REPORT_EVERY:
                reported = self._town.born_so_far
                progress(min(reported, people), people)
        if progress is not None:
            progress(people, people)

    def _write_family(self, family: Family) -> None:
        dice = self._town.dice
        self._keep_books_with(self._care)
        circle = Circle(self._books, family, cases_of(dice, family))
        circle.record_people(dice)
        for case in circle.cases:
            write_case(circle, case, dice)
        for case in circle.cases:
            unfold(circle, case, dice)
        self._truth.write(circle)

    def _plant(self, scenario: Scenario) -> None:
        self._keep_books_with(Steady())
        stage = Stage(self._town, self._books)
        target = scenario.play(stage)
        stage.closes()
        self._truth.write_planted(stage.circle, scenario, target)

    def _keep_books_with(self, dice: Dice) -> None:
        for book in self._books.values():
            book.dice = dice


def _planted(people: int) -> Iterator[tuple[int, Scenario]]:
    """The families to plant, each with the number of people after which it comes."""
    scenarios = SCENARIOS * max(1, people // _ALL_PLANTED_EVERY)
    for place, scenario in enumerate(scenarios):
        yield people * place // len(scenarios), scenario
