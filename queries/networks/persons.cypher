// Who they are, and who else is concerned in the events: the records of each, and of whoever holds the same verified
// identifier.
CALL (people, events, loading) {
  UNWIND [p IN people | [ID(p)]] + [e IN events | e.people] AS ids UNWIND ids AS id
  WITH DISTINCT loading, id
  WHOSE(p_id)
  WITH loading, p, PERSON(p) AS p_facts
  CALL (p, loading) {
    MATCH (p)<-[about:ABOUT]-(s:SourceRecord) WHERE OF(about)
    RETURN p AS whose, s
    UNION
    MATCH (p)<-[about:ABOUT]-(:SourceRecord)-[mine:IDENTIFIED_BY]->(same:Identifier)
    WHERE same.placeholder IS NULL AND OF(about) AND KNOWN(mine)
    WITH DISTINCT loading, p, same
    MATCH (same)<-[theirs:IDENTIFIED_BY]-(s:SourceRecord)-[of:ABOUT]->(whose:Person)
    WHERE whose <> p AND KNOWN(theirs) AND OF(of)
    RETURN whose, s LIMIT $bound
  }
  WITH loading, p, p_facts, whose, s, FACT(s) AS said
  WITH p, p_facts, collect({
    person: ID(whose), agency: s.agency, given_names: said.given_names, family_name: said.family_name,
    also_known_as: coalesce(said.also_known_as, []), date_of_birth: said.date_of_birth,
    identifiers: [(s)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE i.placeholder IS NULL AND KNOWN(held) | i.id]
  }) AS records
  RETURN collect({id: ID(p), adult: NOT CHILD(p), records: records}) AS persons
}
