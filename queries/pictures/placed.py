"""What stands in a genogram, with the room that each takes: persons with their labels, and texts of lines."""

from __future__ import annotations

from dataclasses import dataclass

from queries.pictures import text
from queries.pictures.family import Person
from queries.pictures.line_texts import SMALL

SYMBOL = 40.0
HALF = SYMBOL / 2
NAME = 12.0
LABEL = 98.0
"""The most that a line of a label is wide."""
LINE, SMALL_LINE = 14.0, 12.0


@dataclass(frozen=True)
class Box:
    """A rectangle that belongs to something drawn."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass
class Placed:
    """A person in their place: the middle of the symbol, and the lines of the label to its right."""

    person: Person
    x: float
    y: float
    name: list[str]
    dates: list[str]
    index: bool

    @property
    def symbol(self) -> Box:
        """The symbol's box."""
        return Box(self.x - HALF, self.y - HALF, self.x + HALF, self.y + HALF)

    @property
    def label(self) -> Box:
        """The label's box."""
        height = LINE * len(self.name) + SMALL_LINE * len(self.dates)
        left, top = self.x + HALF + 6, self.y - height / 2
        return Box(left, top, left + label_width(self.name, self.dates, bold=self.index), top + height)


@dataclass
class Text:
    """A line's text: its left end and base line."""

    words: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        """The text's box."""
        return Box(self.x, self.y - 9, self.x + text.width(self.words, SMALL), self.y + 2)


def reach(person: Person, dx: float) -> float:
    """How far the outline of a symbol is from its middle, so far from the middle to the side."""
    inside = max(HALF - abs(dx), 0.0)
    if person.unborn or person.sex == "male":
        return HALF
    if person.sex == "female":
        return (HALF**2 - dx**2) ** 0.5 if abs(dx) < HALF else 0.0
    return inside


def label_lines(person: Person) -> tuple[list[str], list[str]]:
    """The name, and the dates below it."""
    if person.unknown:
        return text.wrapped("Not recorded", NAME, LABEL), []
    dates = []
    if person.unborn:
        dates.append(f"due {person.due}" if person.due else "unborn")
    elif person.born or person.died:
        dates.append(f"b. {person.born}" if person.born else "")
        dates.append(f"d. {person.died}" if person.died else "")
    return text.wrapped(person.called, NAME, LABEL), [line for line in dates if line]


def label_width(name: list[str], dates: list[str], *, bold: bool) -> float:
    """The width of a label."""
    widths = [text.width(line, NAME, bold=bold) for line in name] + [text.width(line, SMALL) for line in dates]
    return max(widths, default=0.0)
