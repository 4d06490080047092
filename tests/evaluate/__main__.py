"""`python -m evaluate`: boroughs of seeds not used while building, their flags against their truth.

Writes docs/evaluation.md: precision and recall of each rule with intervals, alerts per 100 children checked, near
misses raised, the same by subgroup, what is left as identifiers, relationships and agencies go missing, what becomes
of mistakes made on purpose, and what comes out of published reviews.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluate.mistaken import mistaken
from evaluate.replayed import replayed
from evaluate.swept import Evaluated, Raised, evaluated
from evaluate.truth import Truth
from queries.analysis.rule import built

SEEDS = (104729, 224737)
KINDS = ("identifiers", "relationships", "agencies")
SHARES = (0.1, 0.3, 0.5)
EACH = 8
"""Mistakes of each kind."""


def main() -> None:
    """Evaluate and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--curve-people", type=int, default=2_000)
    asked = parser.parse_args()
    complete = [_evaluated(asked.people, seed, "--complete") for seed in SEEDS]
    whole = [_evaluated(asked.people, seed) for seed in SEEDS]
    curve = {
        (kind, share): _evaluated(asked.curve_people, SEEDS[0], "--complete", "--missing", f"{kind}={share}")
        for kind in KINDS
        for share in SHARES
    }
    curve["nothing", 0.0] = _evaluated(asked.curve_people, SEEDS[0], "--complete")
    with tempfile.TemporaryDirectory() as folder:
        reviews = replayed(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        wrong = mistaken(Path(folder), asked.curve_people, EACH, SEEDS[0])
    text = "\n".join(_page(asked.people, asked.curve_people, complete, whole, curve, wrong, reviews)) + "\n"
    Path("docs/evaluation.md").write_text(text, encoding="utf-8")
    print(text)


def _evaluated(people: int, seed: int, *options: str) -> Evaluated:
    with tempfile.TemporaryDirectory() as folder:
        return evaluated(Path(folder), people, seed, *options)


def _page(
    people: int,
    few: int,
    complete: Sequence[Evaluated],
    whole: Sequence[Evaluated],
    curve: dict[tuple[str, float], Evaluated],
    wrong: Sequence[str],
    reviews: Sequence[str],
) -> Iterable[str]:
    yield (
        f"# How often the rules are right\n\nWritten by `make evaluate`: invented boroughs of {people:,} people, of "
        "two seeds not used while building, swept and compared with their [truth](borough.md). Intervals are Wilson's, "
        "95 %. What this cannot say: how often the rules are right about real families, whose records are worse in "
        "ways that nobody invented.\n\n## On complete data\n\nEvery agency delivers, and records whom it meets without "
        "error: what is missed is the rules'.\n"
    )
    yield from _rules(complete)
    yield from _missed(complete)
    yield (
        "\n## On data as agencies record\n\nWith missing numbers, typing errors, old addresses, agencies with gaps: "
        "some of what is true no delivery shows. Planted families are recorded without error here too.\n"
    )
    yield from _rules(whole)
    yield from _missed(whole)
    yield from _raised(whole)
    yield from _subgroups(whole)
    yield from _curve(few, curve)
    yield from _mistaken(few, wrong)
    yield "\n## Published reviews\n\nTwo reviews of real deaths and a control: what each found, as of its date.\n"
    yield "| case | finding | as of | |"
    yield "|---|---|---|---|"
    yield from reviews


def _rules(whole: Sequence[Evaluated]) -> Iterable[str]:
    yield "| rule | flags | per 100 children | precision | planted cases found | near misses raised | all true, found |"
    yield "|---|---|---|---|---|---|---|"
    children = sum(one.children for one in whole)
    for rule in sorted(built()):
        flags = sum(len(_of(rule, one.flags)) for one in whole)
        right = sum(_right(rule, one) for one in whole)
        cases, misses, true = (_met(whole, rule, kind) for kind in ("case", "near_miss", "finding"))
        yield (
            f"| {rule} | {flags} | {100 * flags / children:.1f} | {_share(right, flags)} | {_share(*cases)} |"
            f" {misses[0]} of {misses[1]} | {_share(*true)} |"
        )


def _missed(whole: Sequence[Evaluated]) -> Iterable[str]:
    """What is true and not found, by the way in which it is true."""
    of: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    apart: Counter[tuple[str, str]] = Counter()
    for one in whole:
        for truth in one.findings:
            key = truth.rule, truth.variant
            of[key] += 1
            if not _is_met(truth, one.flags):
                missed[key] += 1
                apart[key] += not truth.joined
    yield "\n### What is missed\n\nOf all that is true. Last column: somebody it is about is in no delivered record,"
    yield "or in several that nothing joins, so that no rule sees the whole of them.\n"
    yield "| rule | in which way | missed | of | records not joined |"
    yield "|---|---|---|---|---|"
    for key in sorted(missed):
        yield f"| {key[0]} | {key[1]} | {missed[key]} | {of[key]} | {apart[key]} |"


def _raised(whole: Sequence[Evaluated]) -> Iterable[str]:
    """What is raised and not true."""
    yield "\n### What is raised and is not true\n\nLast column: somebody whom it names is there as several persons,"
    yield "whose records nothing joins.\n"
    yield "| rule | flags | records not joined |"
    yield "|---|---|---|"
    for rule in sorted(built()):
        wrong = [(flag, one) for one in whole for flag in _wrong(rule, one)]
        if wrong:
            yield f"| {rule} | {len(wrong)} | {sum(not one.apart.isdisjoint(flag.people) for flag, one in wrong)} |"


def _subgroups(whole: Sequence[Evaluated]) -> Iterable[str]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in whole:
        for truth in one.findings:
            for group in truth.groups:
                found[group][0] += _is_met(truth, one.flags)
                found[group][1] += 1
    yield "\n## By subgroup\n\nOf all that is true, of any rule, how much is found.\n"
    yield "| subgroup | found |"
    yield "|---|---|"
    for group in sorted(found):
        yield f"| {group} | {_share(*found[group])} |"


def _curve(people: int, curve: dict[tuple[str, float], Evaluated]) -> Iterable[str]:
    yield f"\n## As data go missing\n\nFrom complete data of {people:,} people, all rules together.\n"
    yield "| missing | share | planted cases found | all true, found | precision |"
    yield "|---|---|---|---|---|"
    for (kind, share), one in sorted(curve.items(), key=lambda item: (item[0][0] != "nothing", item[0])):
        right = sum(_right(rule, one) for rule in built())
        cases, true = (
            [sum(pair) for pair in zip(*(_met([one], rule, of) for rule in built()), strict=True)]
            for of in ("case", "finding")
        )
        yield f"| {kind} | {share:.0%} | {_share(*cases)} | {_share(*true)} | {_share(right, len(one.flags))} |"


def _mistaken(people: int, rows: Sequence[str]) -> Iterable[str]:
    yield (
        f"\n## With mistakes made on purpose\n\nIn complete data of {people:,} people, up to {EACH} of each kind, each "
        "in a family of its own, compared with the same borough without them (`tests/wrong_records`). *Reported*: the "
        "load report names the row. *Found*: IDENTITY_MISMATCH has a new finding about the family. *Shown*: a tie is "
        "disputed, a place is no home, a fact is missing or an event undated where it was not. *Apart*: records of one "
        "person are no longer joined, so that who asks by one is told less. *Lacking*: answers lack a child, an "
        "agency, an event or a record, whichever record they are asked by. *Changed wrongly*: that, and nothing says "
        "so; or somebody is added for whom it is not so, or two people are one.\n"
    )
    yield "| mistake | made | reported | found | shown | apart | lacking | changed wrongly |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from rows
    yield (
        "\nThree kinds need no word: a date of death that one agency lacks and another has, which counts; `yes` in its "
        "place, which the format allows; headers with blanks and capitals, which are read as what they are. What "
        "answers lack, only a row kept out had said: it is in quarantine, to be mended and loaded again, or found as a "
        "tie that dates of birth exclude; or two shared nothing but a household that is no home by who lives there."
    )


def _of(rule: str, flags: Iterable[Raised]) -> list[Raised]:
    return [flag for flag in flags if flag.rule == rule]


def _right(rule: str, one: Evaluated) -> int:
    """How many of a rule's flags are about something true."""
    return len(_of(rule, one.flags)) - len(_wrong(rule, one))


def _wrong(rule: str, one: Evaluated) -> list[Raised]:
    """A rule's flags that are about nothing true."""
    true = {id for truth in (*one.findings, *one.planted) if truth.rule == rule and truth.kind != "near_miss"
            for id in truth.about}
    return [flag for flag in _of(rule, one.flags) if true.isdisjoint(flag.about)]


def _met(whole: Iterable[Evaluated], rule: str, kind: str) -> tuple[int, int]:
    """Of the truths of a kind, how many a flag is about, and how many there are."""
    met = [
        _is_met(truth, one.flags)
        for one in whole
        for truth in (*one.findings, *one.planted)
        if (truth.rule, truth.kind) == (rule, kind)
    ]
    return sum(met), len(met)


def _is_met(truth: Truth, flags: Iterable[Raised]) -> bool:
    return any(flag.rule == truth.rule and not flag.about.isdisjoint(truth.about) for flag in flags)


def _share(some: int, of: int) -> str:
    """A share with its Wilson interval; a dash where there is nothing to share."""
    if of == 0:
        return "–"
    z, p = 1.96, some / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{p:.2f} ({low:.2f} to {high:.2f}; {some} of {of})"


if __name__ == "__main__":
    main()
