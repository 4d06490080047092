"""The facts that a sharing decision turns on, and what it may answer: code lists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.codes import AGENCY_KIND, Code, CodeList
from queries.access.codes import PURPOSE


def _list(name: str, meaning: str, source: str, **codes: str) -> CodeList:
    return CodeList(name, meaning, tuple(Code(code, text, text, source) for code, text in codes.items()))


INFORMATION = _list(
    "InformationKind",
    "What is to be shared or seen.",
    "seed rows 25 to 31; UK GDPR art. 9 and 10",
    existence="That a service is involved, since when, and whom to ring",
    concern="A concern, incident or event that bears on somebody's safety or welfare",
    personal="Ordinary facts of a person, household or family",
    health="Health, and other special category information",
    sensitive_service="Anything of a sensitive service, its involvement too: sexual health, domestic abuse,"
    " substance misuse, mental health",
    offence="Allegations, offences and sentences",
    shielded_address="An address that must not be disclosed, and what leads to it",
    sealed_record="A record that its agency has sealed",
    statistics="Counts, or rows under pseudonyms, with small numbers suppressed",
)
CIRCUMSTANCE = _list(
    "Circumstance",
    "What the person who decides knows or judges to be so.",
    "seed rows 25, 26; Data Protection Act 2018 Sch. 1 para. 18; Children Act 2004 s.16LA(3) and (4)"
    "; UK GDPR art. 6(1)(e) and (ea)",
    immediate_danger="Somebody's life, or a child's safety, is in danger now",
    significant_harm="There is reasonable cause to suspect that a child suffers or may well suffer significant harm",
    child_welfare="It is relevant to safeguarding or promoting the welfare of a child",
    adult_at_risk="An adult with care and support needs is at risk of abuse or neglect",
    seeking_raises_risk="Seeking consent would raise the risk to a child or another person",
    cannot_be_sought="Consent cannot be given, or nobody can reasonably be expected to obtain it",
    unjustified_delay="Seeking consent would cause a delay that cannot be justified",
    prejudice_crime="Seeking consent would prejudice the prevention, detection or prosecution of crime",
    implied_by_referral="It follows from a referral to which the person agreed",
    statutory_duty="An enactment places a duty on this agency to share it",
    court_order="A court has ordered that it be disclosed",
    court_forbids="A court order or an enactment forbids that it be disclosed",
    more_detrimental="Disclosing it would be more detrimental to the child than not disclosing it",
    under_arrangements="The receiver provides services under arrangements with a body that the law binds to share",
    not_public_authority="The agency that shares is no public authority: a charity or a company, for example",
    not_bound="The agency that shares is not under the duty of s.16LA: neither listed, nor designated, nor working"
    " under arrangements with such a body",
    not_necessary="The receiver does not need it for what it has to do",
)
CONSENT_STATE = _list(
    "ConsentState",
    "What is known of the person's consent to share.",
    "seed rows 25 to 27",
    given="Given",
    refused="Refused or withdrawn",
    not_recorded="Neither is recorded",
)
ACT = _list(
    "SharingAct",
    "What is to be done.",
    "seed row 28",
    share="Share what this agency holds",
    see="See what an agency holds",
)
HOLDER = _list(
    "RecordHolder",
    "Whose record it is.",
    "seed row 29",
    own="The asking agency's own",
    other="Another agency's",
)

ANSWER = _list(
    "SharingAnswer",
    "Whether it may be shared or seen.",
    "seed row 28",
    no="No, for the reason given",
    ask_first="Ask first: for consent, or those named to be consulted",
    yes="Yes: what is necessary, to those who need it",
)
CONSENT_NEED = _list(
    "ConsentNeed",
    "Whether to seek the person's consent.",
    "seed rows 25, 26",
    needed="Consent is needed",
    not_needed="Consent is not needed: being open about it is",
    must_not_be_sought="Consent must not be sought, nor may anybody be told",
)
CONSULT = _list(
    "Consult",
    "Whom to consult before deciding.",
    "seed rows 30, 33; National Data Guardian, Caldicott principle 6",
    safeguarding_lead="The agency's safeguarding lead",
    caldicott_guardian="The Caldicott Guardian",
    data_protection_officer="The data protection officer",
    legal_adviser="The legal adviser",
    record_owner="The agency whose record it is",
)

FACTS: Mapping[str, CodeList] = MappingProxyType(
    {
        "act": ACT,
        "information": INFORMATION,
        "to": AGENCY_KIND,
        "purpose": PURPOSE,
        "consent": CONSENT_STATE,
        "holder": HOLDER,
    }
)
"""Facts of which one code holds in every case; `CIRCUMSTANCE` lists those of which any number may."""
