"""The writing statements of each row class, made from the model.

Every match is by a unique id or by the `row` index; relationships are created, never merged, for the
writer knows which exist.
"""

from __future__ import annotations

from functools import cache

from graph.declare import Reference
from graph.entered import ENTRY
from graph.model import MOST_FOLLOWED
from graph.planned import by_id, by_row
from graph.shape import DATED, ENTERED, WINDOW, Shape
from graph.times import STAMPS, as_text, typed

TOUCHES = {"SourceRecord": "n", "LIVES_IN": "a", "STATES": "ab"}
"""Which nodes of a new element are marked `:Touched`: its joins and family ties must be derived again."""

STAMPED = ("agency", "extract", "row", "recorded_at", "superseded_at", "asserted_at", "opened_by", "closed_by")
"""What every element bears (`elements.stamps`)."""

CONCERNED = {
    "Household": "(n)-[:AT]->(:Address) (()<-[:WRITTEN_AS]-(:Household)-[:AT]->()){0,1} (s:Address)",
    "Professional": "(n)<-[:ALLOCATED_TO]-(:Involvement)<-[:INVOLVED]-(s:SourceRecord)",
    "Involvement": "(n)<-[:INVOLVED]-(s:SourceRecord)",
    "ALLOCATED_TO": "(n)<-[:INVOLVED]-(s:SourceRecord)",
    "Event": f"(n)<-[:FOLLOWED*0..{MOST_FOLLOWED}]-(:Event)-[:SAME_OCCURRENCE*0..1]-(:Event)"
    "-[:CONCERNS]->(s:SourceRecord)",
    "INFORMED": "(n)-[:CONCERNS]->(s:SourceRecord)",
    "Enquiry": "(n)-[:CONCERNS]->(s:SourceRecord)",
}
"""Which records, or places, have changed with a row: `n` is its node, or that at its start.

What is not here is derived anew for the persons themselves, who bear the change number then.
"""

CONCERNED_ELSEWHERE = {
    **{name: CONCERNED[name] for name in ("Household", "Professional", "INFORMED")},
    "Event": "(n)-[:SAME_OCCURRENCE]-(:Event)-[:CONCERNS]->(s:SourceRecord)",
}
"""As `CONCERNED`, of an agency that delivers for the first time: its own records are derived anyway."""

DROP = "DELETE r"
STAMP = f"WITH r, row.s AS s SET r += {typed('s', (), (*STAMPS, 'asserted_at'))}"

TELLING_APART = f"""
UNWIND $ids AS id
{by_id('e', 'Event', 'id')}
MATCH (e)-[:SAW|SPOKE_TO]->(s:SourceRecord)-[:IDENTIFIED_BY]->(i:Identifier) WHERE i.placeholder IS NULL
MATCH (i)<-[:IDENTIFIED_BY]-(o:SourceRecord) WHERE o.agency = s.agency AND o <> s AND EXISTS {{ (e)-[:CONCERNS]->(o) }}
SET s:Touched
"""
"""Mark records that an event saw beside another id of the agency with the same identifier: they may be two people."""

_IDENTIFIER = (
    " ON CREATE SET b.scheme = split(t, ':')[0], b.value = substring(t, size(split(t, ':')[0]) + 1)"
)
_ON_CREATE = {"IDENTIFIED_BY": _IDENTIFIER, "CLAIMS": _IDENTIFIER, "AT": " ON CREATE SET b.uprn = row.uprn"}
"""What a node bears that a reference edge creates, by the edge."""


@cache
def create(shape: Shape) -> str:
    """Write rows that the store does not hold: `$rows` of {p, uprn, <edge>: ids} or {a, b, p}."""
    return _create_nodes(shape) if shape.is_node else create_edges(shape)


def _create_nodes(shape: Shape) -> str:
    lines = [*_rows(shape), f"MERGE (n:{shape.name} {{id: p.id}})", "SET n = p"]
    if shape.name in TOUCHES:
        lines[-1] += ", n:Touched"
    if references(shape):
        stamps = ", ".join(f".{name}" for name in _on_references(shape))
        lines.append(f"WITH row, n, p {{{stamps}}} AS s")
    for reference in references(shape):
        lines.append(f"FOREACH (t IN row.{reference.edge} | {_edge(reference)})")
    return "\n".join(lines)


