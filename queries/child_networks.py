"""The persons of children's networks, and whose network may hold somebody: parts of the question `networks`.

Network of a child: parents, carers, household members, siblings, and partners of the first three, by ties
that hold some day from $from to $on; the dead are out.
"""

from __future__ import annotations

from queries.child_network.reads import Further

_MATES = """MATCH ({one})-[l:LIVES_AT]->(a:Address) WHERE STAY_DURING(l_a)
    WITH DISTINCT loading, a,
      CASE WHEN COUNT {{ (a)<-[:LIVES_AT]-() }} > $household_limit THEN KINDS(a) ELSE [] END AS a_kinds
    WHERE size(a_kinds) = 0 OR 'home' IN a_kinds
    MATCH (a)<-[m:LIVES_AT]-(mate:Person) WHERE DURING(m)
    WITH loading, a, a_kinds, collect(DISTINCT mate) AS mates
    WITH a, a_kinds, mates, CASE WHEN size(mates) > $household_limit THEN RESIDENTS(a) ELSE [] END AS a_residents
    WHERE HOME(a)
    UNWIND mates AS {other}
    RETURN DISTINCT {other} LIMIT $most"""
"""Whoever shares an address: a few more than share a home, which is asked only of where those who may be children live.

But of an address of many it is asked here: they would leave no room for anybody else.
"""


ALLOCATIONS = """[one IN [(i)-[to:ALLOCATED_TO]->(w:Professional) WHERE STANDS(to) | {to: to, w: FACT(w)}]
      WHERE coalesce(STANDS(one.w), true) | {
        registration: one.w.registration,
        first: toString(CASE WHEN one.to.maybe_from >= one.w.maybe_from THEN one.to.maybe_from
          ELSE coalesce(one.w.maybe_from, one.to.maybe_from) END),
        end: toString(CASE WHEN one.to.maybe_to <= one.w.maybe_to THEN one.to.maybe_to
          ELSE coalesce(one.w.maybe_to, one.to.maybe_to) END),
        until: CASE WHEN one.to.maybe_to <= one.w.maybe_to THEN one.to.valid_to
          ELSE coalesce(one.w.valid_to, one.to.valid_to) END
      }]"""
"""Who is allocated to an involvement `i`, as long as the worker serves: none whom the agency's directory no longer has.
One of an agency that has not delivered them counts by the allocation alone.
"""


def children_near(people: str) -> str:
    """Clauses that return `near`: at least every child whose network holds one of the list `people`."""
    return f"""CALL ({people}, loading) {{
    UNWIND {people} AS p
    RETURN p AS near
    UNION
    UNWIND {people} AS p
    MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]-(near:Person) WHERE DURING(r)
    RETURN near LIMIT $most
    UNION
    UNWIND {people} AS p
    {_MATES.format(one="p", other="near")}
  }}
  CALL (near, loading) {{
    RETURN near AS child
    UNION
    MATCH (near)-[r:PARENT_OF|CARES_FOR|SIBLING_OF]-(child:Person) WHERE DURING(r)
    RETURN child LIMIT $most
    UNION
    {_MATES.format(one="near", other="child")}
  }}
  RETURN collect(DISTINCT child)[..$most] AS near"""


