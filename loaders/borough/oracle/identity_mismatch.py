"""IDENTITY_MISMATCH: agencies that hold one person under facts that cannot all be true."""

from collections.abc import Iterator
from itertools import combinations

from loaders.borough.names import without_marks
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import is_child
from loaders.borough.oracle.world import World
from loaders.borough.records import Copy, FamilyFile
from loaders.borough.truth import Human

RULE = "IDENTITY_MISMATCH"
_Held = list[tuple[str, FamilyFile]]


def find(world: World) -> Iterator[Finding]:
    """One finding a person in the network of a child who has an agency of its own."""
    members: dict[Human, list[Human]] = {}
    for network in world.networks:
        if world.agencies_of(network.child):
            for member in network.roles:
                members.setdefault(member, []).append(network.child)
    for human, children in members.items():
        held = [(agency, f) for agency, f in world.circle.files.items() if human in f.ids]
        found = list(_mismatches(human, held))
        if found:
            adult = None if is_child(human) else human
            concerned = tuple(children) if adult else (human,)
            agencies = in_order(agency for _, pair in found for agency in pair)
            detail = " and ".join(dict.fromkeys(what for what, _ in found))
            yield Finding(RULE, concerned, adult, agencies=agencies, detail=detail)


def _mismatches(human: Human, held: _Held) -> Iterator[tuple[str, tuple[str, str]]]:
    for (one, mine), (other, theirs) in combinations(held, 2):
        a, b = mine.copies[human], theirs.copies[human]
        if not _dates_agree(a.date_of_birth, b.date_of_birth):
            yield "dates of birth", (one, other)
        if not _names_agree(a, b):
            yield "names", (one, other)
    if is_child(human) and not _is_shared(human, held):
        for (one, mine), (other, theirs) in combinations(held, 2):
            homes, elsewhere = _usual_homes(human, mine), _usual_homes(human, theirs)
            if homes and elsewhere and not homes & elsewhere:
                yield "homes", (one, other)


def _dates_agree(one: str, other: str) -> bool:
    """A date of reduced precision agrees with every date that it may mean."""
    return one.startswith(other) or other.startswith(one)


def _names_agree(one: Copy, other: Copy) -> bool:
    mine, theirs = _words(one), _words(other)
    return not mine or not theirs or bool(mine & theirs)


def _words(copy: Copy) -> set[str]:
    names = f"{copy.given_names} {copy.family_name} {copy.also_known_as}".replace("-", " ")
    return set(without_marks(names).casefold().split())


def _usual_homes(human: Human, file: FamilyFile) -> set[str]:
    held = file.homes.get(human, ())
    return {home.uprn for home in held if home.kind == "usual" and not home.ended and home.uprn}


def _is_shared(human: Human, held: _Held) -> bool:
    return any(h.kind == "part_time" for _, file in held for h in file.homes.get(human, ()))
