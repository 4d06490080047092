"""The enums of the API, one for each code list."""

from __future__ import annotations

from api.types.enums import CodeEnum
from graph import codes
from queries.access.codes import PURPOSE
from queries.definitions import words
from queries.rules import RULE_ID
from queries.sharing import words as sharing


class AgencyKind(CodeEnum, codes=codes.AGENCY_KIND):
    """What kind an agency or service is of."""


class YesNoUnknown(CodeEnum, codes=codes.YES_NO):
    """Yes, no, or not known."""


class Sex(CodeEnum, codes=codes.SEX):
    """Sex as recorded."""


class Sensitivity(CodeEnum, codes=codes.SENSITIVITY):
    """How closely a row must be kept."""


class InvolvementStatus(CodeEnum, codes=codes.INVOLVEMENT_STATUS):
    """Where an involvement stands."""


class ResidenceKind(CodeEnum, codes=codes.RESIDENCE_KIND):
    """In what way somebody lives somewhere."""


class HouseholdKind(CodeEnum, codes=codes.HOUSEHOLD_KIND):
    """What kind of place a household is in."""


class RelationshipType(CodeEnum, codes=codes.RELATIONSHIP):
    """The ties between persons."""


class FamilyStepType(CodeEnum, codes=words.STEP_TYPE):
    """By what one person of a path stands to the next."""


class CaringRole(CodeEnum, codes=words.CARING_ROLE):
    """Who cares for whom."""


class EventKind(CodeEnum, codes=codes.EVENT_KIND):
    """What kind of thing happened."""


class SeenHow(CodeEnum, codes=codes.SEEN_HOW):
    """How a worker saw a person."""


class InformedStatus(CodeEnum, codes=codes.INFORMED_STATUS):
    """How an agency's being told stands, as recorded."""


class InformedHow(CodeEnum, codes=codes.INFORMED_HOW):
    """By what means an agency was told."""


class InformedState(CodeEnum, codes=words.INFORMED_STATE):
    """Whether an agency knows of an event."""


class EnquiryQuestion(CodeEnum, codes=codes.ENQUIRY_QUESTION):
    """What was asked about a person."""


class EnquiryAnswer(CodeEnum, codes=codes.ENQUIRY_ANSWER):
    """What was answered."""


class ConsentScope(CodeEnum, codes=codes.CONSENT_SCOPE):
    """To what a person consents."""


class SettlementOutcome(CodeEnum, codes=codes.SETTLEMENT_OUTCOME):
    """`codes.SETTLEMENT_OUTCOME`."""


class SharingDecided(CodeEnum, codes=codes.SHARING_DECIDED):
    """What was decided of sharing something."""


class FlagState(CodeEnum, codes=words.FLAG_STATE):
    """What was decided of a flag."""


class Purpose(CodeEnum, codes=PURPOSE):
    """What an answer is wanted for."""


class NoticeKind(CodeEnum, codes=words.NOTICE_KIND):
    """What a notice is of."""


class InformationKind(CodeEnum, codes=sharing.INFORMATION):
    """What is to be shared or seen."""


class Circumstance(CodeEnum, codes=sharing.CIRCUMSTANCE):
    """What the person who decides knows or judges to be so."""


class ConsentState(CodeEnum, codes=sharing.CONSENT_STATE):
    """What is known of the person's consent to share."""


class SharingAnswer(CodeEnum, codes=sharing.ANSWER):
    """Whether something may be shared or seen."""


class ConsentNeed(CodeEnum, codes=sharing.CONSENT_NEED):
    """Whether to seek the person's consent."""


class Consult(CodeEnum, codes=sharing.CONSULT):
    """Whom to consult before deciding."""


class RuleId(CodeEnum, codes=RULE_ID):
    """Which rule a finding rests on."""


class MissingFact(CodeEnum, codes=words.MISSING_FACT):
    """What is not recorded of a child and should be."""
