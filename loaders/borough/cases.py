"""Which agencies meet which member of a family, from when, and whether they still do.

Children in need are about 3.3 % of children (rounded from Department for Education, "Children in
need: 2024", 332.9 for 10,000); the other rates are invented, rising with the family's strain.
"""

from dataclasses import dataclass, field

from loaders.borough.agencies import (
    ADULT_SOCIAL_CARE,
    AGENCIES,
    CHILDRENS_SOCIAL_CARE,
    DOMESTIC_ABUSE,
    EARLY_HELP,
    HEALTH_VISITING,
    HOUSING,
    MENTAL_HEALTH,
    MIDWIFERY,
    POLICE,
    PROBATION,
    SUBSTANCE_MISUSE,
    YOUTH_JUSTICE,
    Agency,
)
from loaders.borough.days import COVERS_FROM, TODAY, YEAR, Day
from loaders.borough.dice import Dice
from loaders.borough.truth import Family, Human

_BY_ID = {agency.id: agency for agency in AGENCIES}
_CHILD_OUT_OF_HOME = frozenset({"kinship_carer", "special_guardian", "foster_parent"})
REGISTERED = "registered"  # known to a practice, school or the police without an involvement


@dataclass(frozen=True, slots=True)
class Allocation:
    """A worker on a case over some days, both open where the agency does not date them.

    `registration` is the worker's own number, the same in another agency's records, or empty.
    """

    worker: str
    registration: str
    since: Day | None
    until: Day | None


@dataclass(slots=True, eq=False)
class Case:
    """One agency with one client; `until` is None while it lasts.

    `offer` is the place of the service among the agency's, where it can be no other.

    What follows `status` is known once the agency has written the case down: its own ids, the kind
    of its service, whether it leads (as the extract has it), and the dated spells of its workers.
    """

    agency: Agency
    client: Human
    since: Day
    until: Day | None = None
    status: str = "open"
    offer: int | None = None
    service: str = ""
    kind: str = ""
    involvement: str = ""
    lead: str = ""
    workers: list[str] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)

    def is_live(self, on: Day) -> bool:
        """Whether the agency was at work with the client on a day."""
        started = self.status in ("open", "closed", REGISTERED) and self.since <= on
        return started and (self.until is None or on < self.until)


@dataclass(frozen=True)
class _Rate:
    """Share of people met in a calm, a strained and a crisis family, and days a case lasts."""

    agency: Agency
    by_strain: tuple[float, float, float]
    lasts: int


_WOMEN = (
    _Rate(MENTAL_HEALTH, (0.022, 0.12, 0.42), 500),
    _Rate(SUBSTANCE_MISUSE, (0.001, 0.03, 0.2), 350),
    _Rate(DOMESTIC_ABUSE, (0.002, 0.05, 0.35), 150),
    _Rate(PROBATION, (0.0005, 0.006, 0.05), 400),
    _Rate(ADULT_SOCIAL_CARE, (0.006, 0.02, 0.05), 900),
)
_MEN = (
    _Rate(MENTAL_HEALTH, (0.018, 0.09, 0.25), 500),
    _Rate(SUBSTANCE_MISUSE, (0.003, 0.05, 0.25), 350),
    _Rate(DOMESTIC_ABUSE, (0.0003, 0.005, 0.02), 150),
    _Rate(PROBATION, (0.002, 0.03, 0.22), 400),
    _Rate(ADULT_SOCIAL_CARE, (0.006, 0.02, 0.04), 900),
)
_POLICE = (0.03, 0.2, 0.7)
_TENANTS = (0.13, 0.35, 0.5)
_EARLY_HELP = (0.01, 0.12, 0.15)
_YOUTH_JUSTICE = (0.004, 0.04, 0.25)
_LEAVING_CARE = 3  # the fourth service of children's social care
_CHILDRENS_SERVICES = (0.005, 0.11, 0.7)


def cases_of(dice: Dice, family: Family) -> list[Case]:
    """Every case that Riverton's agencies hold on a family within the two years."""
    cases = [*_registrations(dice, family), *_births(dice, family)]
    for adult in family.adults():
        cases += _adult_cases(dice, family, adult)
    cases += _child_cases(dice, family)
    cases += _tenancies(dice, family)
    return [case for case in cases if _is_covered(case)]


def _is_covered(case: Case) -> bool:
    ended_before = case.until is not None and case.until <= case.agency.covers_from
    return case.since <= case.agency.covers_to and not ended_before


def _registrations(dice: Dice, family: Family) -> list[Case]:
    cases = []
    for human in family.people:
        born = human.born
        if born is None:
            continue
        if human.gp:
            since = max(born, TODAY - int(dice.random() * 12 * YEAR))
            cases.append(Case(_BY_ID[human.gp], human, since, human.died, REGISTERED))
        if human.school:
            since = max(born + 700, TODAY - dice.whole(200, 1000))
            cases.append(Case(_BY_ID[human.school], human, since, None, REGISTERED))
        if human.age < 5 and dice.chance(0.95):
            cases.append(Case(HEALTH_VISITING, human, min(TODAY, born + dice.whole(5, 14))))
    return cases


