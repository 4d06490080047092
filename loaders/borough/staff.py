"""Services and professionals of one agency, written before its first family."""

from dataclasses import dataclass, field

from loaders.borough.agencies import Agency, Offer, Role
from loaders.borough.days import COVERS_FROM, TODAY, Day, iso, iso_or_empty
from loaders.borough.dice import Dice
from loaders.borough.names import a_community, given_names, without_marks
from loaders.borough.write import Deliverable, yes_no

_SHARED_ROLES = {
    "Approved mental health professional": 1,
    "Linked health visitor": 2,
    "Health visitor": 2,
}  # these work for two agencies, under one registration and one name
_BY_A_LEAVER = 0.3
_REGISTRATIONS = {"SWE": "SWE:SW99{:05d}", "NMC": "NMC:99X{:04d}{}", "GMC": "GMC:99{:05d}"}


@dataclass
class Service:
    """A service that has workers: its local id, kind and the ids of those who work there.

    `registrations` has the number of each worker who is on a register; `shared` are those who work
    for two agencies, and `former` those who have left, with the day.
    """

    id: str
    kind: str
    workers: list[str] = field(default_factory=list)
    registrations: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    former: dict[str, Day] = field(default_factory=dict)
    reserved: bool = False

    def at_work(self, dice: Dice, on: Day) -> str:
        """Any worker of a day, some of whom have left since, though not within the next fortnight."""
        if self.former and dice.chance(_BY_A_LEAVER):
            worker = dice.one(tuple(self.former))
            if self.former[worker] > on + 14:
                return worker
        return dice.one(self.workers)


@dataclass
class _Team:
    """One service while its staff is hired: who manages it, how many work there."""

    service: Service
    offer: Offer
    agency: Agency
    manager: str = ""


class Registrations:
    """Gives out registration numbers that no real register uses."""

    def __init__(self) -> None:
        self._given = 0

    def of(self, role: Role, place: int) -> str:
        """The number of the worker at a place among those of a role."""
        if not role.register:
            return ""
        if _is_shared(role, place):
            return _registration(role.register, _SHARED_ROLES[role.title] * 10 + place)
        self._given += 1
        return _registration(role.register, 100 + self._given)


def _is_shared(role: Role, place: int) -> bool:
    return role.title in _SHARED_ROLES and place < 3


def _registration(register: str, number: int) -> str:
    return _REGISTRATIONS[register].format(
        number % 10_000 if register == "NMC" else number, "EORSW"[number // 10_000 % 5]
    )


def staffed_services(
    agency: Agency, delivery: Deliverable, dice: Dice, people: int, registrations: Registrations
) -> list[Service]:
    """Writes the agency's services.csv and professionals.csv; returns the services."""
    services = []
    for number, offer in enumerate(agency.offers, 1):
        service = Service(f"{agency.prefix}S{number}", offer.kind, reserved=offer.reserved)
        _write_service(delivery, service, offer)
        _hire(delivery, _Team(service, offer, agency), dice, people, registrations)
        services.append(service)
    return services


def _write_service(delivery: Deliverable, service: Service, offer: Offer) -> None:
    delivery.write(
        "services",
        {
            "service_id": service.id,
            "name": offer.name,
            "kind": offer.kind,
            "area": "Riverton",
            "threshold": offer.threshold,
            "referral_route": "Telephone, then the multi-agency referral form",
            "response_time": offer.response_time,
            "eligibility": offer.eligibility,
            "contact": _phone(offer.name),
        },
    )


def _hire(
    delivery: Deliverable, team: _Team, dice: Dice, people: int, registrations: Registrations
) -> None:
    for role in team.offer.roles:
        for place in range(max(2, round(role.rate * people / 1000))):
            worker = f"{team.service.id}W{len(team.service.workers) + 1:03d}"
            registration = registrations.of(role, place)
            _write_worker(delivery, team, dice, worker, role, registration)
            team.service.workers.append(worker)
            if registration:
                team.service.registrations[worker] = registration
            if _is_shared(role, place):
                team.service.shared.add(worker)
            team.manager = team.manager or worker
    _let_some_leave(delivery, team, dice, registrations)


def _let_some_leave(
    delivery: Deliverable, team: _Team, dice: Dice, registrations: Registrations
) -> None:
    """Adds workers who left in the two years: one in seven social workers leaves in a year.

    Rounded from Department for Education, "Children's social work workforce 2024"; the same is taken
    of other agencies.
    """
    role = team.offer.roles[0]
    workers = team.service.workers
    for place in range(len(workers), len(workers) + max(1, round(len(workers) * 2 / 7))):
        worker = f"{team.service.id}W{place + 1:03d}"
        left = dice.whole(COVERS_FROM, team.agency.covers_to - 10)
        registration = registrations.of(role, place)
        _write_worker(delivery, team, dice, worker, role, registration, left)
        team.service.former[worker] = left
        if registration:
            team.service.registrations[worker] = registration


def _write_worker(
    delivery: Deliverable,
    team: _Team,
    dice: Dice,
    worker: str,
    role: Role,
    registration: str,
    left: Day | None = None,
) -> None:
    # A worker of two agencies has one name: it comes from the registration where there is one.
    name = _name(Dice(registration) if registration else dice)
    first = not team.service.workers
    delivery.write(
        "professionals",
        {
            "professional_id": worker,
            "name": name,
            "role": f"{role.title} (team manager)" if first else role.title,
            "registration": registration,
            "service_id": team.service.id,
            "phone": _phone(worker),
            "email": _email(name, worker),
            "from": iso(dice.whole(COVERS_FROM - 2000, (left or TODAY) - 60)),
            "to": iso_or_empty(left),
            "named_officer": yes_no(len(team.service.workers) == 1),
            "team": team.offer.name,
            "manager_id": team.manager,
        },
    )


def _name(dice: Dice) -> str:
    community = a_community(dice)
    sex = "female" if dice.chance(0.7) else "male"
    return f"{given_names(dice, community, sex).split()[0]} {dice.one(community.families)}"


def _phone(whose: str) -> str:
    """A number of the range kept for drama (Ofcom, 01632 960000 to 960999)."""
    return (
        f"01632 960{sum(ord(letter) * place for place, letter in enumerate(whose, 1)) % 1000:03d}"
    )


def _email(name: str, worker: str) -> str:
    plain = without_marks(name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.').replace(chr(39), '')}.{worker.lower()}@example.org"
