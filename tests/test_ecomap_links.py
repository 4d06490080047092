"""Links between agencies: few lines, from which each link can be read, and none that is not recorded."""

from __future__ import annotations

from itertools import combinations, product
from math import atan2, cos, hypot, sin
from random import Random
from time import process_time
from xml.etree import ElementTree

import pytest
from gallery.around import ECOMAPS, surroundings
from hypothesis import given, settings
from hypothesis import strategies as st
from test_genogram import SVG, contrast

from queries.pictures.bundles import FEWEST, Bundle, Pair, bundled
from queries.pictures.ecomap import ecomap
from queries.pictures.rails import BADGE, DOT, beyond, told
from queries.pictures.rings import Rings, ringed
from queries.pictures.surroundings import Agency, Link, Surroundings
from queries.pictures.svg import CARE, PAPER

AGENCIES = "abcdefghijkl"
graphs = st.builds(
    lambda count, pairs: frozenset(pair for pair in pairs if pair[1] in AGENCIES[:count]),
    st.integers(2, len(AGENCIES)),
    st.one_of(st.sets(st.sampled_from([*combinations(AGENCIES, 2)])),
              st.sets(st.sampled_from([*combinations(AGENCIES, 2)]), max_size=6).map(
                  lambda missing: {*combinations(AGENCIES, 2)} - missing)))
dense = st.builds(surroundings, st.integers(1, 5), st.integers(0, 4), st.integers(2, 18), st.integers(1, 4),
                  st.integers(0, 999), st.sampled_from([0.3, 0.6, 0.9, 1.0]))


@settings(max_examples=200, deadline=None)
@given(graphs)
def test_bundles_say_every_link_and_no_other(links: frozenset[Pair]) -> None:
    bundles = bundled(links)
    assert frozenset().union(*(bundle.pairs for bundle in bundles)) == links
    assert all(set(bundle.hubs).isdisjoint(bundle.rim) for bundle in bundles)


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_each_bundle_saves_lines_and_has_no_end_in_vain(links: frozenset[Pair]) -> None:
    bundles = bundled(links)
    for place, bundle in enumerate(bundles):
        before = frozenset().union(*(each.pairs for each in bundles[:place]))
        added = bundle.pairs - before
        assert len(bundle.pairs) == 1 or len(added) >= FEWEST
        assert {id for pair in added for id in pair} == set(bundle.ends)


@settings(max_examples=50, deadline=None)
@given(graphs, st.integers(0, 99))
def test_the_same_links_in_any_order_give_the_same_bundles(links: frozenset[Pair], seed: int) -> None:
    shuffled = sorted(links)
    Random(seed).shuffle(shuffled)
    assert bundled(shuffled) == bundled((other, one) for one, other in sorted(links))


def test_a_plan_that_all_share_is_one_line() -> None:
    assert bundled(combinations("abcdefgh", 2)) == [Bundle(tuple("abcdefgh"))]


def test_two_of_a_plan_who_have_no_link_stand_open_on_its_line() -> None:
    links = set(combinations("abcdef", 2)) - {("b", "e")}
    assert bundled(links) == [Bundle(tuple("acdf"), ("b", "e"))]


def test_one_who_talks_to_each_of_the_others_is_one_line() -> None:
    assert bundled([("a", "b"), ("a", "c"), ("a", "d")]) == [Bundle(("a",), ("b", "c", "d"))]


def test_two_links_stay_two() -> None:
    assert bundled([("a", "b"), ("b", "c")]) == [Bundle(("a", "b")), Bundle(("b", "c"))]


def read(picture: str, rings: Rings) -> frozenset[Pair]:
    """The links that somebody reads off the picture: by the dots on each line, and whose stem each is on."""
    found: set[Pair] = set()
    root = ElementTree.fromstring(picture)
    middle = next(g for g in root.findall(f"{SVG}g") if "translate" in g.get("transform", ""))
    for group in (g for g in middle.iter(f"{SVG}g") if g.get("tabindex") == "0"):
        full: dict[bool, set[str]] = {True: set(), False: set()}
        for circle in group.findall(f"{SVG}circle"):
            if circle.get("r") == str(DOT):
                at = atan2(float(circle.attrib["cy"]), float(circle.attrib["cx"]))
                whose = max(rings.nodes.values(), key=lambda node: cos(node.angle - at))
                full[circle.get("fill") == CARE].add(whose.id)
        assert full[True].isdisjoint(full[False])
        found.update((min(pair), max(pair)) for pair in (*combinations(full[True], 2), *product(*full.values())))
    return frozenset(found)


def pairs(around: Surroundings) -> frozenset[Pair]:
    return frozenset((link.one, link.other) for link in around.links)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(dense)
def test_what_is_read_off_the_picture_is_what_is_recorded(around: Surroundings) -> None:
    assert read(ecomap(around).svg, ringed(around)) == pairs(around)


