"""May it be shared? Each rule of England's pack as a case; what holds of every case; packs that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.access import policy
from queries.analysis.rule import built
from queries.informing import INFORMING
from queries.sharing.advise import advise, by_receiver_and_consent
from queries.sharing.conditions import Case
from queries.sharing.pack import Pack, PackRefused, current, reached, read
from queries.sharing.words import CIRCUMSTANCE, FACTS

ON = date(2026, 3, 1)
PACK = current()
ORDER = ("NO", "ASK_FIRST", "YES")
NEEDED, NOT_NEEDED, MUST_NOT = "NEEDED", "NOT_NEEDED", "MUST_NOT_BE_SOUGHT"


def case(*circumstances: str, **facts: str) -> Case:
    """A concern shared with children's social care for an assessment, no consent recorded, but for what is given."""
    usual = {"act": "share", "information": "concern", "to": "children_social_care", "purpose": "assessment",
             "consent": "not_recorded", "holder": "other"}
    return Case({**usual, **facts}, frozenset(circumstances))


@dataclass(frozen=True)
class Told:
    """A case in words, and what the pack says of it."""

    words: str
    case: Case
    rule: str
    answer: str
    consent: str
    consult: tuple[str, ...] = ()
    on: date = ON


DUTY = date(2026, 9, 30)
"""The day from which Children Act 2004 s.16LA is reported in force."""

