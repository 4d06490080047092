"""Policy packs: what the law and guidance of a place say of sharing, as ordered rules in TOML.

The first rule that applies decides; the last has no condition, so that there is always an answer. A pack
is checked when it is read: an unknown code, a rule that no case can reach, or a missing default is an error.

Dates switch rules. Rules that rest on one enactment take its day from one table, with the source of that day:

    [commencements.duty_to_share]
    on = 2026-09-30
    rests_on = "The commencement regulations, by number"

    [[rule]]
    commences = "duty_to_share"

A lawful basis that depends on who shares, or on the day, is a list of its own, of which the first that applies is told:

    [[basis.safeguarding]]
    says = "UK GDPR art. 6(1)(ea), recognised legitimate interest"
    commences = "recognised_interests"
    when = { all = ["not_public_authority"] }

    [[rule]]
    basis = ["@safeguarding"]
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph.codes import CodeList
from queries.guidance import GUIDANCE
from queries.guidance import unknown as unknown_guidance
from queries.sharing.conditions import Case, Condition, example
from queries.sharing.words import ANSWER, CIRCUMSTANCE, CONSENT_NEED, CONSULT, FACTS

SETTING = "THINKFAMILY_SHARING_PACK"
"""The environment's name for a pack of the authority's own, which then stands instead of the shipped one."""


class PackRefused(ValueError):
    """A pack that cannot be trusted: says which rule, what, and the remedy."""


@dataclass(frozen=True)
class Commencement:
    """The day from which an enactment is in force, and the source of that day: one for all rules that rest on it."""

    on: date
    rests_on: str


@dataclass(frozen=True)
class SharingRule:
    """One rule, in force from `valid_from` up to, not including, `valid_to`.

    Dates alone switch a rule on or off. `outcome` is a code of `ANSWER`, or of `CONSENT_NEED` for a rule on consent.
    """

    id: str
    title: str
    authority: str
    when: Condition
    outcome: str
    reason: str
    valid_from: date | None = None
    valid_to: date | None = None
    commencement: str | None = None
    """How the day is known from which it is in force, where the rule takes that day from a `Commencement`."""
    consent: str | None = None
    """Whether to seek consent, where this rule says so itself."""
    basis: tuple[str, ...] = ()
    record: tuple[str, ...] = ()
    consult: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        """Whether it applies on a day."""
        return (self.valid_from or date.min) <= on < (self.valid_to or date.max)


@dataclass(frozen=True)
class Basis:
    """One lawful basis of several, of which the first that applies is told."""

    says: str
    when: Condition
    valid_from: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it applies on a day."""
        return (self.valid_from or date.min) <= on


@dataclass(frozen=True)
class Pack:
    """A pack: rules that answer, rules that say whether consent is to be sought, and what always holds.

    `arranged` are ids of agencies that provide services under arrangements with a body under the duty to share.
    """

    name: str
    version: str
    rules: tuple[SharingRule, ...]
    consent: tuple[SharingRule, ...]
    always_record: tuple[str, ...]
    implied: Mapping[str, frozenset[str]]
    """Circumstances that follow from a purpose."""
    bases: Mapping[str, tuple[Basis, ...]]
    arranged: frozenset[str] = frozenset()

    def answering(self, case: Case, on: date) -> SharingRule:
        """The rule that answers a case on a day."""
        return _first(self.rules, self._whole(case), on)

    def on_consent(self, case: Case, on: date) -> SharingRule:
        """The rule that says of a case whether consent is to be sought."""
        return _first(self.consent, self._whole(case), on)

    def bases_of(self, rule: SharingRule, case: Case, on: date) -> list[str]:
        """The lawful bases of a rule in a case on a day, those that depend on either chosen."""
        return [self._basis(text[1:], case, on) if text.startswith("@") else text for text in rule.basis]

    def _basis(self, name: str, case: Case, on: date) -> str:
        return next(one.says for one in self.bases[name] if one.in_force(on) and one.when.holds(case))

    def _whole(self, case: Case) -> Case:
        """A case with what follows from its purpose."""
        implied = self.implied.get(case.facts["purpose"], frozenset())
        return replace(case, circumstances=case.circumstances | implied)


def _first(rules: Sequence[SharingRule], case: Case, on: date) -> SharingRule:
    return next(rule for rule in rules if rule.in_force(on) and rule.when.holds(case))


