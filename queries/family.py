"""The family around persons, breadth first: a frontier at each step, never every path.

Family ties of one step: parent of any kind and child, special guardian and carer of any kind, partner or
spouse, sibling of any kind, shared home. Directly recorded kin count as two (DOMAIN 'What the words mean').
A member is reached once, whatever number of agencies assert each tie.
"""

from __future__ import annotations

from graph.model import UNDIRECTED

_ONE_STEP = """
    UNWIND frontier AS before
    WITH before, before.person AS p
    MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]-(q:Person) WHERE TIE(r)
    RETURN before, q, [r] AS ties, CASE type(r) WHEN 'PARENT_OF' THEN 1 WHEN 'PARTNER_OF' THEN 2
      WHEN 'CARES_FOR' THEN 3 ELSE 4 END AS rank
    UNION ALL
    UNWIND frontier AS before
    WITH before, loading, before.person AS p
    MATCH (p)-[l:LIVES_AT]->(a:Address) WHERE STAY(l_a) AND RELATES(l)
    WITH a, loading, collect({before: before, l: l}) AS here
    WITH a, here, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)
    MATCH (a)<-[m:LIVES_AT]-(q:Person) WHERE TIE(m) AND RELATES(m)
    UNWIND here AS one
    WITH one.before AS before, one.l AS l, m, q WHERE before.person <> q
    RETURN before, q, [l, m] AS ties, 5 AS rank"""

_TWO_STEPS = """
    UNION ALL
    UNWIND kin_frontier AS before
    WITH before, before.person AS p
    MATCH (p)-[r:RELATED_TO]-(q:Person) WHERE r.type IN $kin AND TIE(r)
    RETURN before, q, [r] AS ties, 6 AS rank"""


_ONE_PATH = """WITH q, head(collect({before: before, ties: ties})) AS best ORDER BY ID(q) LIMIT $bound
  RETURN collect({person: q, distance: DISTANCE, people: best.before.people + [q],
                  steps: best.before.steps + [best.ties]}) AS found"""

_EVERY_WAY = """WITH q, before.person AS one, head(collect(ties)) AS ties
  WITH q, collect({person: one, ties: ties}) AS befores ORDER BY ID(q) LIMIT $bound
  RETURN collect({person: q, distance: DISTANCE, befores: befores}) AS found"""


def around(start: str, steps: int) -> str:
    """Clauses that turn the list of persons `start` into `reached`, one map a member.

    A map holds `person`, `distance`, `people` and `steps` of a shortest path. `loading` and `start` stay
    in scope.
    """
    begun = f"[x IN {start} | {{person: x, distance: 0, people: [x], steps: []}}]"
    return _expanded(["loading", start], begun, steps, "", _ONE_PATH)


def between(start: str, target: str, longest: int) -> str:
    """Clauses that bind `ways`: every shortest path from the one person in `start` to `target`, as `{people, steps}`.

    Nothing is expanded once the target is reached. Persons are met breadth first, each with all those from whom
    it was met; the paths are then read backwards. One path a sequence of persons, by the tie that says most.
    """
    stop = f" AND NOT {target} IN [m IN reached | m.person]"
    begun = f"[x IN {start} | {{person: x, distance: 0, befores: []}}]"
    found = _expanded(["loading", start, target], begun, longest, stop, _EVERY_WAY)
    met = "head([m IN reached WHERE m.person = way.people[0]])"
    before = f"[b IN {met}.befores | {{people: [b.person] + way.people, steps: [b.ties] + way.steps}}]"
    back = f"[way IN ways | CASE WHEN way.people[0] IN {start} THEN [way] ELSE {before} END]"
    walk = f"WITH {start}, reached, reduce(all = [], some IN {back} | all + some)[..$bound] AS ways"
    end = f"WITH {start}, reached, [m IN reached WHERE m.person = {target} | {{people: [{target}], steps: []}}] AS ways"
    return "\n".join((found, end, *[walk] * longest))


def _expanded(keep: list[str], begun: str, steps: int, stop: str, kept: str) -> str:
    """Clauses that expand `reached` step by step; `kept` says what is kept of each person met."""
    target = keep[2:]
    clauses = [f"WITH {', '.join(keep)}, {begun} AS reached"]
    for distance in range(1, steps + 1):
        clauses.append(f"""CALL ({", ".join(["reached", "loading", *target])}) {{
  WITH reached, loading, [m IN reached WHERE m.distance = {distance - 1}{stop}] AS frontier,
       [m IN reached WHERE m.distance = {distance - 2}{stop}] AS kin_frontier, [m IN reached | m.person] AS seen
  CALL (frontier, kin_frontier, loading) {{{_ONE_STEP}{_TWO_STEPS if distance > 1 else ""}
  }}
  WITH seen, before, q, ties, rank, PERSON(q) AS q_facts WHERE NOT q IN seen AND SURE(ties) AND LIVING(q_facts)
  WITH before, q, ties, rank ORDER BY rank, ID(before.person), ties[0].type, PICKED(ties[0]_q)
  {kept.replace("DISTANCE", str(distance))}
}}
WITH {", ".join(keep)}, reached + found AS reached""")
    return "\n".join(clauses)


def edge_named(id: str, edge: str) -> str:
    """Clauses that bind the family edge of an id (`graph.ids.edge_id`)."""
    begins = f"(startNode({edge}) = whose OR {edge}.type IN {list(UNDIRECTED)})"
    return (
        f"WITH split({id}, '/') AS part WITH part, part[1] AS begun WHOSE(whose_begun)"
        f" MATCH (whose)-[{edge}]-(beyond) WHERE type({edge}) = part[0] AND {begins}"
        f" AND coalesce({edge}.type, '') = coalesce(part[3], '') AND (beyond.id = part[2] OR ID(beyond) = part[2])"
    )
