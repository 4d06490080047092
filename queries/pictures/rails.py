"""Links between agencies, beyond the ring of an ecomap: each bundle a line round it, with a dot for each agency in it.

As on a wiring diagram: what only crosses a line and has no dot on it is not joined to it. A full dot is linked with
every agency on the line; an open one with those of a full dot, and by this line with no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import cos, sin, sqrt
from xml.sax.saxutils import escape

from queries.analysis.rules.compartmentalised import LinkKind
from queries.pictures import text
from queries.pictures.bundles import Bundle
from queries.pictures.polar import arc, point
from queries.pictures.surroundings import Surroundings
from queries.pictures.svg import CARE, PAPER, element, path, words

LEVEL, STEM, BADGE, DOT = 17.0, 8.0, 7.0, 3.6
"""Between two lines; between the stems of one agency; half of a number's disc; half of a dot."""
ROOM = 0.8
"""The part of a circle's half width from which stems leave."""
TINY = 9.0
KINDS: dict[LinkKind, str] = {
    "met": "a meeting or joint work",
    "informed": "news passed on",
    "referred": "a referral",
    "worker": "a worker in common",
}

@dataclass
class Rail:
    """A bundle in its place: how far out it runs, by agency the angle at which it leaves, and of its number."""

    bundle: Bundle
    number: int
    level: int = 0
    stems: dict[str, float] = field(default_factory=dict)
    badge: float = 0.0


def railed(bundles: Iterable[Bundle], angle: Mapping[str, float], ring: float) -> list[Rail]:
    """The bundles as lines, numbered clockwise, the short ones nearest to the ring."""
    spans = {bundle: _span(bundle, angle) for bundle in bundles}
    order = sorted(spans, key=lambda bundle: (spans[bundle], bundle.ends))
    rails = [Rail(bundle, place + 1) for place, bundle in enumerate(order)]
    settled: list[Rail] = []
    for rail in sorted(rails, key=lambda rail: (_long(spans[rail.bundle]), rail.number)):
        met = {other.level for other in settled if _meet(spans[other.bundle], spans[rail.bundle])}
        rail.level = next(level for level in range(len(met) + 1) if level not in met)
        settled.append(rail)
        rail.badge = _between(spans[rail.bundle], angle)
    _stem(rails, angle, ring)
    return rails


def _span(bundle: Bundle, angle: Mapping[str, float]) -> tuple[float, float]:
    return min(angle[id] for id in bundle.ends), max(angle[id] for id in bundle.ends)


def _long(span: tuple[float, float]) -> float:
    return round(span[1] - span[0], 6)


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _between(span: tuple[float, float], angle: Mapping[str, float]) -> float:
    """About the middle of a line, between two circles, where no stem is."""
    within = sorted(at for at in angle.values() if span[0] <= at <= span[1])
    left = (len(within) - 1) // 2
    return (within[left] + within[left + 1]) / 2


def room_for(bundles: Iterable[Bundle]) -> float:
    """Half the width of a circle from which the lines of the agency with the most can leave."""
    most = max(Counter(id for bundle in bundles for id in bundle.ends).values(), default=0)
    return STEM * most / 2 / ROOM


def _stem(rails: Iterable[Rail], angle: Mapping[str, float], ring: float) -> None:
    """Give each rail the angles at which it leaves its agencies: beside one another, and crossing no line in vain."""
    by_agency: dict[str, list[Rail]] = {}
    for rail in rails:
        for id in rail.bundle.ends:
            by_agency.setdefault(id, []).append(rail)
    for id, there in by_agency.items():
        there.sort(key=lambda rail: _side(rail, id, angle))
        for place, rail in enumerate(there):
            rail.stems[id] = angle[id] + STEM * (place - (len(there) - 1) / 2) / ring


