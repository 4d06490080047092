"""The policy as data: what holds for whom and when, and that what is not understood is refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from access_families import CONTENT, policy, viewed
from agreements import POLICY
from serving import thinkfamily

from graph.private_files import ChangeableByOthers
from queries.access.permissions import MayNotSee, Permissions, permitted
from queries.access.policy import BadPolicy, of_home, read, shipped
from queries.context import Context

KINDS = {"csc": "children_social_care", "police": "police", "drugs": "substance_misuse", "new": None, "odd": "wizardry"}


def seen(context: Context) -> Permissions:
    return permitted(policy(), context, KINDS)


def test_an_agreement_holds_from_its_first_day_until_before_its_last() -> None:
    manager = viewed("manager", "csc")
    days = {datetime(2024, 12, 31, 12, tzinfo=UTC): False, datetime(2025, 1, 1, tzinfo=UTC): True,
            datetime(2026, 12, 31, 23, tzinfo=UTC): True, datetime(2027, 1, 1, tzinfo=UTC): False}
    assert {day: "police" in seen(replace(manager, asked_at=day)).content for day in days} == days


def test_an_agreement_is_for_its_roles_purposes_and_viewers() -> None:
    assert "police" not in seen(viewed("case_worker", "csc")).content
    assert "police" not in seen(viewed("manager", "csc", "assessment")).content
    assert "police" not in seen(viewed("manager", "police-2")).content


def test_a_sensitive_kind_is_open_on_its_basis_only() -> None:
    without, on_harm = (seen(viewed("mash_worker", "csc", basis=basis)) for basis in (None, "significant_harm"))
    assert "drugs" not in without.existence and "drugs" in without.consented
    assert "drugs" in on_harm.existence and "sealed" not in on_harm.shown


@pytest.mark.parametrize("basis", [None, "significant_harm"])
def test_an_agency_of_no_known_kind_is_not_seen(basis: str | None) -> None:
    assert not {"new", "odd"} & seen(viewed("mash_worker", "csc", basis=basis)).existence


def test_a_role_is_refused_a_purpose_that_it_does_not_have() -> None:
    with pytest.raises(MayNotSee, match="section47"):
        seen(viewed("mash_worker", "csc", "direct_care"))
    with pytest.raises(MayNotSee, match="named persons"):
        seen(viewed("analyst", "csc", "analysis"))


def test_for_analysis_nobody_is_answered_about_named_persons_whatever_is_agreed() -> None:
    """UK GDPR art. 5(1)(c): a policy that would let an analyst, or a manager for analysis, see names does not."""
    roles = 'roles = ["manager", "analyst"]'
    agreed = CONTENT.replace('roles = ["manager"]', roles).replace('["section47"]', '["section47", "analysis"]')
    own = POLICY.replace('"direct_care", "audit"]', '"direct_care", "audit", "analysis"]')
    assert roles in agreed and own != POLICY
    agencies = {"csc": "children_social_care", "police": "police"}
    for role in ("manager", "analyst"):
        with pytest.raises(MayNotSee, match="nobody is answered about named persons"):
            permitted(read(own + agreed, "access.toml"), viewed(role, "csc", "analysis"), agencies)


def test_only_the_roles_that_are_named_see_shielded_addresses() -> None:
    roles = {role: seen(viewed(role, "csc")).discloses for role in ("case_worker", "manager", "mash_worker")}
    assert not any(roles.values())
    assert seen(viewed("caldicott_guardian", "csc")).discloses


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('level = "content"', 'level = "all"', "level"),
        ('roles = ["manager"]', 'roles = ["boss"]', "boss"),
        ('purposes = ["section47"]\nfrom', 'purposes = ["gossip"]\nfrom', "gossip"),
        ('authority = "an invented protocol"\n', "", "authority"),
        ("until = 2027-01-01", "untill = 2027-01-01", "untill"),
        ("until = 2027-01-01", 'about = "everybody"', "about"),
        ('kinds = ["sexual_health"', 'kinds = ["secret"', "secret"),
        ("minutes = 60", "minutes = 6000", "minutes"),
        ("a_day = 6", "a_day = 0", "a_day"),
        ('"section47", "direct_care"]\nminutes', '"gossip"]\nminutes', "gossip"),
    ],
)
def test_a_policy_that_is_not_understood_is_refused_and_named(before: str, after: str, named: str) -> None:
    text = POLICY + CONTENT
    assert before in text
    with pytest.raises(BadPolicy, match=named):
        read(text.replace(before, after), "access.toml")


def test_glass_is_for_casework_that_cannot_wait_and_without_a_word_of_it_for_nobody() -> None:
    glass = shipped().glass
    assert glass is not None
    assert glass.allows("case_worker", "section47") and not glass.allows("case_worker", "assessment")
    assert not any(glass.allows(role, "section47") for role in ("analyst", "privacy_officer", "local_user"))
    without = POLICY.partition("[glass]")[0] + "[[agreements]]" + POLICY.partition("[[agreements]]")[2]
    assert read(without, "access.toml").glass is None


def test_a_homes_policy_stands_in_place_of_the_shipped_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    assert of_home(home) == shipped()
    (home / "access.toml").write_text(POLICY + CONTENT, encoding="utf-8")
    assert len(of_home(home).agreements) == len(shipped().agreements) + 1


def test_a_policy_that_others_may_change_is_refused(tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text(POLICY + CONTENT, encoding="utf-8")
    (tmp_path / "access.toml").chmod(0o666)
    with pytest.raises(ChangeableByOthers, match="who sees what.*chmod go-w"):
        of_home(tmp_path)


@pytest.mark.parametrize("words", [
    ("subject-access", "person:a", "--out", "."), ("picture", "genogram", "person:a", "--out", "a.svg"),
])  # fmt: skip
def test_a_command_that_shows_records_reads_the_homes_policy_first(tmp_path: Path, words: tuple[str, ...]) -> None:
    for text, mode, told in (("version = 7", 0o600, "access.toml"), (POLICY + CONTENT, 0o666, "chmod go-w")):
        (tmp_path / "access.toml").write_text(text, encoding="utf-8")
        (tmp_path / "access.toml").chmod(mode)
        done = thinkfamily(tmp_path, *words)
        assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (2, True, False)