@pytest.mark.parametrize("name", sorted(ECOMAPS))
def test_the_same_is_read_off_the_gallery(name: str) -> None:
    assert read(ecomap(ECOMAPS[name]).svg, ringed(ECOMAPS[name])) == pairs(ECOMAPS[name])


def dots(rings: Rings) -> list[tuple[float, float, float]]:
    """Every dot and number: how far out, at which angle, how large."""
    found = []
    for rail in rings.rails:
        radius = beyond(rings.ring, rings.node, rail.level)
        found += [(radius, at, DOT + 0.8) for at in rail.stems.values()] + [(radius, rail.badge, BADGE + 0.6)]
    return found


@settings(max_examples=30, deadline=None)
@given(dense)
def test_no_dot_or_number_lies_on_another_nor_on_a_stem(around: Surroundings) -> None:
    rings = ringed(around)
    places = [(radius * cos(at), radius * sin(at), half) for radius, at, half in dots(rings)]
    assert all(hypot(a - c, b - d) >= r + s for (a, b, r), (c, d, s) in combinations(places, 2))
    for rail in rings.rails:
        for at in rail.stems.values():
            crossed = [dot for dot in dots(rings) if dot[0] < beyond(rings.ring, rings.node, rail.level) - 1]
            assert all(abs(at - other) * radius >= half + 1 for radius, other, half in crossed)


@settings(max_examples=30, deadline=None)
@given(dense)
def test_two_lines_at_one_height_do_not_touch(around: Surroundings) -> None:
    rings = ringed(around)
    for one, other in combinations(rings.rails, 2):
        first, last = sorted((one, other), key=lambda rail: min(rail.stems.values()))
        assert first.level != last.level or max(first.stems.values()) < min(last.stems.values())


@settings(max_examples=30, deadline=None)
@given(dense)
def test_a_stem_leaves_its_own_circle(around: Surroundings) -> None:
    rings = ringed(around)
    for rail in rings.rails:
        assert all(abs(at - rings.nodes[id].angle) * rings.ring < rings.node for id, at in rail.stems.items())


@settings(max_examples=20, deadline=None)
@given(dense)
def test_titles_the_list_and_the_words_say_the_same(around: Surroundings) -> None:
    picture = ecomap(around)
    said = [told(rail, around) for rail in ringed(around).rails]
    root = ElementTree.fromstring(picture.svg)
    lines = [group for group in root.iter(f"{SVG}g") if group.get("tabindex") == "0"]
    assert [line.findtext(f"{SVG}title") for line in lines] == [f"{n + 1}: {each}" for n, each in enumerate(said)]
    assert [line.get("aria-label") for line in lines] == [line.findtext(f"{SVG}title") for line in lines]
    assert all(f"{each}." in picture.alternative.splitlines() for each in said)


def _four(*links: Link) -> Surroundings:
    named = (("csc", "Social Care"), ("gp", "Surgery"), ("hv", "Health Visiting"), ("police", "Police"))
    return Surroundings("p0", ECOMAPS["nobody around"].on, ECOMAPS["nobody around"].home, (),
                        tuple(Agency(id, name, "other") for id, name in named), (), links, ())


def test_how_agencies_are_linked_is_counted() -> None:
    """All four met once; beside that the police passed on news to social care."""
    met = [Link(one, other) for one, other in combinations(("csc", "gp", "hv"), 2)]
    around = _four(*met, Link("csc", "police", frozenset({"met", "informed"})), Link("gp", "police"),
                   Link("hv", "police"))
    assert ("4 agencies have a recorded link, each with each other, Social Care, Surgery, Health Visiting and Police: "
            "6 links, each by a meeting or joint work and 1 by news passed on.") in ecomap(around).alternative


def test_one_link_says_how() -> None:
    around = _four(Link("csc", "police", frozenset({"referred"})), Link("gp", "hv", frozenset({"worker", "informed"})))
    said = ecomap(around).alternative
    assert "Social Care and Police have a recorded link: a referral." in said
    assert "Surgery and Health Visiting have a recorded link: news passed on and a worker in common." in said


def test_who_is_outside_a_plan_has_no_line_and_is_said_to_be() -> None:
    around = ECOMAPS["a plan and who is outside it"]
    rings = ringed(around)
    (outside,) = {agency.id for agency in around.agencies} - {id for rail in rings.rails for id in rail.bundle.ends}
    assert [rail.bundle.rim for rail in rings.rails] == [("a06", "a07")]
    assert ecomap(around).alternative.splitlines()[-1].endswith("; Health Visiting.") and outside == "a08"


def test_lines_and_numbers_stand_out() -> None:
    assert contrast(CARE, PAPER) >= 4.5


def test_thirty_agencies_with_many_links_are_drawn_soon() -> None:
    around = surroundings(4, 0, 30, 1, 7, 0.5)
    start = process_time()
    ecomap(around)
    assert process_time() - start < 1.0