LEAD, GUARDIAN, OWNER, LAWYER = "SAFEGUARDING_LEAD", "CALDICOTT_GUARDIAN", "RECORD_OWNER", "LEGAL_ADVISER"
CASES = (
    Told("the family court orders the GP's records", case("court_order", information="health", to="cafcass"),
         "court_order", "YES", NOT_NEEDED, (LAWYER,)),
    Told("one court orders what another forbids", case("court_order", "court_forbids"), "two_orders", "ASK_FIRST",
         NOT_NEEDED, (LAWYER,)),
    Told("a reporting restriction, though a child is in danger", case("court_forbids", "immediate_danger"),
         "court_forbids", "NO", NOT_NEEDED, (LAWYER,)),
    Told("housing asks for a diagnosis that it needs for nothing",
         case("not_necessary", information="health", to="housing", consent="given"), "not_necessary", "NO", NOT_NEEDED),
    Told("the officer to be told is the brother of the suspect",
         case("significant_harm", "more_detrimental", to="police"),
         "detriment_against_danger", "ASK_FIRST", NOT_NEEDED, (LEAD,)),
    Told("telling school would have the girl beaten, and there is no other risk",
         case("more_detrimental", "child_welfare", to="school"), "more_detrimental", "NO", NOT_NEEDED, (LEAD,)),
    Told("a father on the way to his children with a knife",
         case("immediate_danger", information="health", to="police"),
         "immediate_danger", "YES", NOT_NEEDED),
    Told("the same, and asking him would hasten it",
         case("immediate_danger", "seeking_raises_risk", information="health", to="police"),
         "immediate_danger", "YES", MUST_NOT),
    Told("a social worker opens her own authority's sealed file",
         case(act="see", holder="own", information="sealed_record"), "own_record", "YES", NOT_NEEDED),
    Told("an enquiry asks where a mother has fled to",
         case("significant_harm", information="shielded_address", to="mash"),
         "shielded_address_to_protect", "ASK_FIRST", NOT_NEEDED, (LEAD, OWNER)),
    Told("a school asks where a mother has fled to, and she had agreed",
         case("significant_harm", information="shielded_address", to="school", consent="given"),
         "shielded_address", "NO", NOT_NEEDED, (LEAD,)),
    Told("a sealed file, and a child at risk", case("significant_harm", information="sealed_record"),
         "sealed_record_in_danger", "ASK_FIRST", NOT_NEEDED, (OWNER, GUARDIAN)),
    Told("a sealed file, for an assessment", case("child_welfare", information="sealed_record"), "sealed_record", "NO",
         NEEDED, (OWNER, GUARDIAN)),
    Told("counts of families by service", case(information="statistics", purpose="analysis"), "statistics", "YES",
         NOT_NEEDED),
    Told("an analyst wants names", case(purpose="analysis", consent="given"), "analysis_of_persons", "NO", NOT_NEEDED),
    Told("an auditor wants to read files",
         case(purpose="audit", act="see"), "audit_of_records", "ASK_FIRST", NOT_NEEDED,
         ("DATA_PROTECTION_OFFICER",)),
    Told("a section 47 enquiry asks the drug service",
         case(purpose="section47", information="sensitive_service"), "section47", "YES", NOT_NEEDED),
    Told("a mother has refused, and her child may be harmed",
         case("significant_harm", information="health", consent="refused", to="school"), "significant_harm", "YES",
         NOT_NEEDED),
    Told("a charity that runs a contact centre, and a child who may be harmed",
         case("significant_harm", to="voluntary"),
         "significant_harm_others", "ASK_FIRST", NOT_NEEDED, (LEAD,)),
    Told("notifiable diseases", case("statutory_duty", information="health", to="other"), "statutory_duty", "YES",
         NOT_NEEDED),
    Told("asking a controlling partner would put mother and child at risk",
         case("child_welfare", "seeking_raises_risk", information="sensitive_service", to="health_visiting"),
         "consent_raises_risk", "YES", MUST_NOT),
    Told("asking would warn a suspect", case("prejudice_crime", information="offence", to="police"), "crime_prevention",
         "YES", MUST_NOT),
    Told("the police ask the clinic, whose patient would be warned",
         case("prejudice_crime", information="health", to="police"), "confidential_for_crime", "ASK_FIRST", MUST_NOT,
         (GUARDIAN,)),
    Told("a father agreed that his recovery worker may ring the school",
         case(information="sensitive_service", to="school", consent="given"), "consent_given", "YES", NOT_NEEDED),
    Told("a mother cannot be found in time",
         case("child_welfare", "unjustified_delay", information="health", to="midwifery"), "consent_not_obtainable",
         "YES",
         NOT_NEEDED),
    Told("she agreed to be referred to a charity", case("implied_by_referral", information="health", to="voluntary"),
         "implied_by_referral", "YES", NOT_NEEDED),
    Told("a school tells the health visitor of a small worry", case("child_welfare", to="health_visiting"),
         "child_welfare", "YES", NOT_NEEDED),
    Told("early help wants a diagnosis", case("child_welfare", information="health", to="early_help"),
         "child_welfare_in_confidence", "ASK_FIRST", NEEDED, (LEAD, GUARDIAN)),
    Told("early help, and she has refused", case("child_welfare", to="early_help", consent="refused"),
         "child_welfare_in_confidence", "ASK_FIRST", NEEDED, (LEAD, GUARDIAN)),
    Told("an old man may be robbed by his carer", case("adult_at_risk", to="adult_social_care", consent="refused"),
         "adult_at_risk", "ASK_FIRST", NEEDED, (LEAD,)),
    Told("he refused, and nobody is at risk",
         case(consent="refused", to="housing"), "consent_refused", "NO", NOT_NEEDED),
    Told("early help wants a diagnosis, and the law now requires that it is told",
         case("child_welfare", information="health", to="early_help", consent="refused"),
         "duty_to_share", "YES", NOT_NEEDED, on=DUTY),
    Told("a charity runs the council's family support, and the law binds it too",
         case("child_welfare", "under_arrangements", information="sensitive_service", to="voluntary"),
         "duty_to_share_under_arrangements", "YES", NOT_NEEDED, on=DUTY),
    Told("telling school would have the girl beaten, and the duty leaves that to whoever knows",
         case("more_detrimental", "child_welfare", to="school"), "duty_exception", "NO", NOT_NEEDED, (LEAD,), DUTY),
    Told("a sealed file is wanted for an assessment, and the duty knows no seal",
         case("child_welfare", information="sealed_record"), "sealed_record_under_duty", "ASK_FIRST", NEEDED,
         (OWNER, GUARDIAN), DUTY),
    Told("nothing more is known", case(to="housing"), "seek_consent", "ASK_FIRST", NEEDED, (LEAD,)),
)


