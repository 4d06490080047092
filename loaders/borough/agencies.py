"""The agencies of Riverton: who they are, what they offer, who works there.

Staff for 1,000 residents are invented, so that a social worker has some sixteen children (rounded
from Department for Education, "Children's social work workforce 2024").
"""

from dataclasses import dataclass

from loaders.borough.days import COVERS_FROM, TODAY, Day, day, iso


@dataclass(frozen=True)
class Role:
    """A kind of worker: title, register (SWE, NMC, GMC or none) and number for 1,000 residents."""

    title: str
    register: str
    rate: float


@dataclass(frozen=True)
class Offer:
    """A service as its catalogue entry shows it; a `reserved` one is only for those who must have it."""

    name: str
    kind: str
    roles: tuple[Role, ...]
    threshold: str = ""
    response_time: str = ""
    eligibility: str = ""
    reserved: bool = False


@dataclass(frozen=True)
class Agency:
    """An organisation that keeps records of its clients, and mostly delivers an extract of them.

    `holds_nhs_number` is the share of its records with one; `prefix` begins its local ids, and is
    empty in several agencies so that equal ids in two of them mean nothing.
    """

    id: str
    name: str
    kind: str
    prefix: str
    holds_nhs_number: float
    offers: tuple[Offer, ...]
    extracted_at: str
    covers_to: Day = TODAY
    covers_from: Day = COVERS_FROM
    delivers: bool = True

    def manifest(self) -> dict[str, str]:
        """The delivery's manifest."""
        return {
            "agency": self.id,
            "agency_name": self.name,
            "agency_kind": self.kind,
            "extracted_at": self.extracted_at,
            "covers_from": iso(self.covers_from),
            "covers_to": iso(self.covers_to),
            "delivery": "full",
        }


_SOCIAL_WORKER = Role("Social worker", "SWE", 0.35)
# Gaps in coverage, as agencies have them: a report writer left, records moved to another system.
_HOUSING_COVERS_TO = day(2025, 12, 31)
_PROBATION_COVERS_FROM = day(2024, 10, 1)
_ACADEMY_COVERS_FROM = day(2024, 9, 1)


def _at(minutes: int) -> str:
    return f"2026-03-31T{22 + minutes // 60}:{minutes % 60:02d}:00Z"


CHILDRENS_SOCIAL_CARE = Agency(
    "riverton-csc",
    "Riverton Children's Social Care",
    "children_social_care",
    "C",
    0.9,
    (
        Offer(
            "Assessment and Safeguarding",
            "children_social_care",
            (_SOCIAL_WORKER, Role("Family support worker", "", 0.1)),
            "Level 4: a child in need or at risk of significant harm",
            "Decision within 1 working day",
            "Children under 18 and unborn children",
        ),
        Offer(
            "Multi-Agency Safeguarding Hub",
            "mash",
            (Role("MASH social worker", "SWE", 0.05),),
            "Any concern about a child",
            "Same day",
        ),
        Offer("Children Looked After", "children_social_care", (_SOCIAL_WORKER,)),
        Offer(
            "Leaving Care",
            "children_social_care",
            (Role("Personal adviser", "", 0.05),),
            "Looked after on or after the 16th birthday",
            eligibility="Young people up to 25",
            reserved=True,
        ),
    ),
    _at(0),
)
ADULT_SOCIAL_CARE = Agency(
    "riverton-asc",
    "Riverton Adult Social Care",
    "adult_social_care",
    "A",
    0.92,
    (
        Offer(
            "Adult Care Team",
            "adult_social_care",
            (Role("Social worker", "SWE", 0.3), Role("Occupational therapist", "", 0.05)),
            "Needs under the Care Act 2014",
            "28 days",
        ),
        Offer("Learning Disability Team", "learning_disability", (Role("Nurse", "NMC", 0.05),)),
        Offer(
            "Mental Health Social Work",
            "adult_social_care",
            (Role("Approved mental health professional", "SWE", 0.04),),
        ),
    ),
    _at(4),
)
MENTAL_HEALTH = Agency(
    "riverton-mh",
    "Riverton Mental Health Trust",
    "mental_health",
    "M",
    0.98,
    (
        Offer(
            "Community Mental Health Team",
            "mental_health",
            (Role("Community psychiatric nurse", "NMC", 0.3), Role("Psychiatrist", "GMC", 0.06)),
            "Severe or lasting mental illness",
            "28 days; 4 hours in a crisis",
            "Adults of 18 and over",
        ),
        Offer("Crisis and Home Treatment", "mental_health", (Role("Crisis nurse", "NMC", 0.1),)),
        Offer(
            "Integrated Social Work",
            "mental_health",
            (Role("Approved mental health professional", "SWE", 0.04),),
        ),
    ),
    _at(7),
)
SUBSTANCE_MISUSE = Agency(
    "riverton-sm",
    "Riverton Recovery",
    "substance_misuse",
    "R",
    0.9,
    (
        Offer(
            "Adult Recovery Service",
            "substance_misuse",
            (Role("Recovery worker", "", 0.12), Role("Prescribing nurse", "NMC", 0.03)),
            "Problem drug or alcohol use",
            "5 working days",
            "Adults; self-referral accepted",
        ),
        Offer("Inpatient Detox", "substance_misuse", (Role("Detox nurse", "NMC", 0.02),)),
    ),
    _at(9),
)
DOMESTIC_ABUSE = Agency(
    "riverton-da",
    "Riverton Safe Homes",
    "domestic_abuse",
    "D",
    0.7,
    (
        Offer(
            "Independent Advocacy",
            "domestic_abuse",
            (Role("Independent domestic violence adviser", "", 0.06),),
            "High risk on the DASH checklist",
            "1 working day",
        ),
        Offer("Outreach and Refuge", "domestic_abuse", (Role("Refuge worker", "", 0.04),)),
    ),
    _at(12),
)
PROBATION = Agency(
    "riverton-probation",
    "Riverton Probation",
    "probation",
    "PR",
    0.75,
    (
        Offer(
            "Sentence Management",
            "probation",
            (Role("Probation officer", "", 0.1),),
            "Subject to a community order or licence",
        ),
    ),
    _at(15),
    covers_from=_PROBATION_COVERS_FROM,
)
POLICE = Agency(
    "riverton-police",
    "Riverton Police",
    "police",
    "",
    0.65,
    (
        Offer("Response", "police", (Role("Constable", "", 0.3),)),
        Offer("Public Protection", "police", (Role("Detective constable", "", 0.05),)),
    ),
    _at(18),
)
HOUSING = Agency(
    "riverton-housing",
    "Riverton Homes",
    "housing",
    "",
    0.6,
    (
        Offer("Tenancy Management", "housing", (Role("Housing officer", "", 0.12),)),
        Offer(
            "Housing Options",
            "housing",
            (Role("Homelessness officer", "", 0.04),),
            "Homeless or threatened with homelessness within 56 days",
        ),
    ),
    _at(21),
    _HOUSING_COVERS_TO,
)
MIDWIFERY = Agency(
    "riverton-midwifery",
    "Riverton Maternity",
    "midwifery",
    "MW",
    0.99,
    (
        Offer(
            "Community Midwifery",
            "midwifery",
            (Role("Community midwife", "NMC", 0.15), Role("Safeguarding midwife", "NMC", 0.01)),
        ),
    ),
    _at(24),
)
HEALTH_VISITING = Agency(
    "riverton-hv",
    "Riverton Health Visiting",
    "health_visiting",
    "HV",
    0.98,
    (
        Offer(
            "Health Visiting",
            "health_visiting",
            (Role("Health visitor", "NMC", 0.2),),
            eligibility="Every child under five",
        ),
    ),
    _at(27),
)
EARLY_HELP = Agency(
    "riverton-earlyhelp",
    "Riverton Early Help",
    "early_help",
    "EH",
    0.8,
    (
        Offer(
            "Family Support",
            "early_help",
            (Role("Family support worker", "", 0.15), Role("Linked health visitor", "NMC", 0.03)),
            "Level 2 or 3: needs that one agency cannot meet",
            "5 working days",
        ),
        Offer("Young Carers", "young_carers", (Role("Young carers worker", "", 0.02),)),
    ),
    _at(30),
)


