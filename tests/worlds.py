"""Random families among agencies, in worlds that differ only in what some viewers may not see.

`csc` is the viewers' agency; of `police` they may see content, of `ward` and `drugs` existence, of `veil` nothing; a
manager only of the agency's own clients and their family.
What differs from world to world: all of `veil` and of the sensitive `drugs`; of `ward` all but which involvements there
are; of `police` rows that are sealed or sensitive, and who lives at an address that it shields. So do the numbers by
which the hidden agencies know somebody: their records hold together, or keep apart, records that may be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from random import Random

from agreements import agreed, agreement
from deliver import Agency, Delivered, nhs

from loaders.borough.identifiers import upn_check_letter
from queries.access.policy import Policy

BORN = {"mum": "1990-01-01", "dad": "1988-05-01", "kim": "2018-01-01", "leo": "2012-03-01", "gran": "1960-01-01"}
TIES = ("parent", "step_parent", "partner", "spouse", "sibling", "half_sibling", "main_carer", "young_carer",
        "grandparent", "cousin", "lodger", "ex_partner")
EVENTS = ("contact", "incident", "concern", "home_visit", "relapse", "missing", "assessment")
DAYS = ("2019", "2024-05", "2025-06-01", "2025-12", "2026-01-15", "2026-02-20", "")
AGENCIES = ("csc", "police", "ward", "drugs", "veil")


def policy() -> Policy:
    """The shipped policy's roles, with agreements of the worlds' agencies only."""
    levels = (("police", "content"), ("ward", "existence"), ("drugs", "existence"))
    kinds = (("mash_worker", "anybody"), ("manager", "own_clients_and_family"))
    made = [
        agreement(f"{of}-{level}-{role}", [of], [role], level=level, about=about)
        for of, level in levels for role, about in kinds
    ]
    return agreed(*made, alone=True)


def upn(name: str) -> str:
    """A valid unique pupil number, always the same for a name."""
    digits = f"{int.from_bytes(blake2b(name.encode(), digest_size=6).digest()) % 10**12:012}"
    return upn_check_letter(digits) + digits


def _numbers(name: str, dice: Random) -> dict[str, str]:
    """Nearly always the NHS number; else, or beside it, a pupil number."""
    held = dice.choice(("nhs", "nhs", "nhs", "both", "upn"))
    return {"nhs_number": nhs(name) if held != "upn" else "", "upn": upn(name) if held != "nhs" else ""}


def world(
    seen: Random, hidden: Random, families: int, close: tuple[str, ...] = ("sealed", "sensitive")
) -> list[Agency]:
    """The agencies of a world: the same seed of `seen` gives the same of what may be seen.

    `close` are the marks of what the police keep from the viewers.
    """
    kinds = {"csc": "children_social_care", "police": "police", "ward": "hospital", "drugs": "substance_misuse",
             "veil": "housing"}
    agencies = {id: Agency(id, kind) for id, kind in kinds.items()}
    for number in range(families):
        names = [f"{name}{number}" for name in BORN]
        known = {id: seen.sample(names, seen.randint(2, 5)) for id in ("csc", "police")}
        for id, people in known.items():
            _people(agencies[id], people, seen, {name: _numbers(name, seen) for name in people})
            _content(agencies[id], people, number, seen, marks=("ordinary",) if id == "police" else _ANY)
        _existence(agencies["ward"], {name: _numbers(name, seen) for name in names}, number, seen, hidden)
        _shielded(agencies["police"], known["police"], number, hidden)
        _closely_kept(agencies["police"], known["police"], number, hidden, close)
        for id in ("drugs", "veil"):
            people = hidden.sample(names, hidden.randint(0, 5))
            _people(agencies[id], people, hidden, {name: _numbers(name, hidden) for name in people})
            _content(agencies[id], people, number, hidden, marks=_ANY)
        _about_others(agencies["veil"], number, hidden)
    return list(agencies.values())


def delivered(agencies: list[Agency], at: str, *ids: str) -> list[Delivered]:
    """Full deliveries of some of the agencies, with every table, so that what is gone is superseded."""
    for agency in agencies:
        for table in ("people", "households", "residence", "relationships", "involvements", "events", "informed",
                      "enquiries", "consents"):
            agency.rows[table] += []
    return [agency.delivered(at) for agency in agencies if agency.id in ids]


_ANY = ("ordinary", "", "sensitive", "sealed")


def _people(agency: Agency, people: list[str], dice: Random, numbers: Mapping[str, dict[str, str]]) -> None:
    for name in people:
        born = dice.choice((BORN[name.rstrip("0123456789")], ""))
        agency.person(
            name, born, given_names=dice.choice(("", "Ann", "Bo", "Cy", "Di")),
            family_name=dice.choice(("Lane", "Lake")), also_known_as=dice.choice(("", "Zed;Abe", "Moll")),
            sex=dice.choice(("", "female", "male")),
            deceased_on=dice.choice(("",) * 12 + ("2025",)), school=dice.choice(("", "", "elm")),
            recorded_at=dice.choice(("", "2024-01-01", "2025-02-02", "2025-12-31")), **numbers[name],
        )


def _content(agency: Agency, people: list[str], number: int, dice: Random, marks: tuple[str, ...]) -> None:
    if not people:
        return
    for n in range(dice.randint(0, 5)):
        one, other = dice.choice(people), dice.choice(people)
        if one != other:
            agency.tie(one, dice.choice(TIES), other, since=dice.choice(DAYS[:3]),
                       until=dice.choice(("", "", "2026-02-25")), row_id=f"t{number}-{n}")
    for n in range(dice.randint(0, 2)):
        house = f"h{number}-{n}"
        agency.row("households", household_id=house, uprn=dice.choice(("", f"1000{number:04}{n}")),
                   kind=dice.choice(("", "home", "hostel")))
        for name in dice.sample(people, dice.randint(0, len(people))):
            agency.lives(name, house, since=dice.choice(DAYS[:3]), until=dice.choice(("", "", "2026-01-01")),
                         kind=dice.choice(("", "usual", "refuge")))
    for n in range(dice.randint(0, 3)):
        agency.involved(dice.choice(people), dice.choice(("open", "open", "closed", "referred")),
                        involvement_id=f"i{number}-{n}", since=dice.choice(DAYS[:4]),
                        until=dice.choice(("", "2026-02-27")),
                        reason=dice.choice(("neglect", "")), sensitivity=dice.choice(marks))
    for n in range(dice.randint(0, 4)):
        agency.event(f"e{number}-{n}", dice.choice(EVENTS), dice.choice(DAYS),
                     *dice.sample(people, dice.randint(1, min(2, len(people)))), summary=dice.choice(("", "told so")),
                     after=f"e{number}-{n - 1}" if n else "", sensitivity=dice.choice(marks),
                     participants=";".join(dice.sample(AGENCIES, dice.randint(0, 2))),
                     seen=dice.choice(("", dice.choice(people))), seen_how=dice.choice(("", "video", "seen_alone")))
        if dice.random() < 0.5:
            agency.row("informed", event_id=f"e{number}-{n}", agency=dice.choice(AGENCIES), at="2026-02-26",
                       status=dice.choice(("informed", "acknowledged", "pending", "withheld")))
    for n in range(dice.randint(0, 1)):
        agency.row("enquiries", person_id=dice.choice(people), question="partner", answer=dice.choice(("yes", "no")),
                   on=dice.choice(DAYS), row_id=f"q{number}-{n}")
    for n in range(dice.randint(0, 1)):
        agency.row("consents", person_id=dice.choice(people), scope="share", given="no", since="2025",
                   row_id=f"c{number}-{n}")


def _existence(
    ward: Agency, numbers: Mapping[str, dict[str, str]], number: int, seen: Random, hidden: Random
) -> None:
    """Involvements that may be seen to exist; all else that the agency records of those persons differs."""
    statuses = ("open", "closed", "waiting")
    involved = [(seen.choice(list(numbers)), seen.choice(statuses), seen.choice(DAYS[:4])) for _ in range(2)]
    people = list(dict.fromkeys([name for name, _, _ in involved] + hidden.sample(list(numbers), hidden.randint(0, 3))))
    _people(ward, people, hidden, numbers)
    for n, (name, status, since) in enumerate(involved):
        ward.involved(name, status, involvement_id=f"w{number}-{n}", since=since, reason=hidden.choice(("a", "b", "")))
    before = len(ward.rows["involvements"])
    _content(ward, people, number, hidden, marks=("sealed", "sensitive"))
    assert all(row["sensitivity"] != "ordinary" for row in ward.rows["involvements"][before:])


def _shielded(police: Agency, people: list[str], number: int, hidden: Random) -> None:
    police.row("households", household_id=f"s{number}", uprn=f"2000{number:04}", shielded="yes")
    for name in hidden.sample(people, hidden.randint(0, len(people))):
        police.lives(name, f"s{number}", since=hidden.choice(DAYS[:3]))


def _closely_kept(
    police: Agency, people: list[str], number: int, hidden: Random, close: tuple[str, ...]
) -> None:
    for n in range(hidden.randint(0, 2)):
        mark = hidden.choice(close)
        police.involved(hidden.choice(people), involvement_id=f"k{number}-{n}", since="2025", sensitivity=mark)
        happened = (hidden.choice(EVENTS), hidden.choice(DAYS), hidden.choice(people))
        police.event(f"k{number}-{n}", *happened, sensitivity=mark)


def _about_others(veil: Agency, number: int, hidden: Random) -> None:
    """What an agency that may not be seen says of others' events."""
    if hidden.random() < 0.7:
        veil.row("informed", event_id=f"e{number}-0", event_agency="csc", agency="veil", at="2026-02-26",
                 status=hidden.choice(("informed", "acknowledged")))
    people = [row["person_id"] for row in veil.rows["people"] if row["person_id"].endswith(str(number))]
    if people and hidden.random() < 0.7:
        veil.event(f"twin{number}", "incident", "2026-02-10", people[0], parent_event=f"csc:e{number}-0",
                   participants=hidden.choice(("", "hush")))