@pytest.mark.parametrize("told", CASES, ids=lambda told: told.words)
def test_a_case_and_its_rule(told: Told) -> None:
    advice = advise(PACK, told.case, told.on)
    assert (advice["rule"]["id"], advice["answer"], advice["consent"]) == (told.rule, told.answer, told.consent)
    assert tuple(advice["consult"]) == told.consult
    assert advice["tell_family"] is (told.consent != MUST_NOT)


def test_every_rule_has_its_case() -> None:
    assert {rule.id for rule in PACK.rules} == {told.rule for told in CASES}


def test_every_answer_names_an_authority_the_pack_and_its_version() -> None:
    for told in CASES:
        advice = advise(PACK, told.case, told.on)
        assert advice["rule"]["authority"] and advice["consent_rule"]["authority"] and advice["record"]
        assert (advice["pack"], advice["pack_version"]) == (PACK.name, PACK.version)


def boundaries() -> Iterator[tuple[str, date, bool]]:
    """For each date of a rule: its day and the day before, and whether the rule is in force."""
    for rule in PACK.rules:
        if rule.valid_from:
            yield rule.id, rule.valid_from, True
            yield rule.id, rule.valid_from - timedelta(days=1), False
        if rule.valid_to:
            yield rule.id, rule.valid_to, False
            yield rule.id, rule.valid_to - timedelta(days=1), True


@pytest.mark.parametrize(("id", "on", "decides"), list(boundaries()))
def test_a_rule_decides_from_its_day_and_not_before(id: str, on: date, decides: bool) -> None:
    (told,) = (told for told in CASES if told.rule == id)
    assert (advise(PACK, told.case, on)["rule"]["id"] == id) is decides


YEARS_BEFORE, DAY_BEFORE, DAY_AFTER, YEARS_AFTER = (
    date(2019, 1, 1), DUTY - timedelta(days=1), DUTY + timedelta(days=1), date(2040, 1, 1),
)
SWITCHED: dict[str, tuple[Case, tuple[str, str], tuple[str, str]]] = {
    "health information for early help": (
        case("child_welfare", information="health", to="early_help"),
        ("child_welfare_in_confidence", "ASK_FIRST"), ("duty_to_share", "YES"),
    ),
    "the same, and the mother has refused": (
        case("child_welfare", information="health", to="early_help", consent="refused"),
        ("child_welfare_in_confidence", "ASK_FIRST"), ("duty_to_share", "YES"),
    ),
    "a worry between school and health visitor": (
        case("child_welfare", to="health_visiting"), ("child_welfare", "YES"), ("duty_to_share", "YES"),
    ),
    "the same, and the worker says that it would be worse for the child": (
        case("child_welfare", "more_detrimental", to="health_visiting"),
        ("more_detrimental", "NO"), ("duty_exception", "NO"),
    ),
    "worse for the child, and the child is in danger": (
        case("child_welfare", "more_detrimental", "significant_harm"),
        ("detriment_against_danger", "ASK_FIRST"), ("detriment_against_danger", "ASK_FIRST"),
    ),
    "a charity": (
        case("child_welfare", to="voluntary"),
        ("child_welfare_in_confidence", "ASK_FIRST"), ("child_welfare_in_confidence", "ASK_FIRST"),
    ),
    "a charity that works for the council": (
        case("child_welfare", "under_arrangements", to="voluntary"),
        ("child_welfare_in_confidence", "ASK_FIRST"), ("duty_to_share_under_arrangements", "YES"),
    ),
    "a charity that works for the council, and a child who may be harmed": (
        case("significant_harm", "under_arrangements", to="voluntary"),
        ("significant_harm_others", "ASK_FIRST"), ("duty_to_share_under_arrangements", "YES"),
    ),
    "a charity that works for the council, and no child": (
        case("under_arrangements", to="voluntary"), ("seek_consent", "ASK_FIRST"), ("seek_consent", "ASK_FIRST"),
    ),
    "where a mother has fled to": (
        case("child_welfare", information="shielded_address"), ("shielded_address", "NO"), ("shielded_address", "NO"),
    ),
    "a sealed file": (
        case("child_welfare", information="sealed_record"),
        ("sealed_record", "NO"), ("sealed_record_under_duty", "ASK_FIRST"),
    ),
    "an analyst": (
        case("child_welfare", purpose="analysis"), ("analysis_of_persons", "NO"), ("analysis_of_persons", "NO"),
    ),
    "nothing about a child": (case(to="housing"), ("seek_consent", "ASK_FIRST"), ("seek_consent", "ASK_FIRST")),
}
"""What is asked, and the rule and the answer before and since the duty to share."""