YOUTH_JUSTICE = Agency(
    "riverton-yjs",
    "Riverton Youth Justice Service",
    "youth_justice",
    "YJ",
    0.7,
    (
        Offer(
            "Youth Justice Team",
            "youth_justice",
            (Role("Youth justice worker", "", 0.04),),
            "Cautioned or sentenced, or at risk of it",
            "10 working days",
            "Children of 10 to 17",
        ),
    ),
    _at(54),
    delivers=False,  # others tell it, meet it and refer to it; nobody has seen its records
)


def _practice(id_: str, name: str, minutes: int) -> Agency:
    roles = (Role("General practitioner", "GMC", 0.2), Role("Practice nurse", "NMC", 0.1))
    offers = (Offer(f"{name} practice team", "gp", roles),)
    return Agency(id_, name, "gp", "", 0.99, offers, _at(minutes))


def _school(id_: str, name: str, kind: str, minutes: int, covers_from: Day = COVERS_FROM) -> Agency:
    roles = (Role("Designated safeguarding lead", "", 0.01), Role("Pastoral lead", "", 0.05))
    offers = (Offer(f"{name} pastoral team", kind, roles),)
    return Agency(id_, name, kind, "", 0.7, offers, _at(minutes), covers_from=covers_from)


AGENCIES = (
    CHILDRENS_SOCIAL_CARE,
    ADULT_SOCIAL_CARE,
    MENTAL_HEALTH,
    SUBSTANCE_MISUSE,
    DOMESTIC_ABUSE,
    PROBATION,
    POLICE,
    HOUSING,
    MIDWIFERY,
    HEALTH_VISITING,
    EARLY_HELP,
    YOUTH_JUSTICE,
    _practice("riverton-gp-quayside", "Quayside Surgery", 33),
    _practice("riverton-gp-millbrook", "Millbrook Medical Centre", 36),
    _practice("riverton-gp-oldbridge", "Oldbridge Health Centre", 39),
    _school("riverton-school-harbour", "Harbour Primary School", "school", 42),
    _school("riverton-school-st-brannocks", "St Brannock's Primary School", "school", 45),
    _school("riverton-school-academy", "Riverton Academy", "school", 48, _ACADEMY_COVERS_FROM),
    _school("riverton-nursery", "Little Boats Nursery", "nursery", 51),
)
BY_KIND = {agency.kind: agency for agency in reversed(AGENCIES)}
