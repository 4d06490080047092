"""What is told of a person to an analyst: a band of age, a district, how many agencies, what is around a child.

No names, dates, addresses or ids; and of involvements only rows that are marked neither sensitive nor sealed, for
existence of the others is a disclosure by itself; persons of sealed records and sealed ties are left out before
(`unsealed`). An address that any agency shields gives no district.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Final

import polars as pl

from queries.analysis.borough.asof import Borough
from queries.analysis.disclosure.control import Step
from queries.context import years_before

NOT_RECORDED = "not recorded"
CHILD, ADULT = "child", "adult"
CHILD_UNKNOWN, ADULT_UNKNOWN = "child of any age", "adult of any age"
UNBORN = "unborn"
_BANDS: Final = ((0, "0 to 4"), (5, "5 to 9"), (10, "10 to 15"), (16, "16 to 17"), (18, "18 to 24"), (25, "25 to 44"),
                 (45, "45 to 64"), (65, "65 and over"))  # fmt: skip
"""From which age on; a child's as the Department for Education has them, without the year before the first birthday,
of which a borough has few. An adult's in broad bands."""
_GROWN = 18
"""Children Act 1989 s.105."""

AROUND: Final = ("domestic_abuse", "mental_health", "substance_misuse")
"""The services whose work with adults around a child is told together (seed row 40)."""
NONE, ONE, SEVERAL = "none", "one of them", "several of them"
NOT_A_CHILD = "not a child"
_MANY = 3
MANY_AGENCIES = f"{_MANY} or more"

COLUMNS: Final = ("age", "area", "agencies", "around")
"""What a row tells, beside the pseudonym."""

_AGES: Final = {
    UNBORN: CHILD, CHILD_UNKNOWN: CHILD, ADULT_UNKNOWN: ADULT,
    **{band: CHILD if start < _GROWN else ADULT for start, band in _BANDS},
}  # fmt: skip
_COMBINED: Final = {
    " + ".join(kinds): ONE if count == 1 else SEVERAL for count in (1, 2, 3) for kinds in combinations(AROUND, count)
}

STEPS: Final = (
    Step("agencies", dict.fromkeys(["1", "2", MANY_AGENCIES], "some")),
    Step("around", _COMBINED),
    Step("agencies"),
    Step("age", _AGES),
    Step("area"),
    Step("around"),
    Step("age"),
)
"""In which order a row is told less exactly: what services are planned by, of whom and where, for longest."""


def people(borough: Borough) -> pl.DataFrame:
    """Everybody living on the date: `id` in the store, and `COLUMNS`. For no eyes but the rule's."""
    living = borough.persons.filter("living")
    working = _ordinary(borough)
    return (
        living.select("person", "child").join(_ages(borough), on="person")
        .join(_areas(borough), on="person", how="left")
        .join(_agencies(working), on="person", how="left")
        .join(_around(borough, working), on="person", how="left")
        .join(borough.ids, on="person")
        .select(
            "id", "age", area=pl.col("area").fill_null(NOT_RECORDED), agencies=pl.col("agencies").fill_null("0"),
            around=pl.when("child").then(pl.col("around").fill_null(NONE)).otherwise(pl.lit(NOT_A_CHILD)),
        )
    )  # fmt: skip


def _ages(borough: Borough) -> pl.DataFrame:
    """Bands of age by the latest day of birth that is recorded, by which it is told who is a child."""
    on, born = borough.context.on, pl.col("born_last")
    rows = borough.snapshot.table("persons").collect().join(borough.persons, on="person")
    unknown = pl.when("child").then(pl.lit(CHILD_UNKNOWN)).otherwise(pl.lit(ADULT_UNKNOWN))
    unborn = (born > on) | (born.is_null() & pl.col("due") & pl.col("child"))
    age = pl.when(unborn).then(pl.lit(UNBORN)).when(born.is_null()).then(unknown)
    for (_, band), (until, _) in pairwise(_BANDS):
        age = age.when(born > years_before(on, until)).then(pl.lit(band))
    return rows.select("person", age=age.otherwise(pl.lit(_BANDS[-1][1])))


def _areas(borough: Borough) -> pl.DataFrame:
    """The district of each person's address on the date: where several are recorded the first by name."""
    there = borough.stays().filter("holds").select("person", "place").unique().collect()
    there = there.join(borough.places, left_on="place", right_on="id")
    district = pl.col("postcodes").list.eval(pl.element().str.to_uppercase().str.extract(_OUTWARD)).list.min()
    found = there.group_by("person").agg(shielded=pl.col("shielded").any(), area=district.min())
    return found.filter(~pl.col("shielded")).select("person", "area").drop_nulls()


_OUTWARD = r"^\s*([A-Z]{1,2}[0-9][0-9A-Z]?)\s*[0-9][A-Z]{2}\s*$"
"""The first half of a postcode (BS 7666): some thousands of homes."""


def _ordinary(borough: Borough) -> pl.DataFrame:
    """Live involvements whose rows are marked neither sensitive nor sealed: `person`, `kind`, `agency`."""
    rows = borough.snapshot.table("involvements").filter(pl.col("sensitivity") == "ordinary").select("id")
    return borough.involvements().join(rows, on="id", how="semi").select("person", "kind", "agency").collect()


def _agencies(working: pl.DataFrame) -> pl.DataFrame:
    """How many agencies work with each person."""
    count = pl.col("agency").n_unique()
    said = pl.when(count >= _MANY).then(pl.lit(MANY_AGENCIES)).otherwise(count.cast(pl.String))
    return working.group_by("person").agg(agencies=said)


def _around(borough: Borough, working: pl.DataFrame) -> pl.DataFrame:
    """Which of the services `AROUND` work with anybody else of each child's network."""
    others = borough.members.filter(pl.col("child") != pl.col("person"))
    there = others.join(working.filter(pl.col("kind").is_in(AROUND)), on="person")
    kinds = there.group_by("child").agg(around=pl.col("kind").unique().sort().str.join(" + "))
    return kinds.rename({"child": "person"})