@pytest.mark.parametrize(
    ("on", "in_force"),
    [(YEARS_BEFORE, False), (DAY_BEFORE, False), (DUTY, True), (DAY_AFTER, True), (YEARS_AFTER, True)],
)
@pytest.mark.parametrize("words", SWITCHED)
def test_the_duty_to_share_decides_from_its_day_and_not_before(words: str, on: date, in_force: bool) -> None:
    """Children Act 2004 s.16LA, reported in force from 30 September 2026."""
    asked, before, since = SWITCHED[words]
    advice = advise(PACK, asked, on)
    assert (advice["rule"]["id"], advice["answer"]) == (since if in_force else before)


def test_the_worker_who_finds_it_more_detrimental_to_the_child_is_not_bound() -> None:
    """s.16LA(3): the same case, but for what the worker says."""
    bound, not_bound = (
        advise(PACK, case("child_welfare", *said, information="health", to="school"), DUTY)
        for said in ((), ("more_detrimental",))
    )
    assert (bound["answer"], not_bound["answer"]) == ("YES", "NO")
    assert "s.16LA(3)" in not_bound["rule"]["authority"] and "more detrimental" in bound["reason"]


def test_an_answer_by_the_duty_says_on_what_its_day_rests() -> None:
    dated = {rule.id for rule in PACK.rules if rule.commencement}
    assert dated == {rule.id for rule in PACK.rules if "16LA" in rule.authority}
    for told in CASES:
        rule = advise(PACK, told.case, told.on)["rule"]
        if rule["id"] in dated:
            assert rule["valid_from"] == DUTY.isoformat()
            assert "Department for Education" in rule["commencement"] and "regulations" in rule["commencement"]


def test_one_date_in_the_pack_switches_every_rule_of_the_duty() -> None:
    shipped = files("queries").joinpath("sharing", "packs", "england.toml").read_text(encoding="utf-8")
    later = read(shipped.replace("\non = 2026-09-30\n", "\non = 2027-04-01\n"))
    for asked, before, since in SWITCHED.values():
        decided = [advise(later, asked, on)["rule"]["id"] for on in (DUTY, date(2027, 3, 31), date(2027, 4, 1))]
        assert decided == [before[0], before[0], since[0]]


def test_every_authority_that_names_the_duty_names_the_day_of_the_pack() -> None:
    rules = [*(one.rule for one in INFORMING), *(one.rule for one in built().values())]
    authorities = [one.authority for one in rules] + [one.authority for one in policy.shipped().agreements]
    naming = [authority for authority in authorities if "16LA" in authority]
    assert len(naming) > len(INFORMING)
    assert [authority for authority in naming if f"{DUTY.day} {DUTY:%B %Y}" not in authority] == []


RECOGNISED = date(2026, 2, 5)
"""The day from which UK GDPR art. 6(1)(ea) is in force (Data (Use and Access) Act 2025 s.70 and Sch. 4)."""


