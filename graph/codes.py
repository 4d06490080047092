"""The code lists: every code that a fact may take, with label, definition and source.

The lists follow the agency extract format; a loader of a national format maps its codes onto them.
GraphQL enums are made from these lists: `CodeList.enum_name`, codes in upper case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Code:
    """One code: its stored spelling, a label for people, what it means and where that comes from."""

    code: str
    label: str
    definition: str = ""
    source: str = ""


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes under one name; membership is by the stored spelling."""

    enum_name: str
    meaning: str
    codes: tuple[Code, ...]
    by_code: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", MappingProxyType({c.code: c for c in self.codes}))

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_code)


def _list(enum_name: str, meaning: str, source: str, **codes: str) -> CodeList:
    """A list from `code="Label: definition"`; the part before the first colon is the label."""
    made = []
    for code, text in codes.items():
        label, _, definition = text.partition(": ")
        made.append(Code(code, label, definition or label, source))
    return CodeList(enum_name, meaning, tuple(made))


_EXTRACT = "agency extract format"

AGENCY_KIND = _list(
    "AgencyKind",
    "What kind of agency, or of service, this is.",
    "agency extract format; seed row 12",
    children_social_care="Children's social care: the local authority's duty to children in need (CA 1989 s.17, s.47)",
    adult_social_care="Adult social care: care and support under the Care Act 2014",
    early_help="Early help: support to a family before statutory thresholds are met",
    mash="Multi-agency safeguarding hub: where contacts are triaged together",
    mental_health="Mental health: secondary mental health services",
    substance_misuse="Substance misuse: drug and alcohol treatment",
    learning_disability="Learning disability: services for people with a learning disability",
    domestic_abuse="Domestic abuse: advocacy, refuge and perpetrator services",
    probation="Probation: supervision of people under sentence",
    youth_justice="Youth justice: youth offending service",
    police="Police: policing and protection of the public",
    midwifery="Midwifery: care in pregnancy and after birth",
    health_visiting="Health visiting: the healthy child programme to five",
    school_nursing="School nursing: the healthy child programme from five",
    gp="GP: general practice",
    hospital="Hospital: acute and community hospital care",
    ambulance="Ambulance: ambulance service",
    sexual_health="Sexual health: sexual health services",
    school="School: a school or academy",
    nursery="Nursery: early years provider",
    childrens_centre="Children's centre: family hub or children's centre",
    education_welfare="Education welfare: attendance and inclusion",
    housing="Housing: housing department or association",
    supporting_people="Supporting people: housing-related support",
    young_carers="Young carers: support to children who care",
    fire="Fire: fire and rescue service",
    cafcass="Cafcass: Children and Family Court Advisory and Support Service",
    voluntary="Voluntary: voluntary or community organisation",
    other="Other: none of these",
)

SEX = _list(
    "Sex",
    "Sex as the record gives it.",
    "NHS Data Dictionary, PERSON STATED GENDER CODE",
    female="Female",
    male="Male",
    indeterminate="Indeterminate: unable to be classified as either",
    not_known="Not known: not recorded",
)

HOUSEHOLD_KIND = _list(
    "HouseholdKind",
    "What kind of place this is. Only a home relates the people who live in it; temporary accommodation, those of one "
    "household record.",
    _EXTRACT,
    home="Home: a private household",
    hostel="Hostel",
    refuge="Refuge: domestic abuse refuge",
    bed_and_breakfast="Bed and breakfast: families beside one another who need not know each other",
    temporary_accommodation="Temporary accommodation: placed by the housing authority, a household record a family",
    prison="Prison",
    hospital="Hospital",
    care_home="Care home",
    boarding_school="Boarding school",
    other="Other",
)

RESIDENCE_KIND = _list(
    "ResidenceKind",
    "In what way a person lives somewhere.",
    _EXTRACT,
    usual="Usual: the usual residence",
    part_time="Part time: shared care, part of the week",
    temporary="Temporary",
    placement="Placement: placed by the local authority",
    refuge="Refuge: staying in a refuge",
    custody="Custody",
    hospital="Hospital: an in-patient",
)

RELATIONSHIP = _list(
    "RelationshipType",
    "How one person stands to another; read as 'from is the TYPE of to'.",
    "agency extract format; HL7 v3 RoleCode personal relationships",
    parent="Parent",
    adoptive_parent="Adoptive parent",
    step_parent="Step-parent",
    foster_parent="Foster parent",
    special_guardian="Special guardian: by order under CA 1989 s.14A",
    grandparent="Grandparent",
    great_grandparent="Great-grandparent",
    aunt_uncle="Aunt or uncle",
    cousin="Cousin",
    sibling="Sibling",
    half_sibling="Half-sibling",
    step_sibling="Step-sibling",
    partner="Partner",
    ex_partner="Former partner",
    spouse="Spouse or civil partner",
    carer="Carer",
    main_carer="Main carer",
    young_carer="Young carer: a person under 18 who cares for another (CA 1989 s.17ZA)",
    kinship_carer="Kinship carer: a relative or friend who brings up a child",
    lodger="Lodger",
    family_friend="Family friend",
    neighbour="Neighbour",
    contact="Contact",
    other="Other",
)