@cache
def current() -> Pack:
    """The pack in use: the one that the environment names, else England's as shipped."""
    named = os.environ.get(SETTING)
    if named:
        try:
            return read(Path(named).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise PackRefused(f"the pack {named}, which {SETTING} names, is not UTF-8; save it as UTF-8") from None
    return read(files("queries").joinpath("sharing", "packs", "england.toml").read_text(encoding="utf-8"))


def read(text: str) -> Pack:
    """The pack that a TOML text states; PackRefused where it cannot be trusted."""
    try:
        stated = tomllib.loads(text)
        pack = _pack(stated)
    except KeyError as missing:
        raise PackRefused(f"the pack lacks {missing}; every pack names itself, its version, and its rules") from None
    except tomllib.TOMLDecodeError as error:
        raise PackRefused(f"the pack is no TOML ({error})") from None
    _check(pack.rules)
    _check(pack.consent)
    return pack


def _pack(stated: Mapping[str, Any]) -> Pack:
    groups = {name: frozenset(kinds) for name, kinds in stated.get("groups", {}).items()}
    for name, kinds in groups.items():
        _known(f"group {name}", kinds, FACTS["to"])
    implied = {purpose: frozenset(codes) for purpose, codes in stated.get("implied", {}).items()}
    _known("implied", implied, FACTS["purpose"])
    for purpose, codes in implied.items():
        _known(f"implied by {purpose}", codes, CIRCUMSTANCE)
    dated = _commencements(stated)
    rules = tuple(_rule(one, groups, dated, ANSWER) for one in stated["rule"])
    consent = tuple(_rule(one, groups, dated, CONSENT_NEED) for one in stated["consent"])
    always = tuple(stated.get("always_record", ()))
    bases = {name: tuple(_one_basis(name, one, groups, dated) for one in some)
             for name, some in stated.get("basis", {}).items()}
    _check_bases(bases, (*rules, *consent))
    arranged = frozenset(stated.get("arranged", ()))
    return Pack(stated["name"], stated["version"], rules, consent, always, implied, bases, arranged)


_NEEDED = {"id", "title", "authority", "outcome", "reason"}
_OF_RULE = {*_NEEDED, "when", "valid_from", "valid_to", "commences", "consent", "basis", "record", "consult"}


def _commencements(stated: Mapping[str, Any]) -> dict[str, Commencement]:
    """Read the days that rules take by name. Raise PackRefused if one has no day or no source, or no rule takes it."""
    tables = stated.get("commencements", {})
    for name, table in tables.items():
        if table.keys() != {"on", "rests_on"}:
            raise PackRefused(f"commencement {name} must state on, the day, and rests_on, its source, and no more")
        _day(f"commencement {name}, on", table["on"])
    of_bases = (one for some in stated.get("basis", {}).values() for one in some)
    taken = {one.get("commences") for one in (*stated["rule"], *stated["consent"], *of_bases)}
    if unused := tables.keys() - taken:
        raise PackRefused(f"no rule commences {', '.join(sorted(unused))}; name it in a rule, or remove it")
    return {name: Commencement(**table) for name, table in tables.items()}


def _one_basis(
    name: str, stated: Mapping[str, Any], groups: Mapping[str, frozenset[str]], dated: Mapping[str, Commencement]
) -> Basis:
    if "says" not in stated or stated.keys() - {"says", "when", "commences"}:
        raise PackRefused(f"basis {name} states what it says, when and what it commences with, and no more")
    named = stated.get("commences")
    if named is not None and named not in dated:
        raise PackRefused(f"basis {name}: there is no commencement {named}; the pack has {', '.join(sorted(dated))}")
    when = _condition(f"basis {name}", stated.get("when", {}), groups)
    return Basis(stated["says"], when, dated[named].on if named is not None else None)


def _check_bases(bases: Mapping[str, Sequence[Basis]], rules: Sequence[SharingRule]) -> None:
    """Each list ends with a basis for whatever is left; each that a rule names is there, and each is named."""
    for name, some in bases.items():
        if not some or some[-1].when != Condition() or some[-1].valid_from:
            raise PackRefused(f"the last basis of {name} must apply always: take away when and commences, or add one")
    named = {text[1:] for rule in rules for text in rule.basis if text.startswith("@")}
    if lacking := named - bases.keys():
        raise PackRefused(f"there is no basis {', '.join(sorted(lacking))}; the pack has {', '.join(sorted(bases))}")
    if unused := bases.keys() - named:
        raise PackRefused(f"no rule names the basis {', '.join(sorted(unused))}; name it in a rule, or remove it")


def _day(where: str, stated: Any) -> None:
    if type(stated) is not date:  # a datetime is a date too, but cannot be compared with one
        raise PackRefused(f"{where}: {stated!r} is no day; write it as 2026-09-30, without quotes and without a time")


def _dates(stated: Mapping[str, Any], dated: Mapping[str, Commencement]) -> dict[str, Any]:
    """The dates of a rule, its own or those of the commencement that it names."""
    own = {name: stated[name] for name in ("valid_from", "valid_to") if name in stated}
    for name, day in own.items():
        _day(f"rule {stated['id']}, {name}", day)
    if (named := stated.get("commences")) is None:
        return own
    if "valid_from" in own:
        raise PackRefused(f"rule {stated['id']} has both commences and valid_from; take one away")
    if named not in dated:
        there = ", ".join(sorted(dated)) or "none"
        raise PackRefused(f"rule {stated['id']}: there is no commencement {named}; the pack has {there}")
    return {**own, "valid_from": dated[named].on, "commencement": dated[named].rests_on}


def _rule(
    stated: Mapping[str, Any], groups: Mapping[str, frozenset[str]], dated: Mapping[str, Commencement],
    outcomes: CodeList,
) -> SharingRule:
    id = stated.get("id", stated.get("title"))
    if missing := _NEEDED - stated.keys():
        raise PackRefused(f"rule {id} lacks {', '.join(sorted(missing))}")
    if unknown := stated.keys() - _OF_RULE:
        known = ", ".join(sorted(_OF_RULE))
        raise PackRefused(f"rule {id}: {', '.join(sorted(unknown))} is nothing that a rule states; it states {known}")
    _known(f"rule {id}, outcome", {stated["outcome"]}, outcomes)
    _known(f"rule {id}, consult", stated.get("consult", ()), CONSULT)
    if named := unknown_guidance(stated["authority"]):
        there = ", ".join(sorted(GUIDANCE))
        raise PackRefused(f"rule {id}: its authority names the guidance {', '.join(named)}; known is {there}")
    if "consent" in stated:
        _known(f"rule {id}, consent", {stated["consent"]}, CONSENT_NEED)
    facts: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in stated.items()}
    facts.pop("commences", None)
    when = _condition(stated["id"], stated.get("when", {}), groups)
    return SharingRule(**{**facts, **_dates(stated, dated), "when": when})


