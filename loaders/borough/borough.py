"""The whole borough: agencies open their books, families come by one at a time, books close."""

from collections.abc import Callable
from pathlib import Path

from loaders.borough.agencies import AGENCIES
from loaders.borough.cases import cases_of
from loaders.borough.casework import Circle, write_case
from loaders.borough.demo import plant_demo
from loaders.borough.dice import Dice, Steady
from loaders.borough.events import unfold
from loaders.borough.families import families
from loaders.borough.records import Book
from loaders.borough.staff import Registrations, staffed_services
from loaders.borough.town import Town
from loaders.borough.truth import Family
from loaders.borough.write import Delivery

Progress = Callable[[int, int], None]
_REPORT_EVERY = 1000


def write_borough(
    out: Path, people: int, seed: int, progress: Progress | None = None
) -> list[Path]:
    """Writes a synthetic borough as one delivery an agency, and `demo.toml` beside them.

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
    deliveries = {a.id: Delivery(out / a.id, a.manifest()) for a in AGENCIES}
    try:
        books = _open_books(deliveries, dice, people)
        _, asks = plant_demo(town, books)
        (out / "demo.toml").write_text(asks, encoding="utf-8")
        for book in books.values():
            book.dice = dice
        _write_families(town, books, people, progress)
    finally:
        for delivery in deliveries.values():
            delivery.close()
    return [delivery.folder for delivery in deliveries.values()]


def _open_books(deliveries: dict[str, Delivery], dice: Dice, people: int) -> dict[str, Book]:
    """Books of all agencies, with dice that leave the demonstration family to chance in nothing."""
    registrations = Registrations()
    return {
        agency.id: Book(
            agency,
            deliveries[agency.id],
            staffed_services(agency, deliveries[agency.id], dice, people, registrations),
            Steady(),
        )
        for agency in AGENCIES
    }


def _write_families(
    town: Town, books: dict[str, Book], people: int, progress: Progress | None
) -> None:
    reported = 0
    for family in families(town, people):
        _write_family(books, family, town.dice)
        if progress is not None and town.born_so_far - reported >= _REPORT_EVERY:
            reported = town.born_so_far
            progress(min(reported, people), people)
    if progress is not None:
        progress(people, people)


def _write_family(books: dict[str, Book], family: Family, dice: Dice) -> None:
    circle = Circle(books, family, cases_of(dice, family))
    circle.record_people(dice)
    for case in circle.cases:
        write_case(circle, case, dice)
    for case in circle.cases:
        unfold(circle, case, dice)