def _edge(reference: Reference) -> str:
    pattern = f"<-[r:{reference.edge}]-" if reference.inward else f"-[r:{reference.edge}]->"
    merge = f"MERGE (b:{reference.target} {{id: t}}){_ON_CREATE.get(reference.edge, '')}"
    return f"{merge} CREATE (n){pattern}(b) SET r = s{_marked(reference)}"


def _marked(reference: Reference) -> str:
    return f", b:{reference.marks}" if reference.marks else ""


def _rows(shape: Shape) -> list[str]:
    """The rows, each with its properties `p` as the store holds them."""
    return ["UNWIND $rows AS row", "WITH row, row.p AS p", f"WITH row, {typed('p', shape.dates, shape.times)} AS p"]


def _on_references(shape: Shape) -> tuple[str, ...]:
    """The properties of a node that its reference edges bear too."""
    return (*STAMPED, *(DATED if shape.dated else ()))


@cache
def create_edges(shape: Shape) -> str:
    """Write runs of an edge row: `$rows` of {a, b, p}."""
    lines = [
        *_rows(shape),
        f"MERGE (a:{shape.start} {{id: row.a}})",
        f"MERGE (b:{shape.end} {{id: row.b}})",
        f"CREATE (a)-[r:{shape.name}]->(b)",
        "SET r = p",
    ]
    lines[-1] += "".join(f", {end}:Touched" for end in TOUCHES.get(shape.name, ""))
    return "\n".join(lines)


@cache
def references(shape: Shape) -> tuple[Reference, ...]:
    """The references of a node row."""
    return tuple(fact.reference for fact in shape.references if fact.reference is not None)


@cache
def look_up(shape: Shape) -> str:
    """Which of `$ids` the store holds: `found`, a list of [id, digest, open, opened_by, held_by], one a run."""
    return f"""
    UNWIND $ids AS id
    {by_id('n', shape.name, 'id') if shape.is_node else by_row('n', shape.name, 'id')}
    WHERE n.digest IS NOT NULL
    RETURN collect([id, n.digest, n.closed_by IS NULL, n.opened_by, n.held_by]) AS found
    """


@cache
def read(shape: Shape) -> str:
    """All runs of `$ids`: for nodes `now`, `was`, `edges` of [type, opened_by, id]; for edges `now`, `a`, `b`."""
    if not shape.is_node:
        return f"""
        UNWIND $ids AS id
        {by_row('n', shape.name, 'id', start='a', end='b')}
        RETURN id, {as_text('n', shape.dates, shape.times)} AS now, a.id AS a, b.id AS b
        """
    listed = " + ".join(
        f"COLLECT {{ MATCH (n){pattern}(t) WHERE r.row = n.id RETURN [type(r), r.opened_by, t.id] }}"
        for pattern in _patterns(shape)
    )
    return f"""
    UNWIND $ids AS id
    {by_id('n', shape.name, 'id')}
    WHERE n.digest IS NOT NULL
    RETURN id, {as_text('n', shape.dates, shape.times)} AS now,
      COLLECT {{ MATCH (n)-[:WAS]->(w) RETURN {as_text('w', shape.dates, shape.times)} }} AS was,
      {listed or '[]'} AS edges
    """


def _patterns(shape: Shape) -> list[str]:
    """The patterns that reach a node row's reference edges `r`, outward and inward."""
    out = [reference.edge for reference in references(shape) if not reference.inward]
    inward = [reference.edge for reference in references(shape) if reference.inward]
    made = [f"-[r:{'|'.join(out)}]->"] if out else []
    return [*made, f"<-[r:{'|'.join(inward)}]-"] if inward else made


@cache
def rewrite(shape: Shape) -> str:
    """Replace what nodes say now and said before: `$rows` of {id, now, was}."""
    touched = ", n:Touched" if shape.name in TOUCHES else ""
    return f"""
    UNWIND $rows AS row
    {by_id('n', shape.name, 'row.id')}
    CALL (n) {{ MATCH (n)-[:WAS]->(w) DETACH DELETE w }}
    WITH row, n, row.now AS now
    SET n = {typed('now', shape.dates, shape.times)}{touched}
    FOREACH (old IN row.was | CREATE (n)-[:WAS]->(w:{shape.was})
      SET w = {typed('old', shape.dates, shape.times)})
    """


