"""The enums of the API, one for each code list."""

from __future__ import annotations

from api.types.enums import CodeEnum
from graph import codes
from queries.definitions import words
from queries.rules import RULE_ID


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


class RuleId(CodeEnum, codes=RULE_ID):
    """Which rule a finding rests on."""


class MissingFact(CodeEnum, codes=words.MISSING_FACT):
    """What is not recorded of a child and should be."""