RELATIONSHIP_INVERSE: Mapping[str, str] = MappingProxyType(
    {"child": "parent", "niece_nephew": "aunt_uncle", "grandchild": "grandparent", "cared_for_by": "carer"}
)
"""Types that an extract may use and that are kept the other way round."""

INVOLVEMENT_STATUS = _list(
    "InvolvementStatus",
    "Where a person's involvement with a service stands.",
    _EXTRACT,
    referred="Referred: not yet accepted",
    waiting="Waiting: accepted, not yet seen",
    open="Open",
    closed="Closed",
    refused="Refused: not accepted by the service",
)

SENSITIVITY = _list(
    "Sensitivity",
    "How closely a row must be kept.",
    _EXTRACT,
    ordinary="Ordinary",
    sensitive="Sensitive: its existence needs consent or a significant-harm basis",
    sealed="Sealed: nothing is shown outside those who sealed it",
)

ALLOCATION_ROLE = _list(
    "AllocationRole",
    "In what role a worker is allocated.",
    _EXTRACT,
    allocated="Allocated worker",
    lead="Lead professional",
    co_worker="Co-worker",
    duty="Duty worker",
)

EVENT_KIND = _list(
    "EventKind",
    "What kind of thing happened.",
    _EXTRACT,
    **{
        code: code.replace("_", " ").capitalize()
        for code in [
            "contact", "information", "enquiry", "referral", "allegation", "concern", "complaint", "incident",
            "injury", "arrest", "sentence", "court_order", "release", "missing", "absence", "attendance",
            "missed_appointment", "home_visit", "welfare_check", "assessment", "meeting", "strategy_meeting",
            "section47", "conference", "core_group", "plan_start", "plan_end", "review", "placement",
            "treatment_start", "treatment_end", "relapse", "discharge", "return_home", "enrolment",
            "new_relationship", "household_change", "pregnancy", "birth", "death", "tenancy_notice",
            "handover", "escalation", "closure", "other",
        ]
    },
)

SEEN_HOW = _list(
    "SeenHow",
    "How a worker saw a person: of those whom an event names as seen or spoken to.",
    "agency extract format; seed row 42",
    seen="Seen: face to face",
    seen_alone="Seen alone: without a parent or carer there",
    doorstep="At the doorstep: seen, and the worker did not come in",
    examined="Examined: by a health professional",
    not_examined="Not examined: seen by a health professional, who did not examine",
    video="By video: not in the same place",
)

INFORMED_STATUS = _list(
    "InformedStatus",
    "What one agency's record says of telling another about an event.",
    _EXTRACT,
    informed="Informed",
    acknowledged="Acknowledged",
    pending="Pending: meant to be told, not told yet",
    withheld="Withheld: lawfully not told, with the basis",
)

INFORMED_HOW = _list(
    "InformedHow",
    "By what means an agency was told.",
    _EXTRACT,
    phone="Phone",
    email="E-mail",
    meeting="Meeting",
    letter="Letter",
    system="System",
)

ENQUIRY_QUESTION = _list(
    "EnquiryQuestion",
    "What a worker asked, or looked into.",
    "agency extract format; seed rows 3, 5, 8, 42, 47",
    dependent_children="Dependent children: are there children who depend on this adult?",
    other_services="Other services: which other services is this person with?",
    caring_responsibilities="Caring responsibilities",
    partner="Partner",
    young_carer="Young carer",
    wishes_and_feelings="Wishes and feelings of the child",
    seen_alone="Seen alone: was the child seen alone?",
)

ENQUIRY_ANSWER = _list(
    "EnquiryAnswer",
    "What was answered.",
    _EXTRACT,
    yes="Yes",
    no="No",
    unknown="Unknown",
    declined="Declined: the person would not say",
)

CONSENT_SCOPE = _list(
    "ConsentScope",
    "What a consent is for.",
    "agency extract format; seed row 25",
    share="Share: share information",
    refer="Refer: make a referral",
)

SHARING_DECIDED = _list(
    "SharingDecided",
    "What was decided of sharing something.",
    "seed rows 25 to 28",
    shared="Shared",
    partly="Partly: only some of it was shared",
    not_shared="Not shared",
    asked="Asked: consent is being sought, or somebody consulted",
)

SETTLEMENT_OUTCOME = _list(
    "SettlementOutcome",
    "How a challenge of a row was settled.",
    "UK GDPR art. 16 and 18",
    upheld="Upheld: a corrected value stands, or the row no longer holds",
    refused="Refused: the row stands as it is",
)

YES_NO = _list(
    "YesNoUnknown",
    "Yes, no, or recorded as unknown; nothing at all means not recorded.",
    _EXTRACT,
    yes="Yes",
    no="No",
    unknown="Unknown",
)

ALL = (
    AGENCY_KIND,
    SEX,
    HOUSEHOLD_KIND,
    RESIDENCE_KIND,
    RELATIONSHIP,
    INVOLVEMENT_STATUS,
    SENSITIVITY,
    ALLOCATION_ROLE,
    EVENT_KIND,
    SEEN_HOW,
    INFORMED_STATUS,
    INFORMED_HOW,
    ENQUIRY_QUESTION,
    ENQUIRY_ANSWER,
    CONSENT_SCOPE,
    SHARING_DECIDED,
    SETTLEMENT_OUTCOME,
    YES_NO,
)
