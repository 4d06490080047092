"""A family among five agencies, in every situation in which one may see less than another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from agreements import agreed, agreement
from deliver import NOW, Agency, empty, load

from graph.private_store import StoreAddress
from queries.access.policy import Policy
from queries.context import Context, Glass, Viewer

ON = date(2026, 3, 1)
CONTENT = agreement("police-to-managers", ["police"], ["manager"], viewers=["children_social_care"], until="2027-01-01")


def policy() -> Policy:
    """The shipped policy, and police content for managers of children's social care in section 47 enquiries."""
    return agreed(CONTENT)


def viewed(
    role: str, agency: str, purpose: str = "section47", basis: str | None = None, *, latest: bool = True,
    glass: Glass | None = None,
) -> Context:
    """How a professional asks."""
    viewer = Viewer.signed_in("worker-1", role, agency)
    return Context(ON, NOW, latest, viewer, purpose, basis, asked_at=NOW, glass=glass)


def load_families(store: StoreAddress, home: Path) -> None:
    """Load them into the emptied store."""
    empty(store)
    load(store, home, *(agency.delivered() for agency in families()))


def families() -> list[Agency]:
    """Their agencies, with what each records."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    hospital, school = Agency("ward", "hospital"), Agency("school", "school")
    drugs = Agency("drugs", "substance_misuse")
    born = {"mum": "1990-01-01", "kim": "2018-01-01", "gran": "1960-01-01", "nan": "1962-01-01", "sis": "1995-01-01",
            "uncle": "1985-01-01", "aunt": "1986-01-01"}
    for name, day in born.items():
        csc.person(name, day, given_names=name.title(), school="school" if name == "kim" else "")
    csc.tie("mum", "parent", "kim", since="2018")
    csc.home("flat", "mum", "kim", uprn="100000000911")
    csc.home("away", "nan", "sis", uprn="100000000922")
    csc.involved("kim", involvement_id="c1", since="2025-05-01", reason="neglect")
    csc.involved("kim", involvement_id="c2", since="2025-06-01", reason="inquiry", sensitivity="sealed")
    csc.event("visit", "home_visit", "2026-02-01", "kim", summary="seen at home")
    police.people(mum="1990-01-01", dad="1980-01-01", kim="2018-01-01", gran="1960-01-01", nan="1962-01-01")
    police.rows["people"][0]["family_name"] = "Alias"
    police.tie("dad", "partner", "mum", since="2024")
    police.row("households", household_id="refuge", uprn="100000000922", shielded="yes")
    police.row("professionals", professional_id="pc", name="PC Reed", phone="01632 960001")
    police.involved("mum", involvement_id="p1", since="2025-07-01", reason="warrant", professional_ids="pc")
    police.involved("kim", involvement_id="p2", since="2025-08-01", reason="witness", sensitivity="sealed")
    police.involved("gran", involvement_id="p3", since="2025-09-01", reason="victim", sensitivity="sensitive")
    police.involved("dad", involvement_id="p4", since="2025-10-01")
    police.row("consents", person_id="gran", scope="share", given="no", since="2025-01-01")
    police.event("inc", "incident", "2026-02-11", "mum", "dad", summary="arrested")
    police.event("hid", "incident", "2026-02-12", "mum", summary="informant", sensitivity="sealed")
    hospital.person("mum", "1990-01-01")
    hospital.row("services", service_id="clinic", name="Clinic", kind="sexual_health")
    hospital.row("services", service_id="a", name="Ward A", kind="hospital")
    hospital.involved("mum", involvement_id="h1", since="2025-10-01", service_id="clinic")
    hospital.involved("mum", involvement_id="h2", since="2025-10-02", service_id="a")
    drugs.people(mum="1990-01-01", gran="1960-01-01", uncle="1985-01-01", aunt="1986-01-01")
    for name in ("mum", "gran", "uncle", "aunt"):
        drugs.involved(name, involvement_id=f"d-{name}", since="2025-11-01", reason="opiates")
    for name in ("gran", "uncle"):
        drugs.row("consents", person_id=name, scope="share", given="yes", since="2025-11-01", agencies="csc")
    drugs.row("consents", person_id="uncle", scope="share", given="no", since="2026-01-01", agencies="")
    drugs.row("consents", person_id="aunt", scope="share", given="", since="2025-11-01")
    school.person("kim", "2018-01-01", given_names="Kimmy")
    school.involved("kim", involvement_id="s1", since="2023-09-01")
    return [csc, police, hospital, drugs, school]


def known_to_police(csc: Agency, police: Agency) -> None:
    """Ros, whom the council knows; Sam, Tom and Una, whom the police alone know."""
    csc.people(ros="1991-01-01", vic="2019-01-01", wil="1970-01-01")
    police.people(ros="1991-01-01", tom="1982-01-01", una="1983-01-01", vic="2019-01-01")
    told_to_police = {"disability": "Epilepsy", "strengths": "Swims", "first_language": "Polish", "gp_practice": "Quay"}
    police.person("sam", "1981-01-01", **told_to_police)
    police.people(wil="1970-01-01")
    police.tie("sam", "partner", "ros", since="2024")
    police.tie("sam", "sibling", "tom", since="1982")
    police.home("den", "ros", "una", uprn="100000000933", since="2024")
    police.row("households", household_id="safe", uprn="100000000944", shielded="yes")
    police.lives("ros", "safe", since="2025")
    police.row("enquiries", person_id="ros", question="partner", answer="yes", on="2026-01-01")
    police.row("consents", person_id="ros", scope="share", given="no", since="2025")
    police.row("enquiries", person_id="sam", question="partner", answer="no", on="2026-01-01")
    police.involved("sam", involvement_id="p9", since="2025-01-01", reason="bail")
    police.involved("vic", involvement_id="p8", since="2025-01-01", reason="source", sensitivity="sealed")
    police.event("e8", "incident", "2026-01-05", "vic", involvement_id="p8", summary="seen there")
    csc.people(xan="2016-01-01")
    police.people(xan="2016-01-01")
    csc.event("worry", "concern", "2025-05-01", "xan")
    for month in ("07", "09", "11"):
        police.event(f"call-{month}", "incident", f"2025-{month}-01", "xan")
    police.event("tip", "incident", "2025-12-01", "xan", sensitivity="sealed")
