"""A family's cases written down: files, involvements, allocations, what was asked and agreed."""

from collections.abc import Iterator, Mapping

from loaders.borough.cases import REGISTERED, Allocation, Case
from loaders.borough.chronicle import Asked, Chronicle
from loaders.borough.days import COVERS_FROM, TODAY, Day, iso, iso_or_empty
from loaders.borough.dice import Dice
from loaders.borough.records import Book, FamilyFile
from loaders.borough.staff import Service
from loaders.borough.truth import Family, Human
from loaders.borough.views import recorded_around
from loaders.borough.write import listed, yes_no

_TARGETED_ADULT = frozenset(
    {"mental_health", "substance_misuse", "domestic_abuse", "probation", "adult_social_care"}
)
_REASONS = {
    "children_social_care": ("Neglect", "Domestic abuse in the home", "Parental substance misuse"),
    "adult_social_care": ("Care and support needs", "Physical disability", "Carer's assessment"),
    "mental_health": ("Depression", "Psychosis", "Anxiety", "Postnatal depression"),
    "substance_misuse": ("Alcohol", "Opiates", "Cocaine", "Alcohol and cannabis"),
    "domestic_abuse": ("Coercive control", "Physical violence", "Harassment after separation"),
    "probation": ("Community order", "Licence", "Suspended sentence"),
    "housing": ("Tenancy", "Homelessness prevention"),
    "midwifery": ("Pregnancy",),
    "health_visiting": ("Universal offer", "Universal plus"),
    "youth_justice": ("Referral order", "Youth caution", "Prevention"),
    "early_help": ("Parenting support", "School attendance", "Young carer"),
}
_ADULT_QUESTIONS = (
    ("dependent_children", 0.7),
    ("partner", 0.4),
    ("other_services", 0.35),
    ("caring_responsibilities", 0.3),
)
_ALLOCATED_FROM = COVERS_FROM - 365
_UNDATED = frozenset({"housing", "midwifery"})  # they name a case's workers without their dates
_CHILD_QUESTIONS = (("seen_alone", 0.6), ("wishes_and_feelings", 0.5), ("young_carer", 0.3))

Spell = tuple[str, Day, Day | None]  # a worker, from a day until the first day no longer


class Circle:
    """Everybody at work with one family: the cases, and one file for each agency."""

    def __init__(self, books: Mapping[str, Book], family: Family, cases: list[Case]) -> None:
        self.books = books
        self.family = family
        self.cases = cases
        self.chronicle = Chronicle()
        self.files: dict[str, FamilyFile] = {}

    def file_of(self, case: Case) -> FamilyFile:
        """The agency's file on the family, opened with its earliest case."""
        agency = case.agency.id
        if agency not in self.files:
            opened = min(c.since for c in self.cases if c.agency is case.agency)
            self.files[agency] = FamilyFile(self.books[agency], self.family, opened)
        return self.files[agency]

    def others(self, case: Case, on: Day) -> list[Case]:
        """One live case of each other agency on a day on which that agency still kept records."""
        live = {
            other.agency.id: other
            for other in self.cases
            if other.agency is not case.agency
            and other.is_live(on)
            and other.agency.covers_from <= on <= other.agency.covers_to
        }
        return list(live.values())

    def record_people(self, dice: Dice) -> None:
        """Writes each agency's people, residences and ties."""
        for case in self.cases:
            file = self.file_of(case)
            _record(file, case.client, 0.98)
            for human in recorded_around(dice, self.family, case):
                _record(file, human, 0.7)
        for file in self.files.values():
            file.write_ties(0.35 if file.book.agency.kind == "gp" else 0.93)


def _record(file: FamilyFile, human: Human, certainty: float) -> None:
    if human not in file.ids and file.can_know(human):
        file.person(human)
        file.write_residences(human, certainty)


def write_case(circle: Circle, case: Case, dice: Dice) -> None:
    """Gives a case its service and workers, and writes its involvement where it is one."""
    service = begin(circle, case, dice, case.offer)
    if case.status == REGISTERED:
        return
    worked = case.status in ("open", "closed") and dice.chance(0.92)
    write_involvement(circle, case, dice, worked)
    if worked:
        for spell in _spells(case, dice, service):
            write_allocation(circle, case, service, dice, spell)
        _write_enquiries(circle, case, dice)
        _write_consents(circle.file_of(case), case, dice)


def begin(circle: Circle, case: Case, dice: Dice, number: int | None = None) -> Service:
    """Gives a case its service and first worker.

    `number` chooses the service; without it the first is the most likely.
    """
    services = circle.file_of(case).book.services
    if number is not None:
        service = services[number]
    elif dice.chance(0.72):
        service = services[0]
    else:
        service = dice.one([service for service in services if not service.reserved])
    case.service, case.kind = service.id, service.kind
    case.workers = [service.at_work(dice, max(case.since, _ALLOCATED_FROM))]
    return service


def dates_workers(case: Case) -> bool:
    """Whether the agency says from when to when a worker has been on a case."""
    return case.agency.kind not in _UNDATED


