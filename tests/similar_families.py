"""A dozen families built alike, and a few people whose rows are kept close or who are alone of a kind."""

from __future__ import annotations

from pathlib import Path

from deliver import Agency, empty, load, nhs

from graph.private_store import StoreAddress

FAMILIES = 12


def load_similar_families(store: StoreAddress, folder: Path) -> Path:
    """Load them into the emptied store; the folder gets a `demo.toml` with the date, the last of a quarter."""
    empty(store)
    load(store, folder, *(agency.delivered() for agency in _agencies()))
    (folder / "demo.toml").write_text('on = "2026-03-31"\n', encoding="utf-8")
    return folder


def _agencies() -> list[Agency]:
    """Twelve mothers, each with a son and in treatment; one with three; and people whose rows are kept close.

    Each mother has a protected identity beside, and all but one a sealed adoptive mother among the others.
    """
    council, drugs = Agency("council", "children_social_care"), Agency("drugs", "substance_misuse")
    for number in range(FAMILIES):
        mother, son = f"mother{number}", f"son{number}"
        council.people(**{mother: "1990-02-01", son: "2015-06-30"})
        council.tie(mother, "parent", son)
        council.row("households", household_id=f"h{number}", postcode="RV1 3AB")
        council.lives(son, f"h{number}")
        council.involved(son, since="2025-01-01")
        drugs.person(mother, "1990-02-01")
        drugs.involved(mother, since="2025-01-01")
        drugs.person(f"new-name{number}", "1990-02-01", nhs_number=nhs(mother), sensitivity="sealed")
        if number > 0:
            drugs.tie(f"mother{number - 1}", "adoptive_parent", mother, sensitivity="sealed")
    council.people(hidden="2015-06-30", sealed="1990-02-01", rare="1950-01-01", dead="1980-01-01")
    for name in ("one", "two", "three"):
        council.person(name, "2015-06-30")
        council.tie("rare", "parent", name)
    council.row("households", household_id="refuge", postcode="RV2 1AA", shielded="yes")
    council.lives("hidden", "refuge")
    drugs.person("sealed", "1990-02-01")
    drugs.involved("sealed", since="2025-01-01", sensitivity="sealed")
    drugs.involved("rare", since="2025-01-01", sensitivity="sensitive")
    drugs.person("rare", "1950-01-01")
    council.rows["people"][-4]["deceased_on"] = "2025-12-01"
    return [council, drugs]
