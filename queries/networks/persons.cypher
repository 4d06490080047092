// Who they are, and who else is concerned in the events: the records of each, and of whoever holds the same verified
// identifier.
CALL (people, events, loading) {
  UNWIND [p IN people | [ID(p)]] + [e IN events | e.people] AS ids UNWIND ids AS id
  WITH DISTINCT loading, id
  WHOSE(p_id)
  WITH loading, p, PERSON(p) AS p_facts
  CALL (p, loading) {
    MATCH (p)<-[about:ABOUT]-(s:SourceRecord) WHERE OF(about)
    RETURN collect({
      record: s,
      held: [(s)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE i.placeholder IS NULL AND KNOWN(held) | i]
    }) AS own
  }
  CALL (p, own, loading) {
    UNWIND own AS one
    RETURN p AS whose, one.record AS s, one.held AS held
    UNION ALL
    WITH loading, p, own, [one IN own | one.record] AS records
    UNWIND own AS one UNWIND one.held AS same
    WITH DISTINCT loading, p, records, same
    MATCH (same)<-[theirs:IDENTIFIED_BY]-(s:SourceRecord) WHERE NOT s IN records AND KNOWN(theirs)
    WITH loading, p, s
    MATCH (s)-[of:ABOUT]->(whose:Person) WHERE whose <> p AND OF(of)
    WITH DISTINCT loading, whose, s LIMIT $bound
    RETURN whose, s,
      [(s)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE i.placeholder IS NULL AND KNOWN(held) | i] AS held
  }
  WITH loading, p, p_facts, whose, s, held, FACT(s) AS said
  WHERE RECORDED(said)
  WITH p, p_facts, collect({
    person: ID(whose), agency: s.agency, given_names: said.given_names, family_name: said.family_name,
    also_known_as: coalesce(said.also_known_as, []), date_of_birth: said.date_of_birth,
    identifiers: [i IN held | i.id]
  }) AS records
  RETURN collect({id: ID(p), adult: NOT CHILD(p), records: records}) AS persons
}