def _side(rail: Rail, id: str, angle: Mapping[str, float]) -> tuple[int, int]:
    """Lines that end here stand first, the outermost last; those that begin here last, the outermost first."""
    others = [angle[other] for other in rail.bundle.ends if other != id]
    if max(others) < angle[id]:
        return (0, rail.level)
    if min(others) > angle[id]:
        return (2, -rail.level)
    return (1, rail.level)


def beyond(ring: float, node: float, level: int) -> float:
    """The radius of a line."""
    return ring + node + 14 + LEVEL * level


def told(rail: Rail, around: Surroundings) -> str:
    """A line in words: who is linked with whom, and how."""
    agencies = {agency.id: agency.name for agency in around.agencies}
    hubs, rim = ([agencies[id] for id in ends] for ends in (rail.bundle.hubs, rail.bundle.rim))
    return f"{_who(hubs, rim)}: {_how(rail.bundle, around)}"


def _who(hubs: list[str], rim: list[str]) -> str:
    if len(hubs) == 1:
        return f"{hubs[0]} has a recorded link with each of {len(rim)} agencies, {_listed(rim)}"
    more = f", and each with each of {len(rim)} more, {_listed(rim)}" if rim else ""
    if len(hubs) > 2:
        return f"{len(hubs)} agencies have a recorded link, each with each other, {_listed(hubs)}{more}"
    return f"{_listed(hubs)} have a recorded link{' with one another' if rim else ''}{more}"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _how(bundle: Bundle, around: Surroundings) -> str:
    """The kinds of link, and of several links how many have each."""
    found = [link for link in around.links if (link.one, link.other) in bundle.pairs]
    counts = {words: sum(kind in link.kinds for link in found) for kind, words in KINDS.items()}
    if len(found) == 1:
        return _listed([words for words, count in counts.items() if count])
    said = [f"{'each' if count == len(found) else count} by {words}" for words, count in counts.items() if count]
    return f"{len(found)} links, {_listed(said)}"


def drawn(rail: Rail, ring: float, node: float, angle: Mapping[str, float], said: str) -> str:
    """A line with its stems, dots and number; the keyboard reaches it."""
    radius = beyond(ring, node, rail.level)
    look: dict[str, object] = {"fill": "none", "stroke": CARE, "stroke_width": 2.0}
    parts = [element("path", d=arc(radius, min(rail.stems.values()), max(rail.stems.values())), **look)]
    leaving = {id: point(_edge(ring, node, at - angle[id]), at) for id, at in rail.stems.items()}
    ends = {id: point(radius, at) for id, at in rail.stems.items()}
    parts += [element("path", d=path([[leaving[id], ends[id]]]), **look) for id in ends]
    parts += [dot(*ends[id], full=id in rail.bundle.hubs) for id in ends]
    parts += badge(*point(radius, rail.badge), rail.number)
    return element("g", element("title", escape(said)), *parts, tabindex=0, role="img", aria_label=said)


def _edge(ring: float, node: float, aside: float) -> float:
    """How far out a line leaves a circle beside its middle."""
    return ring * cos(aside) + sqrt(max(node**2 - (ring * sin(aside)) ** 2, 0.0))


def dot(x: float, y: float, *, full: bool) -> str:
    """The mark of an agency on a line."""
    return element("circle", cx=x, cy=y, r=DOT, fill=CARE if full else PAPER, stroke=CARE, stroke_width=1.6)


def badge(x: float, y: float, of: int) -> list[str]:
    """The number of a line, on it."""
    label = str(of)
    return [
        element("circle", cx=x, cy=y, r=BADGE, fill=PAPER, stroke=CARE, stroke_width=1.2),
        words(label, x - text.width(label, TINY) / 2, y + 3.2, TINY, fill=CARE),
    ]


def sample(*, rim: bool) -> str:
    """A line as the legend shows it: of full dots alone, or with open ones."""
    line = element("path", d="M2,0 L24,0", fill="none", stroke=CARE, stroke_width=2.0)
    return line + "".join(dot(x, 0.0, full=not rim or x == 2.0) for x in (2.0, 13.0, 24.0))
