"""Pages of flags over a case: in the order of what they are, with what was decided of them, and where they rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from facts_in_memory import Facts
from networks_in_memory import CaseOfNetworks, case_of_networks

from queries.access.filter import allocating, flag_decisions
from queries.access.permissions import Permissions
from queries.access.visible import FlagDecision
from queries.analysis.rule import rules_asked
from queries.definitions.entered import is_challenged
from queries.facts.rows import AllocatingRow, FlagDecisionRow
from queries.questions.hidden_connections import (
    Asked,
    FlagPage,
    FlagPlace,
    decision,
    derived,
    flags_about,
    flags_of_sweep,
    grounds,
    version,
)

RULES = ["COMPARTMENTALISED", "NO_ALLOCATED_WORKER"]
KINDS = {"csc": "children_social_care", "probation": "probation", "drugs": "substance_misuse"}


def case() -> CaseOfNetworks:
    """A boy with a council worker, whose father is on probation and his mother with a drug service: no links."""
    facts = Facts(kinds=KINDS)
    facts.person("kid", "2016-05-01")
    for parent, agency in (("dad", "probation"), ("mum", "drugs")):
        facts.person(parent, "1985-01-01")
        facts.tie(parent, "parent", "kid")
        facts.involved(agency, parent)
    facts.involved("csc", "kid")
    return case_of_networks(facts, *(f"{agency}-service" for agency in KINDS))


async def page(of: CaseOfNetworks, people: Iterable[str] = ("kid",), **asked: Any) -> FlagPage:
    """One page about some persons by two rules."""
    return await flags_about(of, replace(Asked(tuple(people)), **asked), rules_asked(RULES))


async def test_flags_come_in_the_order_of_rule_and_flag_and_pages_go_on_after_one() -> None:
    whole = await page(case())
    assert [flag.rule.id for flag in whole.flags] == ["COMPARTMENTALISED", *["NO_ALLOCATED_WORKER"] * 3]
    assert whole.upto is None
    after, shown = FlagPlace(), list[str]()
    for _ in range(len(whole.flags)):
        some = await page(case(), take=1, after=after)
        shown += [flag.id for flag in some.flags]
        after = some.upto or after
    assert shown == [flag.id for flag in whole.flags]
    assert some.upto is None, "the last page says that it is"
    assert [flag.place for flag in whole.flags] == sorted(flag.place for flag in whole.flags)


async def test_a_flag_that_is_found_meanwhile_before_a_place_moves_nothing_after_it() -> None:
    first = await page(case(), take=2)
    assert first.upto is not None
    gone_on = await flags_about(case(), Asked(("kid",), after=first.upto), rules_asked(RULES[1:]))
    assert gone_on.flags == (await page(case(), after=first.upto)).flags


@pytest.mark.parametrize("text", ["", "one/two", "a/b/c/d"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        FlagPlace.of(text)
    assert FlagPlace.of(str(FlagPlace("record:1", "RULE", "flag:2"))) == FlagPlace("record:1", "RULE", "flag:2")


async def test_nobody_asked_about_is_no_flag() -> None:
    assert await page(case(), ()) == FlagPage((), None, total=0)


async def test_a_decision_counts_on_the_evidence_on_which_it_was_made() -> None:
    (flag, *_), of = (await page(case())).flags, case()
    digest = (await flag_digest(of))[flag.id]
    of.flag_decisions[flag.id] = [
        FlagDecision(flag.id, "another", "CLEARED", "other evidence"),
        FlagDecision(flag.id, digest, "ACTED_ON", "a meeting on Monday"),
    ]
    of.flag_versions[flag.id] = 2
    decided, *others = (await page(of)).flags
    await of.read(flags=[one.id for one in (decided, *others)])
    assert decision(of, decided) == FlagDecision(flag.id, digest, "ACTED_ON", "a meeting on Monday")
    assert version(of, decided) == 2
    assert [decision(of, other) for other in others] == [None] * 3


async def flag_digest(of: CaseOfNetworks) -> dict[str, str]:
    """By flag, the digest of what it rests on."""
    return {flag.id: flag.evidence_digest for flag in await derived(of, ["kid"], rules_asked(RULES))}


async def test_a_flag_rests_on_its_evidence_and_on_the_ties_of_its_paths() -> None:
    flag, *_ = (await page(case())).flags
    assert [path.people for path in flag.paths] == [("kid", "mum"), ("kid", "dad"), ("mum", "kid", "dad")]
    assert grounds(flag) == [
        "csc-kid-2", "dad-parent-kid", "drugs-mum-1", "mum-parent-kid", "probation-dad-0",
    ]


async def test_a_flag_is_challenged_where_a_tie_of_its_path_is() -> None:
    of = case()
    of.challenged.add("mum-parent-kid")
    assert [is_challenged(of, *grounds(flag)) for flag in (await page(of)).flags] == [True, False, False, False]


async def test_a_flag_of_a_sweep_is_told_as_it_was_kept_without_a_path_that_is_no_more() -> None:
    of = case()
    flags = await derived(of, ["kid"], rules_asked(RULES[:1]))
    kept = flags[0].as_map()
    kept["paths"][0]["steps"] = [["PARENT_OF/mum/kid/step_parent"]]
    told = (await flags_of_sweep(of, [(FlagPlace("", kept["rule"], kept["id"]), kept)], None)).flags
    (derived_flag, *_) = (await page(case())).flags
    assert told == (replace(derived_flag, paths=derived_flag.paths[1:]),)


def permitted(own: str = "csc") -> Permissions:
    """A worker of an agency who sees the rows of the council and of probation."""
    seen = frozenset({"csc", "probation"})
    return Permissions(own, seen, seen, frozenset(), ("ordinary",), frozenset(), False, date(2026, 3, 1))


def test_a_decision_is_told_by_agencies_whose_rows_may_be_seen_and_its_reason_to_the_one_that_made_it() -> None:
    rows = [
        FlagDecisionRow("flag", "1", "digest", "csc", "CLEARED", "ours", "2026-02-01T10:00:00Z"),
        FlagDecisionRow("flag", "2", "digest", "probation", "ACTED_ON", "theirs", "2026-02-02T10:00:00Z"),
        FlagDecisionRow("flag", "3", "digest", "drugs", "CHALLENGED", "hidden", "2026-02-03T10:00:00Z"),
    ]
    told = [(one.state, one.reason) for one in flag_decisions(rows, permitted())]
    assert told == [("ACTED_ON", None), ("CLEARED", "ours")]
    assert [one.reason for one in flag_decisions(rows, None)] == ["hidden", "theirs", "ours"]


def test_whether_a_service_names_workers_is_told_by_involvements_that_may_be_seen() -> None:
    rows = [
        AllocatingRow("own", "csc", "sealed"), AllocatingRow("theirs", "probation", "ordinary"),
        AllocatingRow("close", "probation", "sensitive"), AllocatingRow("hidden", "drugs", "ordinary"),
    ]
    assert allocating(rows, permitted()) == {"own", "theirs"}
    assert allocating(rows, None) == {"own", "theirs", "close", "hidden"}