def write_involvement(circle: Circle, case: Case, dice: Dice, worked: bool) -> None:
    """Writes the involvement row of a case; `worked` where somebody works on it."""
    file, kind = circle.file_of(case), case.agency.kind
    case.involvement = file.book.next_id("involvements", "I")
    case.lead = case.lead or yes_no(kind in ("children_social_care", "early_help"))
    undated = worked and not dates_workers(case)
    if undated:
        case.allocations = [Allocation(worker, "", None, None) for worker in case.workers]
    reasons = _REASONS[kind]
    ended = case.until is not None and case.until <= case.agency.covers_to
    throw = dice.random()
    file.book.write(
        "involvements",
        case.since,
        {
            "involvement_id": case.involvement,
            "person_id": file.person(case.client),
            "service_id": case.service,
            "professional_ids": listed(case.workers) if undated else "",
            "status": "open" if case.status == "closed" and not ended else case.status,
            "from": iso(case.since),
            "to": iso_or_empty(case.until) if ended else "",
            "reason": dice.one(reasons),
            "primary_need": reasons[0] if throw < 0.4 else "",
            "lead_professional": case.lead,
            "sensitivity": _sensitivity(dice, kind),
        },
    )


def _sensitivity(dice: Dice, kind: str) -> str:
    throw = dice.random()
    if throw < 0.002 and kind != "housing":
        return "sealed"
    return "sensitive" if throw < 0.05 else "ordinary" if throw > 0.6 else ""


def _spells(case: Case, dice: Dice, service: Service) -> Iterator[Spell]:
    """One worker after another, from a year before the extract; now and then nobody for weeks.

    Whoever leaves the service leaves the case.
    """
    if not dates_workers(case):
        return
    end = min(case.until or TODAY + 1, case.agency.covers_to + 1)
    since = max(case.since, _ALLOCATED_FROM) + dice.whole(0, 5)
    worker = case.workers[0]
    while since < end:
        until = since + int(dice.expovariate(1 / 500)) + 60
        if until > end or not dice.chance(0.8):
            until = end
        if worker in service.former:
            until = min(until, max(since + 1, service.former[worker]))
        yield worker, since, until if until < end else case.until
        since = until + (dice.whole(7, 60) if dice.chance(0.15) else 0)
        worker = service.at_work(dice, since)


def write_allocation(
    circle: Circle, case: Case, service: Service, dice: Dice, spell: Spell
) -> None:
    """Writes one worker's dated spell on a case."""
    worker, since, until = spell
    ended = until is not None and until <= case.agency.covers_to
    registration = service.registrations.get(worker, "")
    case.allocations.append(Allocation(worker, registration, since, until if ended else None))
    accepted = since + dice.whole(0, 2)
    circle.file_of(case).book.write(
        "allocations",
        since,
        {
            "involvement_id": case.involvement,
            "professional_id": worker,
            "from": iso(since),
            "to": iso_or_empty(until) if ended else "",
            "role": "lead" if case.agency.kind == "children_social_care" else "allocated",
            "accepted_at": iso(accepted) if accepted < (until or TODAY) else "",
        },
    )


def _write_enquiries(circle: Circle, case: Case, dice: Dice) -> None:
    """What the worker asked: adult services about children, children's about the child's voice."""
    adult = case.agency.kind in _TARGETED_ADULT
    if not adult and case.agency.kind not in ("children_social_care", "early_help"):
        return
    for question, chance in _ADULT_QUESTIONS if adult else _CHILD_QUESTIONS:
        on = case.since + dice.whole(0, 40)
        if dice.chance(chance) and on <= min(case.until or TODAY, case.agency.covers_to):
            answer = _answer(circle.family, case.client, question, dice)
            write_enquiry(circle, case, question, answer, on)


def write_enquiry(circle: Circle, case: Case, question: str, answer: str, on: Day) -> None:
    """Writes that the case's worker asked the client something, and the answer."""
    circle.chronicle.asked.append(Asked(case.agency.id, case.client, question, answer, on))
    file = circle.file_of(case)
    file.book.write(
        "enquiries",
        on,
        {
            "person_id": file.person(case.client),
            "question": question,
            "answer": answer,
            "on": iso(on),
            "by": case.workers[0],
        },
    )


def _answer(family: Family, human: Human, question: str, dice: Dice) -> str:
    throw = dice.random()
    if throw < 0.15:
        return "unknown" if throw < 0.11 else "declined"
    truths = {
        "dependent_children": bool(family.children_of(human)),
        "partner": bool(family.partners_of(human)),
        "caring_responsibilities": bool(family.carers_and_cared_for(human)),
    }
    truth = truths.get(question, throw < 0.6)
    return yes_no(truth if throw < 0.94 else False)


def _write_consents(file: FamilyFile, case: Case, dice: Dice) -> None:
    if not dice.chance(0.35):
        return
    since = min(case.since + dice.whole(0, 14), case.agency.covers_to, case.until or TODAY)
    lapses = since + 365
    file.book.write(
        "consents",
        since,
        {
            "person_id": file.person(case.client),
            "scope": dice.one(("share", "share", "refer")),
            "given": yes_no(dice.chance(0.85)),
            "from": iso(since),
            "to": iso(lapses) if lapses <= case.agency.covers_to and dice.chance(0.4) else "",
            "agencies": dice.one(("", "riverton-csc", "riverton-earlyhelp;riverton-housing")),
            "note": dice.one(("", "", "Explained in the first meeting", "By telephone")),
        },
    )