@cache
def on_edges(shape: Shape, action: str) -> tuple[str, ...]:
    """Act on the edges `r` of runs: `$rows` of {id, opened_by, …}; for node rows, on their reference edges.

    `action` is DROP or STAMP.
    """
    if not shape.is_node:
        found = by_row("r", shape.name, "row.id", where="r.opened_by = row.opened_by")
        return (f"UNWIND $rows AS row {found} {action}",)
    return tuple(
        f"UNWIND $rows AS row {by_id('n', shape.name, 'row.id')} MATCH (n){pattern}() "
        f"WHERE r.row = n.id AND r.opened_by = row.opened_by {action}"
        for pattern in _patterns(shape)
    )


@cache
def add_edge(shape: Shape, edge: str) -> str:
    """Write one kind of reference edge of node rows: `$rows` of {id, t, s, uprn}."""
    reference = next(reference for reference in references(shape) if reference.edge == edge)
    pattern = f"<-[r:{edge}]-" if reference.inward else f"-[r:{edge}]->"
    return f"""
    UNWIND $rows AS row
    {by_id('n', shape.name, 'row.id')}
    WITH row, n, row.t AS t, row.s AS s
    MERGE (b:{reference.target} {{id: t}}){_ON_CREATE.get(reference.edge, '')}
    CREATE (n){pattern}(b)
    SET r = {typed('s', WINDOW if shape.dated else (), (*STAMPS, 'asserted_at'))}{_marked(reference)}
    """


@cache
def touch(shape: Shape) -> str | None:
    """Mark the records whose family ties rest on the rows `$ids`; None where none do."""
    if shape.name == "Household":
        return f"""
        UNWIND $ids AS id
        {by_id("h", "Household", "id")}
        CALL (h) {{
          MATCH (h)<-[:LIVES_IN]-(s:SourceRecord) RETURN s
          UNION
          MATCH (h)-[:WRITTEN_AS]->(:Address)<-[:AT]-(:Household)<-[:LIVES_IN]-(s:SourceRecord) RETURN s
        }}
        SET s:Touched
        """
    if shape.name in TOUCHES and not shape.is_node:
        found = by_row("r", shape.name, "id", start="a", end="b")
        return f"UNWIND $ids AS id {found} UNWIND [a, b] AS s WITH s WHERE s:SourceRecord SET s:Touched"
    return None


@cache
def mark_changed(shape: Shape, fresh: bool) -> str | None:
    """Give the change number `$number` to what has changed with the rows `$ids`; None where nothing needs it."""
    reached = (CONCERNED_ELSEWHERE if fresh else CONCERNED).get(shape.name)
    if reached is None:
        return None
    found = by_id("n", shape.name, "id") if shape.is_node else by_row("r", shape.name, "id", start="n")
    return f"""
    UNWIND $ids AS id
    {found}
    MATCH {reached}
    WITH DISTINCT s WHERE coalesce(s.changed, 0) < $number
    SET s.changed = $number
    """


@cache
def sweep(shape: Shape, late: bool) -> str:
    """The agency's rows of a table that a full delivery could end: id and key.

    In order, those that are open and meet the cover; for a late delivery all, for a run that it ends
    may have been superseded since.
    """
    match = f"(n:{shape.name} {{agency: $agency}})"
    if not shape.is_node:
        match = f"()-[n:{shape.name} {{agency: $agency}}]->()"
    where = ["n.superseded_at IS NOT NULL" if late else "n.superseded_at = $forever", "n.key IS NOT NULL"]
    if shape.shared:
        where.append(f"n.table = '{shape.table}'")
    if any(entered.name == shape.name for entered in ENTERED.values()):
        where.append(f"NOT n.opened_by STARTS WITH '{ENTRY}'")  # no delivery knows of what workers enter
    if shape.dated and not late:
        where.append("n.maybe_from <= $covers_to AND n.maybe_to > $covers_from")
    return f"MATCH {match} WHERE {' AND '.join(where)} RETURN DISTINCT coalesce(n.id, n.row) AS id, n.key AS key"