@pytest.mark.parametrize(
    ("on", "said", "basis"),
    [
        (RECOGNISED - timedelta(days=1), (), "6(1)(e), public task"),
        (RECOGNISED, (), "6(1)(e), public task"),
        (RECOGNISED - timedelta(days=1), ("not_public_authority",), "6(1)(f), legitimate interests"),
        (RECOGNISED, ("not_public_authority",), "6(1)(ea) with Annex 1 para. 6"),
    ],
)
def test_a_charity_shares_on_a_recognised_legitimate_interest_and_a_council_does_its_public_task(
    on: date, said: tuple[str, ...], basis: str
) -> None:
    bases = advise(PACK, case("child_welfare", *said, to="health_visiting"), on)["basis"]
    assert [one for one in bases if basis in one] == bases[:1] and "9(2)(g)" in bases[1]


def test_a_charity_that_tells_the_police_of_a_crime_does_so_on_the_interest_for_crime() -> None:
    asked = case("prejudice_crime", "not_public_authority", information="offence", to="police")
    assert "Annex 1 para. 5" in advise(PACK, asked, RECOGNISED)["basis"][0]


def test_who_is_not_under_the_duty_is_not_told_that_the_law_obliges_them() -> None:
    """A charity that works for no listed body (s.16LA(4)) may share for a child's welfare, and need not."""
    said = ("child_welfare", "not_public_authority", "not_bound")
    advice = advise(PACK, case(*said, to="health_visiting"), DUTY)
    assert advice["rule"]["id"] == "child_welfare" and not any("legal obligation" in one for one in advice["basis"])


def test_an_answer_names_the_edition_of_the_guidance_of_its_day() -> None:
    """Working Together to Safeguard Children 2026 replaced that of 2023 on 18 March 2026."""
    asked = case("child_welfare", to="health_visiting")
    named = {on: advise(PACK, asked, on)["rule"]["authority"] for on in (date(2026, 3, 17), date(2026, 3, 18))}
    assert ["Children 2023, chapter 1" in text for text in named.values()] == [True, False]
    assert ["Children 2026, chapter 1" in text for text in named.values()] == [False, True]
    assert "the edition then in force" in advise(PACK, asked, date(2019, 1, 1))["rule"]["authority"]


def test_a_pack_names_the_agencies_that_work_under_arrangements() -> None:
    shipped = files("queries").joinpath("sharing", "packs", "england.toml").read_text(encoding="utf-8")
    assert PACK.arranged == frozenset()
    assert read(shipped.replace("arranged = []", 'arranged = ["harbour-trust"]')).arranged == {"harbour-trust"}


cases = st.builds(
    Case,
    st.fixed_dictionaries({name: st.sampled_from(list(codes)) for name, codes in FACTS.items()}),
    st.frozensets(st.sampled_from(list(CIRCUMSTANCE)), max_size=5),
)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@given(cases, st.dates(date(1990, 1, 1), DAY_BEFORE))
def test_before_its_day_the_duty_changes_nothing(case: Case, on: date) -> None:
    without = replace(PACK, rules=tuple(rule for rule in PACK.rules if rule.valid_from != DUTY))
    assert advise(PACK, case, on) == advise(without, case, on)


@given(cases, days)
def test_there_is_always_one_answer_and_always_the_same(case: Case, on: date) -> None:
    advice = advise(PACK, case, on)
    assert advice["answer"] in ORDER and advice == advise(PACK, case, on)


@given(cases, days)
def test_no_rule_of_higher_rank_is_passed_over(case: Case, on: date) -> None:
    decided = PACK.answering(case, on)
    whole = replace(case, circumstances=case.circumstances | PACK.implied.get(case.facts["purpose"], frozenset()))
    higher = PACK.rules[: PACK.rules.index(decided)]
    assert not [rule.id for rule in higher if rule.in_force(on) and rule.when.holds(whole)]


@given(cases, days)
def test_what_may_be_shared_needs_no_further_consent(case: Case, on: date) -> None:
    advice = advise(PACK, case, on)
    assert not (advice["answer"] == "YES" and advice["consent"] == NEEDED)


