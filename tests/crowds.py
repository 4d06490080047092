"""Crowds: places, persons and families of which there is so much that no answer may rest on there being little.

One town, loaded once; each crowd says by how it is made what the right answers are.
"""

from __future__ import annotations

from informing_cases import Case, Town

RESIDENTS = 300
"""Who live in each place of many; every third of them is a child."""
ROWS = 5_000
"""Rows about one person, half involvements and half events."""
EVENTS = 20_000
"""Events of one chronology."""
COUPLES, EACH = 8, 5
"""Of the family of sixty: couples, and the children of each."""
ASSERTING = ("csc", "asc", "mind", "police", "housing", "probation", "youth", "early", "surgery", "hv")
"""The agencies of which each asserts every tie of that family."""
CHILDREN = 40
NAMED = 520
"""Who share a family name."""
GROWN, YOUNG = "1985-01-01", "2015-01-01"


def people(prefix: str, count: int) -> dict[str, str]:
    """Names and dates of birth of so many, every third a child."""
    return {f"{prefix}{number}": YOUNG if number % 3 == 0 else GROWN for number in range(count)}


def place(town: Town, name: str, household: str, residence: str = "") -> Case:
    """A place of many under one UPRN. Pat, who lives there, has a partner elsewhere, whose child the council knows.

    Of every third resident, a child, the school or the council knows; probation of every third grown one.
    """
    residents = people("r", RESIDENTS)
    made = town.case(name, pat=GROWN, mum=GROWN, kid=YOUNG, **residents)
    made.home("place", "pat", *residents, agency="housing")
    rows = town.agency("housing").rows
    rows["households"][-1] |= {"kind": household, "uprn": f"1000{sum(map(ord, name)):08}"}
    for row in rows["residence"][-RESIDENTS - 1 :]:
        row["kind"] = residence
    made.tie("pat", "partner", "mum")
    made.tie("mum", "parent", "kid")
    made.involved("csc", "kid")
    made.involved("drugs", "pat")
    for number in range(0, RESIDENTS, 3):
        made.involved("csc" if number % 2 else "oak", f"r{number}")
        made.involved("probation", f"r{number + 1}")
    made.event("drugs", "relapse", "relapse", "2026-02-10", "pat")
    return made


def busy(town: Town) -> Case:
    """Bo, of whom the police keep very many rows, and Bo's child."""
    made = town.case("busy", bo=GROWN, cy=YOUNG)
    made.tie("bo", "parent", "cy")
    made.involved("csc", "cy")
    for number in range(ROWS // 2):
        made.involved("police", "bo", since=f"20{10 + number % 15}-01-01")
        made.event("police", f"e{number}", "incident", f"20{10 + number % 15}-{1 + number % 12:02}-11", "bo")
    made.event("police", "last", "arrest", "2026-02-20", "bo")
    return made


def sixty(town: Town) -> Case:
    """Two grandparents, their grown children with partners, and the children of these; every tie tenfold."""
    made = town.case("sixty", opa="1950-01-01", oma="1951-01-01")
    ties = [("opa", "spouse", "oma")]
    for couple in range(COUPLES):
        made.also(**{f"a{couple}": GROWN, f"b{couple}": GROWN})
        made.also(**{f"c{couple}-{child}": YOUNG for child in range(EACH)})
        ties += [("opa", "parent", f"a{couple}"), ("oma", "parent", f"a{couple}"),
                 (f"a{couple}", "partner", f"b{couple}")]
        ties += [(f"{one}{couple}", "parent", f"c{couple}-{child}") for one in "ab" for child in range(EACH)]
    for agency in ASSERTING:
        for one, type, other in ties:
            made.tie(one, type, other, agency=agency)
    for number, agency in enumerate(ASSERTING):
        made.involved(agency, f"a{number % COUPLES}")
        made.involved(agency, f"c{number % COUPLES}-0")
    made.event("police", "row", "incident", "2026-02-10", "a0")
    return made


def abraham(town: Town) -> Case:
    """An adult with very many children, each with a worker of the council."""
    made = town.case("abraham", dad=GROWN)
    for number in range(CHILDREN):
        made.also(**{f"k{number}": YOUNG})
        made.tie("dad", "parent", f"k{number}")
        made.involved("csc", f"k{number}")
    made.involved("mind", "dad")
    made.event("mind", "crisis", "relapse", "2026-02-10", "dad")
    return made


def long_told(town: Town) -> Case:
    """One of whom very many events are recorded, some days apart, three to a day."""
    made = town.case("long", ann=YOUNG)
    for number in range(EVENTS):
        year, day = 2000 + number // 1000, number % 1000 // 3
        made.event("police", f"e{number:05}", "contact", f"{year}-{1 + day // 28:02}-{1 + day % 28:02}", "ann")
    return made


def named(town: Town) -> Case:
    """Very many of one family name, each with a service."""
    made = town.case("named", **dict.fromkeys((f"n{number}" for number in range(NAMED)), GROWN))
    for number in range(NAMED):
        made.record("csc", f"n{number}", family_name="Ashdown", given_names=f"Pat {number}")
        made.involved("csc", f"n{number}")
    return made


def crowds() -> tuple[Town, dict[str, Case]]:
    """The town, and its crowds by name."""
    town = Town()
    made = [
        place(town, "hostel", "hostel"), place(town, "prison", "", "custody"), place(town, "hospital", "", "hospital"),
        place(town, "block", "home"), busy(town), sixty(town), abraham(town), long_told(town),
        named(town),
    ]
    return town, {case.name: case for case in made}