def _births(dice: Dice, family: Family) -> list[Case]:
    cases = []
    for child in family.children():
        mother = next((t.one for t in family.ties if t.other is child and t.type == "parent"), None)
        if mother is None or not dice.chance(0.95):
            continue
        if child.due is not None:
            cases.append(Case(MIDWIFERY, mother, child.due - dice.whole(190, 220)))
        elif child.born is not None and child.born > COVERS_FROM:
            until = child.born + dice.whole(10, 28)
            since = child.born - dice.whole(180, 220)
            cases.append(_ended(Case(MIDWIFERY, mother, since), until))
    return _one_for_each_client(cases)


def _one_for_each_client(cases: list[Case]) -> list[Case]:
    return list({case.client: case for case in cases}.values())


def _ended(case: Case, until: Day) -> Case:
    if until <= TODAY:
        case.until, case.status = until, "closed"
    return case


def _adult_cases(dice: Dice, family: Family, adult: Human) -> list[Case]:
    cases = []
    for rate in _WOMEN if adult.sex == "female" else _MEN:
        likely = rate.by_strain[family.strain]
        if rate.agency is ADULT_SOCIAL_CARE and adult.age > 78:
            likely += 0.16
        if dice.chance(likely) or _must_know(family, adult, rate.agency):
            cases.append(_spell(dice, rate.agency, adult, rate.lasts))
    if dice.chance(_POLICE[family.strain]):
        cases.append(Case(POLICE, adult, COVERS_FROM, adult.died, REGISTERED))
    if adult.born is not None and family.was_looked_after(adult):
        sixteen = adult.born + int(16 * YEAR)
        cases.append(Case(CHILDRENS_SOCIAL_CARE, adult, sixteen, offer=_LEAVING_CARE))
    return cases


def _must_know(family: Family, adult: Human, agency: Agency) -> bool:
    if agency is PROBATION:
        return any(stay.human is adult and stay.kind == "custody" for stay in family.stays)
    if agency is DOMESTIC_ABUSE:
        return any(stay.human is adult and stay.home.shielded for stay in family.stays)
    return False


def _spell(dice: Dice, agency: Agency, client: Human, lasts: int) -> Case:
    """A case open today, closed in the two years, or not begun: waiting, referred, refused."""
    throw = dice.random()
    length = 20 + int(dice.expovariate(1 / lasts))
    earliest = (client.born or TODAY - 190) + (int(16 * YEAR) if not client.is_child else 0)
    if throw < 0.08:
        status = "waiting" if throw < 0.04 else "referred" if throw < 0.06 else "refused"
        return Case(agency, client, max(earliest, TODAY - dice.whole(1, 90)), None, status)
    if throw < 0.55 and client.died is None:
        return Case(agency, client, max(earliest, TODAY - length))
    until = min(client.died or TODAY, dice.whole(COVERS_FROM + 20, TODAY))
    since = max(earliest, until - length)
    if since >= until:
        return Case(agency, client, max(earliest, TODAY - 30))
    return Case(agency, client, since, until, "closed")


def _child_cases(dice: Dice, family: Family) -> list[Case]:
    children = family.children()
    if not children:
        return []
    away = {t.other for t in family.ties if t.type in _CHILD_OUT_OF_HOME}
    known = dice.chance(_CHILDRENS_SERVICES[family.strain])
    clients = [child for child in children if child in away or (known and dice.chance(0.8))]
    cases = [_spell(dice, CHILDRENS_SOCIAL_CARE, child, 330) for child in clients]
    cases += [
        _spell(dice, YOUTH_JUSTICE, child, 200)
        for child in children
        if child.age >= 13 and dice.chance(_YOUTH_JUSTICE[family.strain])
    ]
    carers = [t.one for t in family.ties if t.type == "young_carer"]
    if dice.chance(_EARLY_HELP[family.strain]) or carers:
        cases += [_spell(dice, EARLY_HELP, child, 200) for child in carers or children[:1]]
    return cases


def _tenancies(dice: Dice, family: Family) -> list[Case]:
    cases = []
    tenants: set[int] = set()
    for stay in family.stays:
        first = stay.until is None and stay.home.number not in tenants and stay.human.age >= 18
        if first and stay.home.kind in ("home", "hostel"):
            tenants.add(stay.home.number)
            if stay.home.kind == "hostel" or dice.chance(_TENANTS[family.strain]):
                cases.append(Case(HOUSING, stay.human, stay.since, stay.human.died))
    return cases
