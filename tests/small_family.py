"""A mother with a drug service, whose son is with the council; neither service knows of the other."""

from __future__ import annotations

from pathlib import Path

from deliver import Agency, empty, load, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress

MOTHER, SON = person_id("drugs", "ana"), person_id("council", "leo")
RELAPSE = global_id("Event", "drugs", "relapse")
_DEMO = """on = "2026-03-01"
[adult]
agency = "drugs"
local_id = "ana"
[child]
agency = "council"
local_id = "leo"
[event]
agency = "drugs"
event_id = "relapse"
"""


def load_small_family(store: StoreAddress, folder: Path) -> Path:
    """Load the family into the emptied store; the folder gets the `demo.toml` that names them."""
    empty(store)
    drugs, council = Agency("drugs", "substance_misuse"), Agency("council", "children_social_care")
    drugs.person("ana", "1990-02-01", given_names="Ana", family_name="Hale")
    drugs.row("professionals", professional_id="w", name="Jo Ash", role="Key worker", phone="01632 960000")
    drugs.involved("ana", since="2025-01-01", professional_ids="w")
    drugs.event("relapse", "relapse", "2026-02-10", "ana", summary="Using again")
    council.person("ana", "1990-02-01", given_names="Ana", family_name="Hale")
    council.person("leo", "2015-06-30", given_names="Leo", family_name="Hale")
    council.row("professionals", professional_id="s", name="Kit Oak", role="Social worker", phone="01632 960001")
    council.tie("ana", "parent", "leo", since="2015-06-30")
    council.involved("leo", since="2025-06-01", professional_ids="s")
    load(store, folder, drugs.delivered(), council.delivered())
    (folder / "demo.toml").write_text(_DEMO, encoding="utf-8")
    return folder