def members(children: str) -> str:
    """Clauses that bind `child` and `members`, maps `{person, roles}`: of each of a list who is a child on the date."""
    return f"""UNWIND {children} AS child
  WITH loading, child, PERSON(child) AS child_facts
  WHERE PRESENT(child_facts) AND LIVING(child_facts) AND CHILD(child)
  WITH loading, collect(child) AS living
  CALL (living, loading) {{
    UNWIND living AS child
    MATCH (child)-[l:LIVES_AT]->(a:Address) WHERE STAY_DURING(l_a) AND RELATES_DURING(l)
    WITH DISTINCT loading, a
    WITH a, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)
    RETURN collect(a) AS homes
  }}
  UNWIND living AS child
  CALL (child, homes, loading) {{
    CALL (child, homes, loading) {{
      MATCH (child)<-[r:PARENT_OF|CARES_FOR]-(close:Person) WHERE DURING(r)
      RETURN close, [r] AS ties, CASE type(r) WHEN 'PARENT_OF' THEN 'parent' ELSE 'carer' END AS role
      UNION
      MATCH (child)-[r:SIBLING_OF]-(close:Person) WHERE DURING(r) RETURN close, [r] AS ties, 'sibling' AS role
      UNION
      MATCH (child)<-[r:PARENT_OF]-(parent:Person)-[s:PARENT_OF]->(close:Person)
      WHERE DURING(r) AND DURING(s) AND close <> child RETURN close, [r, s] AS ties, 'sibling' AS role
      UNION
      MATCH (child)-[l:LIVES_AT]->(a:Address) WHERE a IN homes AND STAY_DURING(l_a) AND RELATES_DURING(l)
      MATCH (a)<-[m:LIVES_AT]-(close:Person) WHERE close <> child AND DURING(m) AND RELATES_DURING(m) AND TOGETHER(l_m)
      RETURN close, [] AS ties, 'home' AS role
    }}
    WITH child, loading, close, role, ties WHERE SURE_DURING(ties)
    WITH collect(DISTINCT {{person: close, role: role}}) AS close  // one row, of a lone child too
    CALL (child, close) {{
      UNWIND [one IN close WHERE one.role <> 'sibling' | one.person] AS one
      WITH DISTINCT child, one
      MATCH (one)-[r:PARTNER_OF]-(partner:Person) WHERE DURING(r) AND partner <> child
      WITH partner, [r] AS ties WHERE SURE_DURING(ties)
      RETURN collect(DISTINCT {{person: partner, role: 'partner'}}) AS partners
    }}
    UNWIND [{{person: child, role: 'child'}}] + close + partners AS member
    WITH member.person AS person, member.role AS role
    WITH person, role WHERE ALIVE(person)
    WITH person, collect(role) AS roles
    RETURN collect({{person: person, roles: roles}}) AS members
  }}"""


def concerned_together(one: str, other: str, kinds: str) -> str:
    """A clause that goes from a person to those concerned in the same events of some kinds from $from to $on.

    And in those of no date of their own, which what they followed may date.
    """
    return f"""MATCH ({one})<-[a:ABOUT]-(:Concerned)<-[b:CONCERNS]-(e:Event)
    MATCH (e)-[c:CONCERNS]->(:SourceRecord)-[d:ABOUT]->({other}:Person)
    WHERE any(known IN [FACT(e)] WHERE known.kind IN {kinds}
        AND coalesce($from <= known.on_last AND known.on_first <= $on, true))
      AND OF(a) AND LEADS(b_e) AND STANDS(c) AND OF(d)"""


_BESIDE = {
    Further.MEMBERS: """UNWIND around AS beside
    RETURN beside""",
    Further.EVENTS: f"""UNWIND around AS one
    {concerned_together("one", "beside", "$informing")}
    RETURN beside LIMIT $most""",
    Further.IDENTIFIERS: """UNWIND asked + around AS one
    MATCH (one)<-[about:ABOUT]-(s:SourceRecord) WHERE OF(about)
    WITH loading, collect(DISTINCT s) AS own
    UNWIND own AS s
    MATCH (s)-[held:IDENTIFIED_BY]->(same:Identifier) WHERE same.placeholder IS NULL AND KNOWN(held)
    WITH DISTINCT loading, own, same
    MATCH (same)<-[theirs:IDENTIFIED_BY]-(other:SourceRecord) WHERE NOT other IN own AND KNOWN(theirs)
    MATCH (other)-[of:ABOUT]->(beside:Person) WHERE OF(of)
    RETURN beside LIMIT $most""",
}


def beside(further: frozenset[Further]) -> str:
    """Clauses that return `beside`: who leads from the persons asked about, or around them, to further networks."""
    ways = [_BESIDE[way] for way in Further if way in further and way in _BESIDE]
    return "\n    UNION\n    ".join(ways or ["UNWIND [] AS beside\n    RETURN beside"])


_MET = f"""CALL (asked, children, loading) {{
    UNWIND asked AS who
    RETURN who
    UNION
    UNWIND children AS child
    {concerned_together("child", "who", "$incidents")}
    RETURN who LIMIT $most
  }}
  WITH loading, who WHERE NOT who IN children
  {concerned_together("who", "met", "$incidents")}
  RETURN collect(DISTINCT met)[..$most] AS met"""


def met(further: frozenset[Further]) -> str:
    """Clauses that return `met`: children whom an adult met in incidents who met one asked about, or is asked about."""
    return _MET if Further.INCIDENTS in further else "RETURN [] AS met"
