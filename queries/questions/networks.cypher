// For the persons asked about: each child whose network holds one of them, and what is known of that network.
// Network: parents, carers, household members, partners of those, siblings, over $from to $on.
UNWIND $records AS record
MATCH (:SourceRecord {id: record})-[named:ABOUT]->(p:Person) WHERE KNOWN(named)
WITH loading, collect(DISTINCT p) AS asked
CALL (asked, loading) {
  UNWIND asked AS p
  RETURN p AS near
  UNION
  UNWIND asked AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]-(near:Person) WHERE DURING(r)
  RETURN near
  UNION
  UNWIND asked AS p
  MATCH (p)-[l:LIVES_AT]->(a:Address) WHERE DURING(l) AND RELATES_DURING(l)
  MATCH (a)<-[m:LIVES_AT]-(near:Person) WHERE DURING(m) AND RELATES_DURING(m)
  RETURN near LIMIT $bound
}
WITH loading, asked, collect(DISTINCT near) AS near
CALL (near, loading) {
  UNWIND near AS child
  RETURN child
  UNION
  UNWIND near AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|SIBLING_OF]-(child:Person) WHERE DURING(r)
  RETURN child
  UNION
  UNWIND near AS p
  MATCH (p)-[l:LIVES_AT]->(a:Address) WHERE DURING(l) AND RELATES_DURING(l)
  MATCH (a)<-[m:LIVES_AT]-(child:Person) WHERE DURING(m) AND RELATES_DURING(m)
  RETURN child LIMIT $bound
}
WITH DISTINCT loading, asked, child
WITH loading, asked, child, FACT(child) AS child_facts
WHERE KNOWN(child_facts) AND LIVING(child_facts) AND CHILD(child)
CALL (child, loading) {
  CALL (child, loading) {
    MATCH (child)<-[r:PARENT_OF|CARES_FOR]-(close:Person) WHERE DURING(r) RETURN close, [r] AS ties, true AS brings
    UNION
    MATCH (child)-[r:SIBLING_OF]-(close:Person) WHERE DURING(r) RETURN close, [r] AS ties, false AS brings
    UNION
    MATCH (child)<-[r:PARENT_OF]-(parent:Person)-[s:PARENT_OF]->(close:Person)
    WHERE DURING(r) AND DURING(s) AND close <> child RETURN close, [r, s] AS ties, false AS brings
    UNION
    MATCH (child)-[l:LIVES_AT]->(a:Address) WHERE DURING(l) AND RELATES_DURING(l)
    WITH child, l, a, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)
    MATCH (a)<-[m:LIVES_AT]-(close:Person) WHERE close <> child AND DURING(m) AND RELATES_DURING(m) AND TOGETHER(l_m)
    RETURN close, [] AS ties, true AS brings
  }
  WITH child, loading, close, brings, ties WHERE SURE_DURING(ties)
  WITH collect(DISTINCT close) AS close, collect(DISTINCT CASE WHEN brings THEN close END) AS bringing  // of a lone child too
  CALL (bringing) {
    UNWIND bringing AS one
    MATCH (one)-[r:PARTNER_OF]-(partner:Person) WHERE DURING(r)
    WITH partner, [r] AS ties WHERE SURE_DURING(ties)
    RETURN collect(DISTINCT partner) AS partners
  }
  UNWIND [child] + close + partners AS member
  WITH DISTINCT loading, member
  WITH member WHERE LIVING(member)
  RETURN collect(member) AS members
}
WITH loading, child, members WHERE any(one IN asked WHERE one IN members)
CALL (members, loading) {
  UNWIND members AS a
  MATCH (a)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]->(b:Person) WHERE b IN members AND DURING(r)
  WITH a, b, r, [r] AS sure WHERE SURE_DURING(sure)
  RETURN collect({from: a.id, to: b.id, ties: [elementId(r)]}) AS ties
}
CALL (members, loading) {
  UNWIND members AS a
  MATCH (a)-[l:LIVES_AT]->(place:Address) WHERE DURING(l) AND RELATES_DURING(l)
  WITH members, a, l, place, KINDS(place) AS place_kinds, RESIDENTS(place) AS place_residents WHERE HOME(place)
  MATCH (place)<-[m:LIVES_AT]-(b:Person)
  WHERE b IN members AND a.id < b.id AND DURING(m) AND RELATES_DURING(m) AND TOGETHER(l_m)
  RETURN collect({from: a.id, to: b.id, ties: [elementId(l), elementId(m)]}) AS homes
}
CALL (members, loading) {
  UNWIND members AS p
  CALL (p, loading) {
    {live}
    RETURN counted
  }
  UNWIND counted AS one
  WITH loading, p, one.node AS i, one.facts AS i_facts
  MATCH (i)-[of:WITH]->(s:Service) WHERE KNOWN(of)
  MATCH (o:Organisation {id: i_facts.provider})
  WITH p, s, i, i_facts, o,
    [(i)-[to:ALLOCATED_TO]->(w:Professional) WHERE KNOWN(to) AND w.registration IS NOT NULL
      AND coalesce(to.maybe_from, $on) <= $on AND $linked_from < coalesce(to.maybe_to, date('9999-12-31')) | w.registration]
      AS registrations
  RETURN collect({
    id: i.id, person: p.id, service: s.id, service_name: coalesce(s.name, o.name, o.id),
    kind: coalesce(s.kind, o.kind, 'other'), agency: o.id, agency_name: coalesce(o.name, o.id),
    since: i_facts.valid_from, recorded_by: i.agency, registrations: registrations
  }) AS involvements
}
CALL (members, loading) {
  UNWIND members AS p
  MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(event:Event)
  WHERE KNOWN(about) AND KNOWN(of)
  WITH loading, event, collect(DISTINCT p.id) AS people
  WITH loading, event, people, FACT(event) AS e
  WHERE KNOWN(e)
  WITH loading, event, people, e,
    coalesce(e.on_first, head([(event)-[next:FOLLOWED]->(b:Event) WHERE KNOWN(next) AND b.on_first IS NOT NULL | b.on_first]))
      AS first,
    [(event)-[told:INFORMED]->(o:Organisation)
      WHERE KNOWN(told) AND coalesce(told.status, 'informed') IN ['informed', 'acknowledged']
        AND coalesce({told_on}, e.on_first, $on) <= $on
        AND coalesce(date(told.at_last), e.on_last, $on) >= $linked_from | o.id] AS told
  WITH loading, event, people, e, first, told,
    coalesce(coalesce(e.until_last, e.on_last, first) >= $linked_from, false) AS recent
  WHERE coalesce(first <= $on, true) AND (recent OR size(told) > 0)
  RETURN collect({
    agency: e.agency, kind: e.kind, on: e.on, people: people, recent: recent, told: told,
    service: head([(event)-[by:REPORTED_BY]->(s:Service) WHERE KNOWN(by) | s.id]),
    together: [(event)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id],
    referred: [(event)-[to:REFERRED_TO]->(o:Organisation) WHERE KNOWN(to) | o.id]
  }) AS events
}
CALL (involvements) {
  UNWIND involvements AS i
  WITH DISTINCT i.recorded_by AS agency
  OPTIONAL MATCH (x:Extract {state: 'complete'})-[:DELIVERED_BY]->(:Organisation {id: agency})
  WHERE x.extracted_at <= $known_at AND (x.covers_from IS NULL OR x.covers_from <= $on)
    AND (x.covers_to IS NULL OR $on <= x.covers_to)
  WITH agency, count(x) AS covering WHERE covering = 0
  RETURN collect(agency) AS uncovered
}
WITH child, members, ties, homes, involvements, events, uncovered ORDER BY child.id
RETURN collect({
  child: child.id, members: [m IN members | m.id], ties: ties + homes, involvements: involvements, events: events,
  uncovered: uncovered
}) AS answer
