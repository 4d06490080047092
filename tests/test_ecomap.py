"""Ecomaps and timelines: nothing on another, everything drawn, and a compartmentalised case seen at a glance."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import atan2, cos, hypot, pi, sin
from xml.etree import ElementTree

import pytest
from gallery.around import ECOMAPS, TIMELINES, surroundings, timeline
from gallery.notation import ON
from hypothesis import given, settings
from hypothesis import strategies as st
from test_genogram import SVG, contrast

from queries.pictures import ecomap as ecomaps
from queries.pictures import text
from queries.pictures import timeline as timelines
from queries.pictures.happenings import Happening, Knowledge, Sight, Timeline
from queries.pictures.polar import along, difference
from queries.pictures.rings import HALF, Rings, ringed
from queries.pictures.seating import reseated
from queries.pictures.surroundings import Surroundings
from queries.pictures.svg import ALARM, PAPER, TINTS

arounds = st.builds(
    surroundings, st.integers(1, 12), st.integers(0, 12), st.integers(0, 18), st.integers(1, 6), st.integers(0, 999),
    st.sampled_from([0.0, 0.3, 0.7, 0.95, 1.0]))


def faults(rings: Rings) -> list[str]:
    """What lies on something else, or out of its circle."""
    found = []
    places = {id: (rings.ring * cos(node.angle), rings.ring * sin(node.angle)) for id, node in rings.nodes.items()}
    for (one, (a, b)), (other, (c, d)) in combinations(places.items(), 2):
        if hypot(a - c, b - d) < 2 * rings.node + 4:
            found.append(f"{one} on {other}")
    boxes = [box for member in rings.members for box in (member.symbol, member.label)]
    found += ["names in the household" for one, other in combinations(boxes, 2) if one.meets(other)]
    for box in boxes:
        if max(hypot(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)) > rings.household:
            found.append("a name beyond the household")
    if rings.household + 60 > rings.ring - rings.node:
        found.append("no room between")
    for node in rings.nodes.values():
        wide = max(text.width(line, node.size) for line in node.lines) / 2
        if hypot(wide, node.tall / 2) > rings.node and node.group != "family":
            found.append(f"the name of {node.id}")
    return found


@pytest.mark.parametrize("name", sorted(ECOMAPS))
def test_nothing_lies_on_anything(name: str) -> None:
    assert faults(ringed(ECOMAPS[name])) == []


@settings(max_examples=60, deadline=None)
@given(arounds)
def test_any_household_can_be_looked_at(around: Surroundings) -> None:
    assert faults(ringed(around)) == []


def titles(svg: str) -> list[str]:
    return [title.text or "" for title in ElementTree.fromstring(svg).iter(f"{SVG}title")]


@settings(max_examples=20, deadline=None)
@given(arounds)
def test_every_tie_and_link_is_drawn(around: Surroundings) -> None:
    drawn = titles(ecomaps.ecomap(around).svg)
    assert sum(title[:1].isalpha() and " with " in title for title in drawn) == len(around.ties)
    groups = {agency.group for agency in around.agencies}
    assert drawn.count("No link is recorded between these groups") == max(len(groups) - 1, 0)


def outside(around: Surroundings) -> list[tuple[float, float]]:
    """What of the drawing leaves the page, or comes near the heading."""
    picture = ecomaps.ecomap(around)
    groups = ElementTree.fromstring(picture.svg).findall(f"{SVG}g")
    body = next(group for group in groups if group.get("transform"))
    dx, dy = map(float, body.attrib["transform"].removeprefix("translate(").removesuffix(")").split())
    found = [(float(c.attrib["cx"]) + sign * float(c.attrib["r"]), float(c.attrib["cy"]) + sign * float(c.attrib["r"]))
             for c in body.iter(f"{SVG}circle") for sign in (-1, 1)]
    for shape in body.iter(f"{SVG}path"):
        found += reached(shape.attrib["d"])
    for written in body.iter(f"{SVG}text"):
        x, y, wide = float(written.attrib["x"]), float(written.attrib["y"]), float(written.attrib["font-size"])
        found += [(x, y - wide), (x + text.width(written.text or "", wide), y)]
    return [(x + dx, y + dy) for x, y in found
            if not 8 <= x + dx <= picture.width - 8 or y + dy < 40]


def reached(data: str) -> list[tuple[float, float]]:
    """The points of a path; those of an arc round the middle one by one."""
    if "A" not in data:
        return [tuple(map(float, at[1:].split(","))) for at in data.replace("Z", "").split()]  # type: ignore[misc]
    start, end = (tuple(map(float, at.split(","))) for at in (data.split()[0][1:], data.split()[-1]))
    first, last = atan2(start[1], start[0]), atan2(end[1], end[0])
    return along(hypot(*start), first, last if last > first else last + 2 * pi)


@pytest.mark.parametrize("name", sorted(ECOMAPS))
def test_everything_is_on_the_page(name: str) -> None:
    assert outside(ECOMAPS[name]) == []


@settings(max_examples=40, deadline=None)
@given(arounds)
def test_any_drawing_stays_on_its_page(around: Surroundings) -> None:
    assert outside(around) == []


def test_little_around_makes_a_small_page() -> None:
    rings = ringed(ECOMAPS["nobody around"])
    assert ecomaps.ecomap(ECOMAPS["nobody around"]).height < 2 * (rings.ring + rings.node)


def test_a_compartmentalised_case_is_said_in_words_too() -> None:
    said = ecomaps.ecomap(ECOMAPS["a compartmentalised case"]).alternative
    assert ("No link is recorded between these 3 groups: Children's Social Care and Health Visiting; "
            "Mental Health Trust; Probation.") in said
    assert "Kit Dale: no school recorded." in said


def test_linked_agencies_share_their_ground() -> None:
    """In the example two agencies are linked, so that there are three grounds for four agencies."""
    rings = ringed(ECOMAPS["a compartmentalised case"])
    grounds = [group for group, _, _ in rings.bands if group.startswith("group")]
    assert grounds == ["group 0", "group 1", "group 2"]


seats = st.dictionaries(
    st.sampled_from("abcdefghij"), st.tuples(st.floats(-3, 3), st.sampled_from(["home", "one", "other"])), min_size=2)


@given(seats, st.sets(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij"))))
def test_seats_change_within_a_group_and_lines_only_become_shorter(
    given: dict[str, tuple[float, str]], pairs: set[tuple[str, str]]
) -> None:
    angle = {id: at for id, (at, _) in given.items()}
    group = {id: where for id, (_, where) in given.items()}
    lines = sorted((one, other) for one, other in pairs if one in given and other in given and one != other)
    seated = reseated(angle, group, lines)
    assert long(seated, lines) <= long(angle, lines) + 1e-6
    for each in set(group.values()):
        ids = [id for id in given if group[id] == each]
        assert sorted(seated[id] for id in ids) == sorted(angle[id] for id in ids)


def long(angle: dict[str, float], lines: list[tuple[str, str]]) -> float:
    return sum(difference(angle[one], angle[other]) ** 2 for one, other in lines)


def test_two_who_sit_across_from_their_services_change_places() -> None:
    seated = reseated({"kit": 0.0, "ann": 3.0, "school": 3.1, "clinic": 0.1},
                      {"kit": "home", "ann": "home", "school": "one", "clinic": "other"},
                      [("kit", "school"), ("ann", "clinic")])
    assert seated == {"kit": 3.0, "ann": 0.0, "school": 3.1, "clinic": 0.1}


def test_the_ink_of_what_is_missing_stands_out() -> None:
    assert min(contrast(ALARM, ground) for ground in (PAPER, *TINTS)) >= 4.5


def markers(line: Timeline) -> list[tuple[float, float]]:
    root = ElementTree.fromstring(timelines.timeline(line).svg)
    circles = [circle for circle in root.iter(f"{SVG}circle") if circle.get("r") == "9"]
    return [(float(circle.attrib["cx"]), float(circle.attrib["cy"])) for circle in circles]


def unknowing(line: Timeline) -> list[tuple[float, float]]:
    """Where the marks of those who were not told stand."""
    found = []
    for group in ElementTree.fromstring(timelines.timeline(line).svg).iter(f"{SVG}g"):
        shape, title = group.find(f"{SVG}path"), group.findtext(f"{SVG}title") or ""
        if shape is not None and title[:1].isdigit() and shape.attrib["d"].endswith("Z"):
            corners = [tuple(map(float, at[1:].split(","))) for at in shape.attrib["d"].removesuffix(" Z").split()]
            found.append((sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4))
    return found


lines = st.builds(timeline, st.integers(0, 60), st.integers(2, 12), st.integers(0, 999))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(lines)
def test_every_event_is_drawn_and_none_on_another(line: Timeline) -> None:
    drawn, unaware = markers(line), unknowing(line)
    assert len(drawn) == len(line.events)
    assert len(unaware) == sum(knows.state != "told" for event in line.events for knows in event.known)
    drawn += unaware
    assert all(hypot(a - c, b - d) >= 20 for (a, b), (c, d) in combinations(drawn, 2))
    picture = timelines.timeline(line)
    assert all(x + 12 <= picture.width for x, _ in drawn)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(lines)
def test_events_stand_in_the_order_of_time(line: Timeline) -> None:
    dated = [place for place, event in zip(markers(line), line.events, strict=True) if event.day is not None]
    days = [event.day for event in line.events if event.day is not None]
    for (one, day), (other, later) in combinations(zip(dated, days, strict=True), 2):
        assert day == later or one[0] < other[0]


def test_who_was_told_and_who_was_not_is_in_the_titles() -> None:
    line = TIMELINES["a year of events"]
    drawn = titles(timelines.timeline(line).svg)
    for number, event in enumerate(line.events):
        mine = [title for title in drawn if title.startswith(f"{number + 1}: ")]
        assert len(mine) == 1 + len(event.known)


def trunks(line: Timeline, number: int) -> dict[str, set[str]]:
    """By the words after the agency's name, where the arrows of an event run from lane to lane."""
    found: dict[str, set[str]] = {}
    for group in ElementTree.fromstring(timelines.timeline(line).svg).iter(f"{SVG}g"):
        title = group.findtext(f"{SVG}title") or ""
        shape = group.find(f"{SVG}path")
        if title.startswith(f"{number}: ") and ", told" in title and shape is not None:
            found.setdefault(title.partition(", told")[2], set()).add(shape.attrib["d"].split("L")[1].split(",")[0])
    return found