def _condition(id: str, stated: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Condition:
    if unknown := stated.keys() - {*FACTS, "all", "any", "none"}:
        raise PackRefused(f"rule {id}: a condition cannot ask about {', '.join(sorted(unknown))}")
    facts = {}
    for name, codes in stated.items():
        if name in FACTS:
            facts[name] = frozenset().union(*(_meant(id, code, groups) for code in codes))
            _known(f"rule {id}, {name}", facts[name], FACTS[name])
    circumstances = {name: frozenset(stated.get(name, ())) for name in ("all", "any", "none")}
    for name, codes in circumstances.items():
        _known(f"rule {id}, {name}", codes, CIRCUMSTANCE)
    return Condition(facts, **circumstances)


def _meant(id: str, code: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if not code.startswith("@"):
        return frozenset({code})
    if code[1:] not in groups:
        there = ", ".join(sorted(groups)) or "none"
        raise PackRefused(f"rule {id}: there is no group {code[1:]}; the pack has {there}")
    return groups[code[1:]]


def _known(where: str, codes: Any, allowed: CodeList) -> None:
    if unknown := set(codes) - set(allowed):
        raise PackRefused(f"{where}: {', '.join(sorted(unknown))} is not one of {', '.join(allowed)}")


def _check(rules: Sequence[SharingRule]) -> None:
    """Rules of one kind: each id once, each rule reachable, the last one for whatever is left."""
    ids = [rule.id for rule in rules]
    if twice := {id for id in ids if ids.count(id) > 1}:
        raise PackRefused(f"{', '.join(sorted(twice))} is the id of two rules; give each its own")
    last = rules[-1]
    if last.when != Condition() or last.valid_from or last.valid_to:
        raise PackRefused(f"the last rule, {last.id}, must apply always: take away when and dates, or add a default")
    for number, rule in enumerate(rules):
        if rule.valid_from and rule.valid_to and rule.valid_from >= rule.valid_to:
            raise PackRefused(f"rule {rule.id} ends before it begins")
        if reached(rule, rules[:number]) is None:
            raise PackRefused(f"rule {rule.id} is never reached: those before take every case; move or remove it")


def reached(rule: SharingRule, before: Sequence[SharingRule]) -> tuple[Case, date] | None:
    """A case and a day for which a rule decides, with the rules before it; None where there is neither."""
    for day in _days(rule, before):
        case = example(rule.when, [one.when for one in before if one.in_force(day)])
        if case is not None:
            return case, day
    return None


def _days(rule: SharingRule, before: Sequence[SharingRule]) -> Iterator[date]:
    """The days in a rule's time on which what is in force before it may have changed."""
    start = rule.valid_from or date.min + timedelta(days=1)
    bounds = {bound for one in before for bound in (one.valid_from, one.valid_to) if bound}
    yield from sorted({start, *(day for day in bounds if start <= day < (rule.valid_to or date.max))}, reverse=True)
