"""Seven agencies around one mother and her son: a hub passes on what each side knows, housing is left out."""

from __future__ import annotations

from pathlib import Path

from deliver import ON, Agency, empty, load

from graph.private_store import StoreAddress

RECENT = "2025-10-01"
KINDS = {
    "council": "children_social_care", "oak": "school", "nurse": "health_visiting", "hub": "mash",
    "drugs": "substance_misuse", "mind": "mental_health", "housing": "housing",
}  # fmt: skip


def load_small_borough(store: StoreAddress, folder: Path) -> Path:
    """Load the agencies into the emptied store; the folder gets a `demo.toml` with the date."""
    empty(store)
    agencies = {id: Agency(id, kind) for id, kind in KINDS.items()}
    for id, agency in agencies.items():
        agency.people(ana="1990-02-01", leo="2015-06-30")
        agency.involved("leo" if id in ("council", "oak", "nurse") else "ana", since="2025-01-01")
    agencies["council"].event("talk", "conference", RECENT, "leo", participants="oak;nurse")
    agencies["drugs"].event("plan", "meeting", RECENT, "ana", participants="mind")
    for referring in ("drugs", "mind", "oak"):
        agencies[referring].event("form", "referral", RECENT, "ana", to_agency="hub")
    agencies["hub"].event("triage", "information", RECENT, "leo")
    agencies["hub"].row("informed", event_id="triage", agency="council", at=RECENT)
    load(store, folder, *(agency.delivered() for agency in agencies.values()))
    (folder / "demo.toml").write_text(f'on = "{ON}"\n', encoding="utf-8")
    return folder
