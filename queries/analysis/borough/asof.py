"""The borough as of a date: what holds, who is a child, and every child's network, all at once.

The same meanings as `queries.definitions` and `queries.child_network` give a case, over whole columns.
Network of a child: parents, carers, household members, siblings, and partners of the first three, by ties
that hold some day from `start` to the date; the dead are out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from graph.ids import place_of
from graph.model import ELDER_TYPES
from graph.places import PlacedHousehold, places
from queries.analysis.borough.excerpt import Tables
from queries.analysis.borough.homes import Homes
from queries.analysis.borough.rows import AGENCIES, COVERAGE, SERVICES
from queries.context import Context
from queries.definitions.homes import BY_RECORD
from queries.validity import Dates

_KIN = "RELATED_TO"
_TIE = ["start", "end", "edge", "type"]
ROLE = pl.Enum(["child", "parent", "carer", "home", "sibling", "partner"])
"""In which way somebody is in a child's network."""


@dataclass(frozen=True)
class Borough:
    """A snapshot, or part of one, as of a context's date; ties and stays count that hold some day since `start`.

    Frames are worked out when they are first asked for. Persons are numbers throughout; `events` are
    told by their row number `event`.
    """

    snapshot: Tables
    context: Context
    start: date

    @classmethod
    def of(cls, snapshot: Tables, context: Context) -> Borough:
        """Over the months before the date in which a contact links two services."""
        return cls(snapshot, context, context.linked_from)

    def _table(self, name: str, of: pl.Series | None = None) -> pl.LazyFrame:
        """A table's rows; `of` some persons, if given."""
        rows = self.snapshot.table(name)
        return rows if of is None else rows.filter(pl.col("person").is_in(of.implode()))

    def _now(self) -> pl.Expr:
        return (pl.col("from") <= self.context.on) & (self.context.on < pl.col("to"))

    def _during(self) -> pl.Expr:
        return (pl.col("from") <= self.context.on) & (self.start < pl.col("to"))

    @cached_property
    def persons(self) -> pl.DataFrame:
        """Everybody: `person`, whether a `child` and `living` on the date, and days as `facts.Person` has them."""
        dates = Dates(self.context)
        born_after, conceived = date.fromisoformat(dates.born_after), date.fromisoformat(dates.conceived)
        by_age = pl.when("born").then(pl.col("born_last") > born_after).when("due").then(True)
        here = pl.coalesce("here_from", pl.lit(self.context.on)) <= conceived
        living = pl.coalesce(self.context.on < pl.col("died"), True) & here
        child = by_age.otherwise(~pl.col("grown"))
        born, due = pl.when("born"), pl.when(~pl.col("born"))
        days = [
            born.then("here_from").alias("born"), pl.col("born_last"), due.then("here_from").alias("due"),
            due.then("due_last").alias("due_last"),
        ]
        return self._table("persons").select("person", *days, child=child, living=living).collect()

    @cached_property
    def ties(self) -> pl.DataFrame:
        """Ties of the window: `start`, `end`, `edge`, `type`; `now`, `sure`, `first`, `sealed` as `facts.Tie` has them.

        Without those whose elder was born after the younger.
        """
        known, on = self.persons.lazy().select("person"), self.context.on
        said = self._table("ties").filter(self._during() & (pl.col("edge") != _KIN)).with_columns(now=self._now())
        ended = said.filter(pl.col("to") <= on).select(*_TIE, "agency")
        disputed = ended.join(said.filter("now"), on=[*_TIE, "agency"], how="anti", nulls_equal=True)
        surely = pl.col("now") & (pl.col("surely_from") <= on) & (on < pl.col("surely_to"))
        return (
            said.group_by(_TIE)
            .agg(
                pl.col("now").any(), sure=surely.any(), first=pl.col("from").filter("now").min(),
                sealed=pl.col("sealed").all(),
            )
            .join(disputed.select(*_TIE, disputed=True).unique(), on=_TIE, how="left", nulls_equal=True)
            .with_columns(sure=pl.col("sure") & pl.col("disputed").is_null())
            .drop("disputed")
            .join(known, left_on="start", right_on="person", how="semi")
            .join(known, left_on="end", right_on="person", how="semi")
            .join(self._born("start", elder="here_from"), on="start", how="left")
            .join(self._born("end", younger="born_last"), on="end", how="left")
            .filter(~(pl.col("type").is_in(list(ELDER_TYPES)) & (pl.col("elder") > pl.col("younger"))).fill_null(False))
            .drop("elder", "younger")
            .collect()
        )

    @cached_property
    def excluded(self) -> pl.DataFrame:
        """Rows of the date that assert ties which dates of birth exclude: as `queries.analysis.facts.ExcludedTie`."""
        rows = self._table("excluded").filter(self._now()).drop("from", "to").unique()
        known = self.persons.lazy().select("person")
        both = rows.join(known, left_on="start", right_on="person", how="semi")
        said = both.join(known, left_on="end", right_on="person", how="semi").collect()
        return said.with_columns(since=pl.when(pl.col("since") != "").then("since"))

    def _born(self, whose: str, **day: str) -> pl.LazyFrame:
        """By person, a day of the date of birth, where one is recorded."""
        born = self._table("persons").filter("born")
        return born.select(pl.col("person").alias(whose), **{name: pl.col(of) for name, of in day.items()})

    def stays(self, of: pl.Series | None = None) -> pl.LazyFrame:
        """Where agencies say that persons live in the window, a row an assertion; whether it `holds` on the date.

        And whether the person is `living` then.
        """
        known = self.persons.lazy().select("person", "living")
        stays = self._table("stays", of=of).filter(self._during()).with_columns(holds=self._now())
        apart = self._placed.lazy().filter(pl.col("at") != pl.col("place"))
        placed = stays.join(apart.select("place", "household", "at"), on=["place", "household"], how="left")
        return placed.with_columns(place=pl.coalesce("at", "place")).drop("at").join(known, on="person")

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Pairs who share a home in the window, each both ways: `person`, `other`, the `place`, `now`."""
        terms = self.context.terms
        stays = self._at_places(self.stays(), "kind", "household", "from", "to", "holds", "living")
        places = self._places.select("place", "explicit", "home", "by_record")
        children = self.persons.filter("child")["person"]
        return Homes(stays, places, terms.not_home, terms.household_limit, self._family, children).pairs()

    @cached_property
    def _family(self) -> pl.DataFrame:
        """The family ties of the date, recorded kin among them: `start`, `end`."""
        return self._table("ties").filter(self._now()).select("start", "end").unique().collect()

    @cached_property
    def _placed(self) -> pl.DataFrame:
        """Every household of an address `place`, by the id of its own place `at`, with what it says of that."""
        households = self._table("places").unique("place").explode("households", keep_nulls=True).collect()
        said = households.select("place", pl.col("households").struct.unnest()).rename({"id": "household"})
        several = said.group_by("place").agg("household", "agency", "text").filter(pl.col("household").list.len() > 1)
        apart = [
            (address, household, place_of(address, stands))
            for address, *listed in several.iter_rows()
            for household, stands in _apart(zip(*listed, strict=True)).items()
        ]
        found = pl.DataFrame(apart, {"place": pl.String, "household": pl.String, "at": pl.String}, orient="row")
        return said.join(found, on=["place", "household"], how="left").with_columns(pl.coalesce("at", "place"))

    @cached_property
    def places(self) -> pl.DataFrame:
        """Every place by its `id`: what its recorded kinds say, whether it is `shielded`, its `postcodes`."""
        kind = pl.col("kind")
        by_record = (kind == BY_RECORD).any()
        return self._placed.group_by(id="at").agg(
            explicit=kind.is_not_null().any(), home=(kind == "home").any() | by_record,
            by_record=by_record & ~(kind == "home").any(), shielded=pl.col("shielded").fill_null(False).any(),
            postcodes=pl.col("postcode").drop_nulls(),
        )

    @cached_property
    def _places(self) -> pl.DataFrame:
        """Every place: its number `place`, its `id`, and what its recorded kinds say."""
        return self.places.with_row_index("place")

    def _at_places(self, stays: pl.LazyFrame, *columns: str) -> pl.DataFrame:
        """Stays with the number of the place for its id: a quarter of the memory."""
        numbers = self._places.lazy().select("place", address="id")
        rows = stays.rename({"place": "address"}).select("person", "address", *columns)
        return rows.join(numbers, on="address").drop("address").collect()

    @cached_property
    def addresses(self) -> pl.DataFrame:
        """The id of each place's number: `place` as in `homes`, `address`."""
        return self._places.select("place", address="id")

    @cached_property
    def roles(self) -> pl.DataFrame:
        """Who is in which child's network in which role: `child`, `person`, `role`."""
        close = self._close()
        beside = close.filter(pl.col("role") != "sibling").select("child", pl.col("person").alias("one")).unique()
        couples = _both_ways(self._edges("PARTNER_OF"))
        partners = beside.join(couples, on="one").filter(pl.col("person") != pl.col("child"))
        children = self.children.with_columns(person=pl.col("child"))
        living = self.persons.filter("living").select("person")
        parts = [_as(children, "child"), close, _as(partners, "partner")]
        return pl.concat(parts).unique().join(living, on="person", how="semi")

    @cached_property
    def members(self) -> pl.DataFrame:
        """Who is in which child's network: `child`, `person`."""
        return self.roles.select("child", "person").unique()

    @cached_property
    def children(self) -> pl.DataFrame:
        """Every child: `child`."""
        return self.persons.filter(pl.col("child") & pl.col("living")).select(pl.col("person").alias("child"))

    def _edges(self, edge: str) -> pl.DataFrame:
        return self.ties.filter(pl.col("edge") == edge).select("start", "end")

    def _close(self) -> pl.DataFrame:
        """Everybody but partners, of every child."""
        ends = {"end": "child", "start": "person"}
        parents, carers = (self._edges(edge).rename(ends) for edge in ("PARENT_OF", "CARES_FOR"))
        siblings = _both_ways(self._edges("SIBLING_OF")).rename({"one": "child"})
        shared = parents.join(parents, on="person", suffix="_other").select("child", person="child_other")
        halves = shared.filter(pl.col("child") != pl.col("person"))
        home = self.homes.select(pl.col("person").alias("child"), pl.col("other").alias("person"))
        found = [
            _as(parents, "parent"), _as(carers, "carer"), _as(siblings, "sibling"), _as(halves, "sibling"),
            _as(home, "home"),
        ]
        return pl.concat(found).unique().join(self.children, on="child", how="semi")

    @cached_property
    def at_work(self) -> pl.DataFrame:
        """Live involvements in each child's network: `child`, `person`, `kind`, `agency`, `first`, `allocations`."""
        light = self.involvements().select("person", "kind", "agency", "first", "allocations").collect()
        return self.members.join(light, on="person")

    @cached_property
    def happened(self) -> pl.DataFrame:
        """Events about anybody in each child's network: `child`, `event`, and of the event what has no lists."""
        about = self.members.join(self.concerned, on="person").select("child", "event").unique()
        return about.join(self._plain_events, on="event")

    @cached_property
    def of_child(self) -> pl.DataFrame:
        """As `happened`, of events about the child itself."""
        about = self.children.join(self.concerned, left_on="child", right_on="person")
        return about.join(self._plain_events, on="event")

    @cached_property
    def _plain_events(self) -> pl.DataFrame:
        columns = ("event", "agency", "kind", "on", "category", "count", "service", "first", "last", "until")
        seen = pl.col("seen").list.len() > 0
        return self.events.select(*columns, seen=seen)

    @cached_property
    def services(self) -> pl.DataFrame:
        """All services: `service`, `service_name`, `kind` and whether they `allocate` workers by name."""
        columns = {"id": "service", "name": "service_name", "kind": "service_kind"}
        return self.snapshot.small(SERVICES).rename(columns)

    @cached_property
    def agencies(self) -> pl.DataFrame:
        """All organisations: `id`, `name`, `kind`, whether they `delivered`, and anything that `covered` the date."""
        on = self.context.on
        holds = pl.coalesce(pl.col("from") <= on, True) & pl.coalesce(on <= pl.col("to"), True)
        deliveries = self.snapshot.small(COVERAGE).group_by(pl.col("agency").alias("id"))
        covered = deliveries.agg(covered=(pl.col("known") & holds).any()).with_columns(delivered=True)
        named = self.snapshot.small(AGENCIES).select(
            "id", name=pl.coalesce("name", "id"), kind=pl.coalesce("kind", pl.lit("other"))
        )
        said = named.join(covered, on="id", how="left")
        return said.select("id", "name", "kind", pl.col("delivered", "covered").fill_null(False))

    def involvements(self, of: pl.Series | None = None) -> pl.LazyFrame:
        """Live involvements as `network.Involved` has them; of some persons, if given."""
        live = self._table("involvements", of=of).filter(self._now())
        by = self.agencies.select(provider="id", agency_name="name", agency_kind="kind")
        return (
            self._one_implied(live)
            .join(self.services.lazy().drop("allocates"), on="service")
            .join(by.lazy(), on="provider")
            .with_columns(
                service_name=pl.coalesce("service_name", "agency_name"),
                kind=pl.coalesce("service_kind", "agency_kind"),
            )
            .rename({"provider": "agency", "from": "first"})
            .drop("to", "implied", "sensitivity", "service_kind", "agency_kind")
        )

    def received(self, of: pl.Series | None = None) -> pl.LazyFrame:
        """Involvements of any status as `network.Received` has them; of some persons, if given."""
        at_work = self._table("involvements", of=of).filter(~pl.col("implied")).with_columns(status=pl.lit("open"))
        others = self._table("others", of=of)
        columns = ("person", "provider", "status", "since", "from", "to")
        begun = pl.concat([at_work.select(columns), others.select(columns)]).filter(pl.col("from") <= self.context.on)
        return begun.drop("from").rename({"provider": "agency", "to": "end"}).unique()

    def workers(self, of: pl.Series | None = None) -> pl.LazyFrame:
        """Workers as `network.Worker` has them; of some persons, if given."""
        first, last = self.context.linked_from, self.context.on
        ran = self._table("involvements", of=of).filter((pl.col("from") <= last) & (first < pl.col("to")))
        made = pl.col("allocations").struct
        begun = (made.field("first") <= last.isoformat()).fill_null(True)
        lasting = (made.field("end") > first.isoformat()).fill_null(True)
        allocated = ran.explode("allocations", empty_as_null=False).filter(begun & lasting)
        workers = allocated.select("person", agency="provider", registration=made.field("registration"))
        return workers.drop_nulls().unique()

    def _one_implied(self, live: pl.LazyFrame) -> pl.LazyFrame:
        """A GP practice or school that only a record names counts for a child, and once beside the same provider's."""
        known = self.persons.lazy()
        said = live.filter(~pl.col("implied")).join(known, on="person", how="semi")
        named = live.filter("implied").join(known.filter("child"), on="person", how="semi")
        alone = named.join(said, on=["person", "provider"], how="anti")
        return pl.concat([said, alone.sort("id").unique(["person", "provider"], keep="first")])

    @cached_property
    def events(self) -> pl.DataFrame:
        """What had happened by the date, with a row number `event`; `people` are those it concerns.

        So too what is said of it: `told` by the date, and the `agency` of other records of the date or before.
        """
        happened = pl.coalesce(pl.col("first") <= self.context.on, True)
        known = self._table("events").filter(happened & (pl.col("people").list.len() > 0))
        said = pl.element().struct
        by_then = pl.coalesce(said.field("from") <= self.context.on.isoformat(), True)
        own = said.with_fields(agency=pl.when(by_then).then(said.field("agency")))
        by_date = known.with_columns(pl.col("told").list.filter(by_then), pl.col("twins").list.eval(own))
        return by_date.collect().with_row_index("event")

    @cached_property
    def concerned(self) -> pl.DataFrame:
        """Whom each event concerns, at most `list_bound` a person, the newest, undated ones last: `event`, `person`."""
        every = self.events.select("event", "first", person="people").explode("person")
        every = every.join(self.persons, on="person", how="semi")
        bound = self.context.terms.list_bound
        if every.group_by("person").len().filter(pl.col("len") > bound).is_empty():
            return every.drop("first")
        newest_first = every.sort("first", descending=True, nulls_last=True)
        return newest_first.filter(pl.int_range(pl.len()).over("person") < bound).drop("first")

    @cached_property
    def knowing(self) -> pl.DataFrame:
        """Which agencies know of an event by its own record: `event`, `agency`."""
        known = self.events.lazy().filter(pl.col("agency").is_not_null())
        told = pl.col("told").struct
        informed = (
            known.select("event", "told").explode("told").filter(pl.col("told").is_not_null())
            .filter(told.field("status").is_in(["informed", "acknowledged"]))
            .select("event", told.field("agency"))
        )
        twins = known.select("event", "twins").explode("twins").select("event", pl.col("twins").struct.field("agency"))
        lists = [known.select("event", agency=name).explode("agency") for name in ("together", "referred")]
        return pl.concat([known.select("event", "agency"), informed, twins, *lists]).drop_nulls().unique().collect()

    def records(self, of: pl.Series | None = None) -> pl.LazyFrame:
        """What each agency's record says of a person; of some persons, if given."""
        return self._table("records", of=of)

    @cached_property
    def sharing(self) -> pl.DataFrame:
        """Records of others that hold the same verified identifier as a person: `person`, `other`, `record`."""
        return self._table("sharing").collect()

    @cached_property
    def ids(self) -> pl.DataFrame:
        """The id of each person's number: `person`, `id`."""
        return self.snapshot.ids().collect()

    def enquiries(self, of: pl.Series | None = None) -> pl.LazyFrame:
        """What agencies had asked about persons by the date."""
        asked = pl.coalesce(pl.col("first") <= self.context.on, True)
        return self._table("enquiries", of=of).filter(asked).drop("first")


def _apart(households: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By household at one address, that which stands for its place; empty where all are one place."""
    standing = places(PlacedHousehold(*one) for one in households)
    return standing if len(set(standing.values())) > 1 else {}


def _as(frame: pl.DataFrame, role: str) -> pl.DataFrame:
    return frame.select("child", "person", role=pl.lit(role, ROLE))


def _both_ways(edges: pl.DataFrame) -> pl.DataFrame:
    """Edges without a direction: `one`, `person`."""
    one = edges.select(one="start", person="end")
    return pl.concat([one, edges.select(one="end", person="start")])
