// All that is known of some persons, and of the kinds of some places, whenever it holds: rows for the snapshot, each
// a list in the order of the columns of `queries.analysis.borough.rows`.
CALL (loading) {
  UNWIND $people AS id
  MATCH (p:Person {id: id})
  RETURN collect(p) AS people
}
CALL (people, loading) {
  UNWIND people AS p
  WITH loading, p, FACT(p) AS f WHERE KNOWN(f)
  RETURN collect([
    p.id, f.date_of_birth IS NOT NULL, toString(f.date_of_birth_last), f.expected_date_of_birth IS NOT NULL,
    toString(coalesce(f.date_of_birth_first, f.expected_date_of_birth_first)), toString(f.deceased_on_last), GROWN(p)
  ]) AS persons
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(s:SourceRecord) WHERE KNOWN(about)
  WITH loading, p, s, FACT(s) AS said
  RETURN collect([
    p.id, s.id, s.agency, said.given_names, said.family_name, coalesce(said.also_known_as, []), said.date_of_birth,
    [(s)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE i.placeholder IS NULL AND KNOWN(held) | i.id]
  ]) AS records
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(r:SourceRecord)-[mine:IDENTIFIED_BY]->(same:Identifier)<-[theirs:IDENTIFIED_BY]-(s:SourceRecord)
    -[of:ABOUT]->(other:Person)
  WHERE other <> p AND same.placeholder IS NULL AND KNOWN(about) AND KNOWN(mine) AND KNOWN(theirs) AND KNOWN(of)
  UNWIND [[p.id, other.id, s.id], [other.id, p.id, r.id]] AS pair
  RETURN collect(DISTINCT pair) AS sharing
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]->(q:Person) WHERE EVER(r)
  UNWIND [i IN PLACES(r) WHERE PLACE_KNOWN(r)] AS i
  RETURN collect(DISTINCT [
    p.id, q.id, type(r), r.type, toString(r.maybe_from[i]), toString(r.maybe_to[i])
  ]) AS ties
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)-[l:LIVES_AT]->(place:Address) WHERE EVER(l)
  UNWIND [i IN PLACES(l) WHERE PLACE_KNOWN(l)] AS i
  RETURN collect(DISTINCT [
    p.id, place.id, l.agency[i], l.kind[i], l.valid_from[i], toString(l.maybe_from[i]),
    toString(l.maybe_to[i]), l.to_record[i], place.uprn
  ]) AS stays
}
CALL (people, loading) {
  CALL (people) {
    UNWIND people AS p
    MATCH (p)-[:LIVES_AT]->(a:Address)
    RETURN a
    UNION
    UNWIND $places AS id
    MATCH (a:Address {id: id})
    RETURN a
  }
  WITH loading, a, KINDS(a) AS kinds, [(a)<-[at:AT]-(h:Household) WHERE KNOWN(at) | FACT(h)] AS said
  RETURN collect([
    a.id, size(kinds) > 0, 'home' IN kinds,
    any(one IN said WHERE coalesce(one.shielded, 'no') <> 'no'),
    [one IN said WHERE one.postcode IS NOT NULL | one.postcode]
  ]) AS places
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Involved)-[mine:INVOLVED]->(i:Involvement) WHERE KNOWN(about) AND KNOWN(mine)
  WITH DISTINCT loading, p, i, FACT(i) AS known
  WHERE KNOWN(known) AND (known.status = 'open' OR (known.status = 'closed' AND known.valid_to IS NOT NULL))
  MATCH (i)-[of:WITH]->(s:Service) WHERE KNOWN(of)
  RETURN collect([
    p.id, i.id, s.id, known.provider, i.agency, known.valid_from, toString(known.maybe_from), toString(known.maybe_to),
    known.implied IS NOT NULL, {allocations}, coalesce(i.sensitivity, 'ordinary')
  ]) AS involvements
}
CALL (people, loading) {
  CALL (people, loading) {
    UNWIND people AS p
    MATCH (p)<-[about:ABOUT]-(:SourceRecord)<-[of:CONCERNS|SAW|SPOKE_TO]-(e:Event) WHERE KNOWN(about) AND KNOWN(of)
    RETURN DISTINCT e
  }
  WITH loading, e, FACT(e) AS e_facts
  WHERE KNOWN(e_facts)
  WITH loading, e, e_facts, DATED(e) AS dated
  RETURN collect([
    e.id, e_facts.agency, e_facts.kind, e_facts.on, e_facts.category, coalesce(e_facts.count, 1),
    toString(dated.on_first), toString(dated.on_last), toString(coalesce(e_facts.until_last, dated.on_last)),
    [(e)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE KNOWN(of) AND KNOWN(about) | q.id],
    [(e)-[saw:SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE KNOWN(saw) AND KNOWN(about) | q.id],
    head([(e)-[by:REPORTED_BY]->(s:Service) WHERE KNOWN(by) | s.id]),
    [(e)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id],
    [(e)-[to:REFERRED_TO]->(o:Organisation) WHERE KNOWN(to) | o.id],
    [(e)-[told:INFORMED]->(o:Organisation) WHERE KNOWN(told) | {
      agency: o.id, status: coalesce(told.status, 'informed'), at: told.at_first.epochMillis,
      recorded: told.recorded_at.epochMillis, from: toString(coalesce({told_on}, dated.on_first)),
      last: toString(coalesce(date(told.at_last), dated.on_last))}],
    [(e)-[same:SAME_OCCURRENCE]-(other:Event) WHERE KNOWN(same) | head([other_facts IN [FACT(other)] | {
      id: other.id, agency: CASE WHEN KNOWN(other_facts) THEN other.agency END, from: toString(HAPPENED(other))}])]
  ]) AS events
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(q:Enquiry) WHERE KNOWN(about) AND KNOWN(of)
  WITH loading, p, q, FACT(q) AS asking WHERE KNOWN(asking)
  RETURN collect([p.id, q.agency, asking.question, asking.answer, asking.on, toString(asking.on_first)]) AS enquiries
}
RETURN {
  persons: persons, records: records, sharing: sharing, ties: ties, stays: stays, places: places,
  involvements: involvements, events: events, enquiries: enquiries
} AS answer
