"""Who may ask, what for, and on what basis: the code lists of a context."""

from __future__ import annotations

from graph.codes import Code, CodeList

ROLE = CodeList(
    "Role",
    "In what role a signed-in professional asks; what each may see is in the agreements.",
    (
        Code("case_worker", "Case worker", "Works with persons of the own agency's records.", "seed row 31"),
        Code("mash_worker", "MASH worker", "Triages contacts in a multi-agency safeguarding hub.", "seed row 32"),
        Code("manager", "Manager", "Answers for case workers: supervision, escalation.", "seed rows 33, 49"),
        Code("analyst", "Analyst", "Looks at the borough, never at a named person.", "seed row 56"),
        Code("privacy_officer", "Privacy officer", "Answers for the own agency's use of records.", "UK GDPR art. 39"),
        Code("caldicott_guardian", "Caldicott Guardian", "Answers for what the own agency discloses.", "seed row 30"),
    ),
)

PURPOSE = CodeList(
    "Purpose",
    "What an answer is wanted for.",
    (
        Code("safeguarding_enquiry", "Safeguarding enquiry", "A contact or concern is looked into.", "CA 1989 s.47(1)"),
        Code("section47", "Section 47 enquiry", "A child may be suffering significant harm.", "CA 1989 s.47"),
        Code("assessment", "Assessment", "A child or adult is assessed.", "CA 1989 s.17; Care Act 2014 s.9"),
        Code("direct_care", "Direct care", "The person's own treatment or support.", "Caldicott principle 7"),
        Code("audit", "Audit", "Whether records are used lawfully.", "UK GDPR art. 5(2)"),
        Code("analysis", "Analysis", "Patterns of many, never a person.", "DPA 2018 s.19; UK GDPR art. 89"),
    ),
)

BASIS = CodeList(
    "Basis",
    "On what lawful basis it is asked.",
    (
        Code("legal_obligation", "Legal obligation", "A duty laid on the agency by law.", "UK GDPR art. 6(1)(c)"),
        Code("vital_interests", "Vital interests", "A life is at risk.", "UK GDPR art. 6(1)(d)"),
        Code("public_task", "Public task", "A task laid down by law.", "UK GDPR art. 6(1)(e)"),
        Code("consent", "Consent", "The person's consent to share, as recorded.", "UK GDPR art. 6(1)(a)"),
        Code(
            "significant_harm", "Significant harm",
            "A child or an adult at risk is suffering, or likely to suffer, significant harm.",
            "CA 1989 s.47; DPA 2018 Sch. 1 para. 18",
        ),
    ),
)

ANSWERING = frozenset({"privacy_officer", "caldicott_guardian"})
"""Roles that answer for the use of records, to whom a family turns (UK GDPR art. 15(1)(c) and 39; seed row 30)."""

OPEN_ROLE = "local_user"
"""The one local user, who sees all: no role of a signed-in professional, and none that a token can name."""
