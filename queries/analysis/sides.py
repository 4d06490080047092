"""Whose services an agency of each kind gives, adults' or children's: the interface that cases fall through.

`both` are those that meet adults and children alike, or the family as one: counted on either side they
would make it look denser than it is. An authority whose agencies are arranged otherwise gives a mapping of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Side = Literal["adult", "children", "both"]


@dataclass(frozen=True)
class Sided:
    """The side of a kind of agency, and why."""

    side: Side
    reason: str


_EVERYBODY = "open to everybody, of any age"

SIDES: Mapping[str, Sided] = MappingProxyType(
    {
        "adult_social_care": Sided("adult", "care and support of adults (Care Act 2014, Part 1)"),
        "mental_health": Sided("adult", "secondary care whose client is the adult, as parent or partner"),
        "substance_misuse": Sided("adult", "treats the adult who uses; dependent children are asked about"),
        "learning_disability": Sided("adult", "supports the adult, also as a parent"),
        "domestic_abuse": Sided("adult", "its client is the adult victim or perpetrator"),
        "probation": Sided("adult", "supervises adults under sentence"),
        "housing": Sided("adult", "its client is the tenant"),
        "supporting_people": Sided("adult", "its client is the tenant"),
        "children_social_care": Sided("children", "children in need and at risk (Children Act 1989 s.17, s.47)"),
        "early_help": Sided("children", "begins with a child's needs (Children Act 2004 s.10)"),
        "youth_justice": Sided("children", "children aged 10 to 17 (Crime and Disorder Act 1998 s.39)"),
        "midwifery": Sided("children", "speaks for the unborn and newborn child (seed row 15)"),
        "health_visiting": Sided("children", "the healthy child programme to five (seed row 15)"),
        "school_nursing": Sided("children", "the healthy child programme from five"),
        "school": Sided("children", "its client is the pupil"),
        "nursery": Sided("children", "its client is the child"),
        "childrens_centre": Sided("children", "for children under five and whoever brings them"),
        "education_welfare": Sided("children", "its client is the pupil"),
        "young_carers": Sided("children", "its client is the child who cares"),
        "cafcass": Sided("children", "speaks for the child in family proceedings"),
        "mash": Sided("both", "adults' and children's agencies sit in it together"),
        "police": Sided("both", "meets whoever is there, of any age"),
        "gp": Sided("both", "the practice of the whole family"),
        "hospital": Sided("both", _EVERYBODY),
        "ambulance": Sided("both", _EVERYBODY),
        "sexual_health": Sided("both", "open to adults and to young people in their own right"),
        "fire": Sided("both", _EVERYBODY),
        "voluntary": Sided("both", "the kind does not say for whom"),
        "other": Sided("both", "the kind does not say for whom"),
    }
)
"""By kind of agency or service (`graph.codes.AGENCY_KIND`)."""