@given(cases, days, st.sampled_from(["seeking_raises_risk", "prejudice_crime"]))
def test_consent_is_never_to_be_sought_where_seeking_does_harm(case: Case, on: date, why: str) -> None:
    advice = advise(PACK, replace(case, circumstances=case.circumstances | {why}), on)
    assert (advice["consent"], advice["tell_family"]) == (MUST_NOT, False)


@settings(max_examples=400)
@given(cases, days, st.sampled_from(["immediate_danger", "significant_harm", "child_welfare", "court_order"]))
def test_more_danger_never_means_less_sharing(case: Case, on: date, more: str) -> None:
    before = advise(PACK, case, on)["answer"]
    after = advise(PACK, replace(case, circumstances=case.circumstances | {more}), on)["answer"]
    assert ORDER.index(after) >= ORDER.index(before)


@settings(max_examples=400)
@given(cases, days)
def test_more_consent_never_means_less_sharing(case: Case, on: date) -> None:
    def answer(consent: str) -> int:
        return ORDER.index(advise(PACK, Case({**case.facts, "consent": consent}, case.circumstances), on)["answer"])

    assert answer("refused") <= answer("not_recorded") <= answer("given")


@given(cases, days)
def test_what_a_court_forbids_is_never_shared(case: Case, on: date) -> None:
    forbidden = (case.circumstances | {"court_forbids"}) - {"court_order"}
    assert advise(PACK, replace(case, circumstances=forbidden), on)["answer"] == "NO"


@given(cases, days)
def test_what_only_the_store_knows_changes_nothing_else(case: Case, on: date) -> None:
    made = by_receiver_and_consent(PACK, case, on)
    chosen = made["advice"][made["of"][case.facts["to"]][case.facts["consent"]]]
    assert chosen == advise(PACK, case, on)


def test_a_case_is_found_for_each_rule_and_the_rule_decides_it() -> None:
    for number, rule in enumerate(PACK.rules):
        found = reached(rule, PACK.rules[:number])
        assert found is not None
        assert replace(PACK, implied={}).answering(*found) is rule


RULE = '[[rule]]\nid = "{id}"\ntitle = "t"\nauthority = "a"\noutcome = "yes"\nreason = "r"\n{more}\n'
CONSENT = '[[consent]]\nid = "c"\ntitle = "t"\nauthority = "a"\noutcome = "needed"\nreason = "r"\n'
HEAD = 'name = "n"\nversion = "1"\n[groups]\nforce = ["police"]\n'


def pack(*more: str) -> Pack:
    """A pack of rules `r0`, `r1`, …, each with these further lines."""
    return read(HEAD + "".join(RULE.format(id=f"r{n}", more=lines) for n, lines in enumerate(more)) + CONSENT)


def test_a_small_pack_is_read() -> None:
    made = pack('when = { to = ["@force", "gp"], none = ["court_forbids"] }', "")
    assert [rule.when.facts for rule in made.rules] == [{"to": {"police", "gp"}}, {}]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (('when = { to = ["sheriff"] }', ""), "sheriff is not one of"),
        (('when = { to = ["@army"] }', ""), "no group army"),
        (('when = { all = ["rain"] }', ""), "rain is not one of"),
        (('when = { weather = ["rain"] }', ""), "cannot ask about weather"),
        (('consult = ["priest"]', ""), "priest is not one of"),
        (('colour = "red"', ""), "colour is nothing"),
        (('when = { to = ["gp"] }',), "must apply always"),
        (("valid_from = 2020-01-01",), "must apply always"),
        (("", ""), "r1 is never reached"),
        (('when = { to = ["gp"] }', 'when = { to = ["gp"], all = ["child_welfare"] }', ""), "r1 is never reached"),
        (('when = { all = ["child_welfare"] }', 'when = { none = ["child_welfare"] }', 'when = { to = ["gp"] }', ""),
         "r2 is never reached"),
        (('when = { any = ["rain_"] }', ""), "rain_ is not one of"),
        (('when = { all = ["court_order"], none = ["court_order"] }', ""), "r0 is never reached"),
        (('when = { to = ["gp"] }\nvalid_from = 2020-01-01\nvalid_to = 2019-01-01', ""), "ends before it begins"),
        (('awaits = "regulations"', ""), "awaits is nothing that a rule states; it states .*commences"),
        (('when = { to = ["gp"] }\nvalid_from = "2020-01-01"', ""), "r0, valid_from: '2020-01-01' is no day"),
        (('when = { to = ["gp"] }\nvalid_to = 2020-01-01T00:00:00Z', ""), "r0, valid_to: .* is no day"),
        (('when = { to = ["gp"] }\ncommences = "an_act"', ""), "r0: there is no commencement an_act"),
    ],
)  # fmt: skip
def test_a_pack_that_cannot_be_trusted_is_refused_with_the_reason(lines: tuple[str, ...], said: str) -> None:
    with pytest.raises(PackRefused, match=said):
        pack(*lines)


