"""What tends to happen in a case: for each kind of agency, an opening and a routine.

The order and the spacing follow the clocks of "Working Together to Safeguard Children": assessment
within 45 working days, conference within 15 of the strategy discussion, core group within 10 of the
conference. One pupil in five is persistently absent (rounded from Department for Education, "Pupil
absence in schools in England: 2023 to 2024"); how often each other step occurs is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One event that may come next.

    `wait` is the days after the step before, `needs` the kind that must have happened first.
    A worry is rarer where the family is calm. A meeting may have other agencies taking part; a
    step that sees records which children were seen, and spoken to alone; one with `adults` names
    the adults of a child's file whom it assessed.
    """

    kind: str
    wait: tuple[int, int]
    chance: float = 1.0
    summary: str = ""
    category: str = ""
    needs: str = ""
    lasts: tuple[int, int] = (0, 0)
    refers_to: str = ""
    count: int = 0
    meeting: bool = False
    sees: bool = False
    worry: bool = False
    adults: bool = False


@dataclass(frozen=True)
class Script:
    """Opening steps in order; then routine steps drawn again and again, `busy` at most."""

    opening: tuple[Step, ...] = ()
    routine: tuple[Step, ...] = ()
    busy: int = 3


_CHILDRENS_SERVICES = Script(
    (
        Step("contact", (0, 1), 0.9, "Contact from a professional"),
        Step("assessment", (1, 10), 0.75, "Child and family assessment", lasts=(20, 60),
             meeting=True, sees=True, adults=True),
        Step("strategy_meeting", (2, 20), 0.25, "Strategy discussion", meeting=True),
        Step("section47", (1, 5), 0.8, "Enquiry into significant harm", needs="strategy_meeting",
             lasts=(8, 15), sees=True, adults=True),
        Step("conference", (8, 20), 0.5, "Initial child protection conference",
             needs="section47", meeting=True, adults=True),
        Step("plan_start", (0, 1), 0.9, "Child protection plan", "neglect", needs="conference"),
        Step("core_group", (5, 14), 0.9, "First core group", needs="plan_start", meeting=True),
    ),
    (
        Step("home_visit", (10, 42), 1, "Visit to the child at home", sees=True),
        Step("home_visit", (10, 42), 1, "Visit; child not at home"),
        Step("review", (80, 180), 0.6, "Review of the plan", meeting=True),
        Step("missing", (20, 200), 0.1, "Missing from home overnight", lasts=(1, 3), worry=True),
        Step("return_home", (30, 300), 0.25, "Returned home from care", worry=True),
        Step("concern", (10, 120), 0.2, "Neglect: home conditions", worry=True),
    ),
    5,
)  # fmt: skip
_MENTAL_HEALTH = Script(
    (
        Step("referral", (0, 1), 0.3, "Referred on for practical help", refers_to="early_help"),
        Step("assessment", (3, 30), 0.9, "Mental health assessment", lasts=(1, 20)),
        Step("treatment_start", (5, 30), 0.7, "Medication and talking therapy"),
    ),
    (
        Step("review", (40, 150), 0.8, "Care plan review", meeting=True),
        Step("missed_appointment", (14, 90), 0.4, "Did not attend", count=2),
        Step("relapse", (60, 300), 0.25, "Deterioration of mental state", worry=True),
        Step("discharge", (60, 300), 0.1, "Discharged from the ward"),
        Step("home_visit", (20, 90), 0.5, "Visit at home"),
    ),
    4,
)
_SUBSTANCE_MISUSE = Script(
    (
        Step("assessment", (0, 14), 0.95, "Comprehensive assessment", lasts=(1, 10)),
        Step("treatment_start", (3, 21), 0.8, "Opiate substitution or alcohol detox"),
    ),
    (
        Step("relapse", (20, 200), 0.6, "Returned to use"),
        Step("missed_appointment", (10, 60), 0.6, "Did not attend", count=3),
        Step("review", (60, 120), 0.6, "Recovery plan review", meeting=True),
        Step("treatment_end", (100, 300), 0.2, "Completed the programme"),
        Step("referral", (20, 200), 0.1, "Concern for children at home",
             refers_to="children_social_care", worry=True),
    ),
    4,
)  # fmt: skip
_DOMESTIC_ABUSE = Script(
    (
        Step("referral", (0, 1), 0.2, "To housing options", refers_to="housing"),
        Step("assessment", (0, 3), 0.95, "DASH checklist", "dash"),
        Step("meeting", (7, 28), 0.4, "MARAC", "marac", meeting=True),
    ),
    (
        Step("information", (20, 90), 0.6, "Safety plan renewed"),
        Step("incident", (20, 120), 0.4, "Threats by former partner", worry=True),
        Step("new_relationship", (60, 300), 0.1, "New partner has moved in"),
    ),
    2,
)
_PROBATION = Script(
    (
        Step("sentence", (0, 1), 0.9, "Community order or licence"),
        Step("assessment", (5, 20), 0.8, "OASys assessment", "oasys"),
    ),
    (
        Step("missed_appointment", (10, 90), 0.6, "Failed to report"),
        Step("home_visit", (20, 120), 0.5, "Visit to the approved address"),
        Step("arrest", (60, 300), 0.2, "Arrested for a new offence", worry=True),
        Step("household_change", (30, 300), 0.2, "Moved in with a new partner and her children"),
        Step("release", (60, 400), 0.1, "Released on licence"),
    ),
)
_POLICE = Script(
    (),
    (
        Step("incident", (30, 500), 0.8, "Domestic incident, verbal", "domestic", worry=True),
        Step("incident", (30, 500), 0.6, "Disturbance reported by neighbours", "disorder"),
        Step("arrest", (60, 600), 0.3, "Arrested and released under investigation"),
        Step("welfare_check", (30, 500), 0.3, "Welfare check at the address", sees=True),
        Step("referral", (30, 500), 0.3, "Public protection notice",
             refers_to="children_social_care", worry=True),
    ),
    3,
)  # fmt: skip
_HOUSING = Script(
    (),
    (
        Step("tenancy_notice", (100, 900), 0.3, "Notice for rent arrears", worry=True),
        Step("home_visit", (100, 700), 0.3, "Tenancy visit"),
        Step("complaint", (100, 900), 0.25, "Noise complaint by neighbours", worry=True),
        Step("household_change", (100, 900), 0.06, "A further adult has joined the household"),
    ),
    2,
)
_MIDWIFERY = Script(
    (
        Step("pregnancy", (0, 3), 1, "Booking appointment"),
        Step("assessment", (20, 60), 0.3, "Pre-birth assessment", worry=True, meeting=True),
        Step("missed_appointment", (30, 60), 0.25, "Antenatal appointment missed", worry=True),
    ),
)
_HEALTH_VISITING = Script(
    (
        Step("home_visit", (0, 10), 0.95, "New birth visit", sees=True),
        Step("review", (30, 40), 0.8, "Six to eight week review", sees=True),
    ),
    (
        Step("review", (270, 400), 0.6, "Development review", sees=True),
        Step("missed_appointment", (60, 300), 0.3, "Clinic appointment missed", worry=True),
        Step("concern", (60, 400), 0.2, "Weight and home conditions", worry=True),
    ),
    1,
)
_SCHOOL = Script(
    (),
    (
        Step("absence", (60, 500), 0.9, "Unauthorised absence", count=5),
        Step("incident", (60, 500), 0.4, "Behaviour in class", "behaviour", worry=True),
        Step("concern", (60, 500), 0.4, "Came to school hungry and tired", worry=True),
        Step("meeting", (60, 400), 0.2, "Meeting with parents and services", meeting=True,
             worry=True),
        Step("referral", (60, 500), 0.2, "To early help", refers_to="early_help", worry=True),
    ),
    2,
)  # fmt: skip
_GP = Script(
    (),
    (
        Step("attendance", (60, 900), 0.12, "Low mood"),
        Step("injury", (100, 900), 0.04, "Minor injury"),
        Step("missed_appointment", (60, 900), 0.1, "Appointment missed"),
        Step("concern", (100, 900), 0.2, "Parent under the influence at surgery", worry=True),
        Step("referral", (100, 900), 0.1, "To mental health", refers_to="mental_health",
             worry=True),
    ),
    1,
)  # fmt: skip
_GENERAL = Script(
    (
        Step("referral", (0, 1), 0.2, "On to another service", refers_to="housing"),
        Step("assessment", (2, 28), 0.85, "Assessment of needs", lasts=(5, 30), meeting=True),
        Step("plan_start", (5, 20), 0.6, "Support plan"),
    ),
    (
        Step("review", (60, 300), 0.6, "Review of the plan", meeting=True),
        Step("home_visit", (20, 120), 0.5, "Visit at home", sees=True),
        Step("escalation", (60, 300), 0.06, "Escalated to the team manager", worry=True),
    ),
)
_BY_KIND = {
    "children_social_care": _CHILDRENS_SERVICES,
    "mental_health": _MENTAL_HEALTH,
    "substance_misuse": _SUBSTANCE_MISUSE,
    "domestic_abuse": _DOMESTIC_ABUSE,
    "probation": _PROBATION,
    "police": _POLICE,
    "housing": _HOUSING,
    "midwifery": _MIDWIFERY,
    "health_visiting": _HEALTH_VISITING,
    "school": _SCHOOL,
    "nursery": _SCHOOL,
    "gp": _GP,
}


def script_for(kind: str) -> Script:
    """The script of a kind of agency."""
    return _BY_KIND.get(kind, _GENERAL)