def test_all_who_were_told_on_one_day_are_on_one_line() -> None:
    """Two agencies are told on the day and one a week later; another event of the day has a line of its own."""
    day, later = date(2026, 1, 5), date(2026, 1, 12)
    told = tuple(Knowledge(id, "told", at) for id, at in (("b", day), ("c", day), ("d", later)))
    first = Happening("e1", "a", "Concern", "2026-01-05", day, day, ("Kit",), told)
    second = Happening("e2", "b", "Concern", "2026-01-04", date(2026, 1, 4), None, ("Kit",), told[1:2])
    lanes = tuple((id, id.upper()) for id in "abcd")
    line = Timeline((("kit", "Kit"),), ON, lanes, (second, first))
    own, other = trunks(line, 2), trunks(line, 1)
    assert {when: len(places) for when, places in own.items()} == {" on 2026-01-05": 1, " on 2026-01-12": 1}
    assert own[" on 2026-01-05"].isdisjoint(other[" on 2026-01-05"])


SIGHTS: dict[Sight, int] = {"": 0, "seen": 2, "from_afar": 1, "failed": 2, "partly": 3}
"""By sight, of how many strokes its mark is: the eye, the pupil, the line through it."""


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_sight_is_marked_by_shape_and_named_in_the_legend(sight: Sight) -> None:
    day = date(2026, 1, 5)
    event = Happening("e1", "a", "Home visit", "2026-01-05", day, day, ("Kit",), (), sight, ("Kit in words",))
    drawn = timelines.timeline(Timeline((("kit", "Kit"),), ON, (("a", "A"),), (event,))).svg
    root = ElementTree.fromstring(drawn)
    (marker,) = [g for g in root.iter(f"{SVG}g") if (g.findtext(f"{SVG}title") or "").startswith("1: Home visit")]
    shapes = [one for one in marker if one.tag != f"{SVG}title" and one.tag != f"{SVG}text"]
    assert len(shapes) - 1 == SIGHTS[sight]
    assert [meaning in drawn for meaning in timelines.SIGHTS.values()].count(True) == (1 if sight else 0)
    assert "Kit in words" in drawn


def test_an_empty_timeline_says_so() -> None:
    nobody = Timeline((("p0", ""),), ON, (), ())
    assert timelines.in_words(nobody) == "Events about nobody with a recorded event until 2026-03-01: 0 events."
    assert timelines.timeline(nobody).svg.startswith("<svg")


def test_symbols_fit_their_node() -> None:
    assert ringed(ECOMAPS["a full ring"]).node * 2 > HALF * 2