ACT = '[commencements.act]\non = 2026-09-30\nrests_on = "a letter"\n'
OF_ACT = RULE.format(id="r", more='when = { to = ["gp"] }\ncommences = "act"')
LAST = RULE.format(id="last", more="") + CONSENT


def test_a_rule_takes_its_day_and_the_source_of_it_from_a_commencement() -> None:
    rule = read(HEAD + ACT + OF_ACT + LAST).rules[0]
    assert (rule.valid_from, rule.commencement) == (DUTY, "a letter")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ACT.replace("on = 2026-09-30\n", "") + OF_ACT, "commencement act must state on, the day, and rests_on"),
        (ACT.replace('rests_on = "a letter"\n', "") + OF_ACT, "commencement act must state"),
        (ACT.replace("2026-09-30", '"30 September"') + OF_ACT, "commencement act, on: '30 September' is no day"),
        (ACT, "no rule commences act"),
        (ACT + OF_ACT.replace("commences", "valid_from = 2020-01-01\ncommences"), "both commences and valid_from"),
    ],
)
def test_a_commencement_that_cannot_be_trusted_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(PackRefused, match=said):
        read(HEAD + text + LAST)


def test_a_rule_is_reached_where_the_one_before_has_ended() -> None:
    made = pack('valid_to = 2020-01-01\nwhen = { to = ["gp"] }', 'when = { to = ["gp"] }', "")
    decided = [made.answering(case(to="gp"), day).id for day in (date(2019, 12, 31), date(2020, 1, 1))]
    assert decided == ["r0", "r1"]


@pytest.mark.parametrize("text", ["name = ", 'name = "n"\nversion = "1"', HEAD + CONSENT, ""])
def test_what_is_no_pack_is_refused(text: str) -> None:
    with pytest.raises(PackRefused):
        read(text)


BASED = """
[[basis.one]]
says = "first"
when = { all = ["adult_at_risk"] }

[[basis.one]]
says = "otherwise"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BASED, "no rule names the basis one"),
        (BASED.replace('\n[[basis.one]]\nsays = "otherwise"\n', ""), "the last basis of one must apply always"),
        (BASED.replace("says =", "text ="), "basis one states what it says"),
        (BASED.replace("when = {", "commences = 'act'\nwhen = {"), "basis one: there is no commencement act"),
        (BASED.replace("adult_at_risk", "raining"), "rule basis one, all: raining is not one of"),
    ],
)
def test_a_list_of_bases_that_cannot_be_trusted_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(PackRefused, match=said):
        read(HEAD + text + RULE.format(id="r", more="") + CONSENT)


def test_a_rule_that_names_guidance_or_a_basis_which_is_not_there_is_refused() -> None:
    with pytest.raises(PackRefused, match="names the guidance keeping_safe; known is working_together"):
        read(HEAD + RULE.format(id="r", more="").replace('"a"', '"{keeping_safe 2}"') + CONSENT)
    with pytest.raises(PackRefused, match="there is no basis two; the pack has one"):
        read(HEAD + BASED + RULE.format(id="r", more='basis = ["@one", "@two"]') + CONSENT)
