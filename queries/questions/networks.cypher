// For the persons asked about: each child whose network holds one of them, each whose network shares somebody
// with such a network, and each whom an adult met in incidents as well as a child of such a network; and what is
// known of everybody in these networks. Rows are raw, each once; what they mean is worked out by the rules.
UNWIND $records AS record
MATCH (:SourceRecord {id: record})-[named:ABOUT]->(p:Person) WHERE KNOWN(named)
WITH loading, collect(DISTINCT p) AS asked
CALL (asked, loading) {
  {children_near_asked}
}
CALL (asked, near, loading) {
  {members_near}
  WITH child, members WHERE any(one IN members WHERE one.person IN asked)
  RETURN collect({child: child, members: members}) AS found
}
CALL (found) {
  UNWIND found AS network UNWIND network.members AS one
  RETURN collect(DISTINCT one.person) AS around, collect(DISTINCT network.child) AS children
}
CALL (asked, children, loading) {
  CALL (asked, children, loading) {
    UNWIND asked AS who
    RETURN who
    UNION
    UNWIND children AS child
    {met_child}
    RETURN who LIMIT $most
  }
  WITH loading, who WHERE NOT who IN children
  {met_who}
  RETURN collect(DISTINCT met)[..$most] AS met
}
WITH loading, asked, found, around, children, met
CALL (around, loading) {
  {children_near_around}
}
WITH loading, asked, found, around, met, [child IN near + [m IN met WHERE NOT m IN near] WHERE NOT child IN children]
  AS further
