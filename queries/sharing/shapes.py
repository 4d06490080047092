"""The shapes of an answer on sharing. Cypher here is written in the terms of `queries.terms`."""

from __future__ import annotations

from queries.shape import Given, Leaf, Shape
from queries.sharing.words import ANSWER, CONSENT_NEED, CONSENT_STATE, CONSULT

SHARING = (
    Shape(
        "SharingAdvice",
        "Whether something may be shared or seen, by which rule, and what to do. It advises: who shares decides.",
        {
            "answer": Leaf("SharingAnswer!", "%n.advice.answer", "Yes, no, or ask first.", ANSWER),
            "reason": Leaf("String!", "%n.advice.reason", "In plain words."),
            "rule": Given("SharingRule", "%n.advice.rule", required=True, meaning="The rule that decides."),
            "lawfulBasis": Leaf("[String!]!", "%n.advice.basis", "On what lawful basis, where it may be shared."),
            "consent": Leaf("ConsentNeed!", "%n.advice.consent", "Whether to seek consent.", CONSENT_NEED),
            "consentReason": Leaf("String!", "%n.advice.consent_reason", "Why."),
            "consentRule": Given("SharingRule", "%n.advice.consent_rule", required=True, meaning="By which rule."),
            "consentState": Leaf(
                "ConsentState!", "toUpper(%n.consent)", "As stated, else as recorded where the viewer may see it.",
                CONSENT_STATE,
            ),
            "recordedConsents": Given(
                "Consent", "%n.consents", many=True, required=True,
                meaning="By each agency, the latest consent or refusal to share with this receiver.",
            ),
            "tellFamily": Leaf("Boolean!", "%n.advice.tell_family", "Whether to be open with them (row 27)."),
            "record": Leaf("[String!]!", "%n.advice.record", "What to record."),
            "consult": Leaf("[Consult!]!", "%n.advice.consult", "Whom to consult before deciding.", CONSULT),
            "pack": Leaf("String!", "%n.advice.pack", "The policy pack by which it is answered."),
            "packVersion": Leaf("String!", "%n.advice.pack_version", "Its version."),
            "person": Given("Person", "%n.person", required=True, meaning="About whom."),
            "receiver": Given("Organisation", "%n.receiver", meaning="With whom, where an agency was named."),
        },
    ),
    Shape(
        "SharingRule",
        "A rule on sharing, with its authority.",
        {
            "id": Leaf("ID!", "%n.id", "The same in every version of the pack."),
            "title": Leaf("String!", "%n.title", "In a few words."),
            "authority": Leaf("String!", "%n.authority", "The law or guidance it rests on."),
            "validFrom": Leaf("Date", "%n.valid_from", "From which day, where it matters."),
            "validTo": Leaf("Date", "%n.valid_to", "The first day on which it no longer applies."),
            "commencement": Leaf("String", "%n.commencement", "How the first day is known, where that needs saying."),
        },
    ),
)
