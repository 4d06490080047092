"""Places around a middle: radius, and angle clockwise from the right, in radians."""

from __future__ import annotations

from math import cos, pi, sin

from queries.pictures.svg import number

Point = tuple[float, float]


def point(radius: float, angle: float) -> Point:
    """The place as x and y."""
    return radius * cos(angle), radius * sin(angle)


def arc(radius: float, start: float, end: float) -> str:
    """The data of a path clockwise round the middle."""
    (a, b), (c, d) = point(radius, start), point(radius, end)
    large = int(end - start > pi)
    return f"M{number(a)},{number(b)} A{number(radius)},{number(radius)} 0 {large} 1 {number(c)},{number(d)}"


def difference(one: float, other: float) -> float:
    """The shorter way from one angle to another, -π to π."""
    return (other - one + pi) % (2 * pi) - pi


def swing(start: tuple[float, float], end: tuple[float, float]) -> list[Point]:
    """A line from one place to another, in polar coordinates, that leaves and arrives straight."""
    (inner, one), (outer, other) = start, end
    turn = difference(one, other)
    count = max(12, int(abs(turn) * outer / 8))
    points = []
    for step in range(count + 1):
        part = step / count
        eased = part * part * (3 - 2 * part)
        points.append(point(inner + (outer - inner) * part, one + turn * eased))
    return points


def orbit(radius: float, one: float, other: float) -> list[Point]:
    """An arc on the shorter way, as points."""
    return along(radius, one, one + difference(one, other))


def along(radius: float, start: float, end: float) -> list[Point]:
    """An arc from one angle to another, as points."""
    count = max(2, int(abs(end - start) * radius / 8))
    return [point(radius, start + (end - start) * step / count) for step in range(count + 1)]