CALL (around, met, further, loading) {
  {members_further}
  WITH child, members WHERE child IN met OR any(one IN members WHERE one.person IN around)
  RETURN collect({child: child, members: members}) AS more
}
WITH loading, asked, found + more AS networks
CALL (networks) {
  UNWIND networks AS network UNWIND network.members AS one
  RETURN collect(DISTINCT one.person) AS people
}
CALL (people, loading) {
  UNWIND people AS a
  MATCH (a)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]->(b:Person) WHERE b IN people AND DURING(r)
  WITH a, b, r, [r] AS sure WHERE SURE_DURING(sure)
  RETURN collect({
    start: a.id, end: b.id, edge: type(r), type: r.type, ids: [elementId(r)], now: TIE(r) AND SURE(sure)
  }) AS ties
}
CALL (people, loading) {
  UNWIND people AS a
  MATCH (a)-[l:LIVES_AT]->(place:Address) WHERE DURING(l) AND RELATES_DURING(l)
  WITH people, a, l, place, KINDS(place) AS place_kinds, RESIDENTS(place) AS place_residents WHERE HOME(place)
  MATCH (place)<-[m:LIVES_AT]-(b:Person)
  WHERE b IN people AND a.id < b.id AND DURING(m) AND RELATES_DURING(m) AND TOGETHER(l_m)
  WITH a, b, l, m, [l, m] AS sure
  RETURN collect({
    start: a.id, end: b.id, edge: 'HOME', type: null, ids: [elementId(l), elementId(m)],
    now: TIE(l) AND TIE(m) AND RELATES(l) AND RELATES(m) AND SURE(sure)
  }) AS homes
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)-[l:LIVES_AT]->(place:Address) WHERE TIE(l)
  UNWIND [i IN PLACES(l) WHERE PLACE_HOLDS(l)] AS i
  RETURN collect(DISTINCT {
    person: p.id, place: place.id, uprn: place.uprn, agency: l.agency[i], kind: l.kind[i], since: l.valid_from[i]
  }) AS stays
}
CALL (people, loading) {
  UNWIND people AS p
  CALL (p, loading) {
    {live}
    RETURN counted
  }
  UNWIND counted AS one
  WITH loading, p, one.node AS i, one.facts AS i_facts
  MATCH (i)-[of:WITH]->(s:Service) WHERE KNOWN(of)
  MATCH (o:Organisation {id: i_facts.provider})
  WITH p, s, i, i_facts, o,
    [(i)-[to:ALLOCATED_TO]->(w:Professional) WHERE KNOWN(to)
      AND coalesce(to.maybe_from, $on) <= $on | {registration: w.registration, first: toString(to.maybe_from),
        end: toString(to.maybe_to), until: to.valid_to}] AS allocations,
    COLLECT { MATCH (s)<-[:WITH]-(any:Involvement) RETURN any LIMIT 100 } AS some
  RETURN collect({
    id: i.id, person: p.id, service: s.id, service_name: coalesce(s.name, o.name, o.id),
    kind: coalesce(s.kind, o.kind, 'other'), agency: o.id, agency_name: coalesce(o.name, o.id),
    since: i_facts.valid_from, first: toString(i_facts.maybe_from), recorded_by: i.agency, allocations: allocations,
    allocates: any(one IN some WHERE EXISTS { (one)-[:ALLOCATED_TO]->() })
  }) AS involvements
}
CALL (people, loading) {
  UNWIND people AS p
  CALL (p, loading) {
    MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(event:Event)
    WHERE KNOWN(about) AND KNOWN(of) AND coalesce(event.on_first <= $on, true)
    WITH DISTINCT event ORDER BY event.on_first DESC
    RETURN event LIMIT $bound
  }
  WITH DISTINCT loading, event
  WITH loading, event, FACT(event) AS e
  WHERE KNOWN(e)
  WITH loading, event, e,
    coalesce(e.on_first, head([(event)-[next:FOLLOWED]->(b:Event) WHERE KNOWN(next) AND b.on_first IS NOT NULL | b.on_first]))
      AS first
  WHERE coalesce(first <= $on, true)
  RETURN collect({
    id: event.id, agency: e.agency, kind: e.kind, on: e.on, category: e.category, count: coalesce(e.count, 1),
    first: toString(first), last: toString(coalesce(e.on_last, first)),
    until: toString(coalesce(e.until_last, e.on_last, first)),
    people: [(event)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE KNOWN(of) AND KNOWN(about) | q.id],
    seen: [(event)-[saw:SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE KNOWN(saw) AND KNOWN(about) | q.id],
    service: head([(event)-[by:REPORTED_BY]->(s:Service) WHERE KNOWN(by) | s.id]),
    together: [(event)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id],
    referred: [(event)-[to:REFERRED_TO]->(o:Organisation) WHERE KNOWN(to) | o.id],
    told: [(event)-[told:INFORMED]->(o:Organisation)
      WHERE KNOWN(told) AND coalesce({told_on}, e.on_first, $on) <= $on | {agency: o.id,
        status: coalesce(told.status, 'informed'), at: told.at, last: toString(coalesce(date(told.at_last), e.on_last))}],
    twins: [(event)-[same:SAME_OCCURRENCE]-(other:Event) WHERE KNOWN(same) | {id: other.id, agency: other.agency}]
  }) AS events
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(q:Enquiry) WHERE KNOWN(about) AND KNOWN(of)
  WITH loading, p, q, FACT(q) AS asking WHERE KNOWN(asking) AND coalesce(asking.on_first <= $on, true)
  RETURN collect({
    person: p.id, agency: q.agency, question: asking.question, answer: asking.answer, on: asking.on
  }) AS enquiries
}
CALL (people, events, loading) {
  UNWIND [p IN people | [p.id]] + [e IN events | e.people] AS ids UNWIND ids AS id
  WITH DISTINCT loading, id
  MATCH (p:Person {id: id})
  WITH loading, p, FACT(p) AS p_facts
  CALL (p, loading) {
    MATCH (p)<-[about:ABOUT]-(s:SourceRecord) WHERE KNOWN(about)
    RETURN p AS whose, s
    UNION
    MATCH (p)<-[about:ABOUT]-(:SourceRecord)-[mine:IDENTIFIED_BY]->(same:Identifier)<-[theirs:IDENTIFIED_BY]-(s:SourceRecord)
      -[of:ABOUT]->(whose:Person)
    WHERE whose <> p AND same.placeholder IS NULL AND KNOWN(about) AND KNOWN(mine) AND KNOWN(theirs) AND KNOWN(of)
    RETURN whose, s LIMIT $bound
  }
  WITH loading, p, p_facts, whose, s, FACT(s) AS said
  WITH p, p_facts, collect({
    person: whose.id, agency: s.agency, given_names: said.given_names, family_name: said.family_name,
    also_known_as: coalesce(said.also_known_as, []), date_of_birth: said.date_of_birth
  }) AS records
  RETURN collect({id: p.id, adult: NOT CHILD(p), records: records}) AS persons
}
CALL (involvements, events, persons) {
  UNWIND [i IN involvements | [i.agency, i.recorded_by]] + [e IN events | [e.agency]]
    + [p IN persons | [r IN p.records | r.agency]] AS ids
  UNWIND ids AS id
  WITH DISTINCT id
  MATCH (o:Organisation {id: id})
  RETURN collect({
    id: o.id, name: coalesce(o.name, o.id), kind: coalesce(o.kind, 'other'),
    delivered: EXISTS { (:Extract {state: 'complete'})-[:DELIVERED_BY]->(o) },
    covered: EXISTS {
      (x:Extract {state: 'complete'})-[:DELIVERED_BY]->(o)
      WHERE x.extracted_at <= $known_at AND (x.covers_from IS NULL OR x.covers_from <= $on)
        AND (x.covers_to IS NULL OR $on <= x.covers_to)
    }
  }) AS agencies
}
RETURN {
  asked: [p IN asked | p.id],
  networks: [n IN networks | {child: n.child.id, members: [m IN n.members | {person: m.person.id, roles: m.roles}]}],
  ties: ties + homes, stays: stays, involvements: involvements, events: events, enquiries: enquiries,
  people: persons, agencies: agencies
} AS answer
