// Those who live in a person's homes on the date, or at an address that is a home; nobody where it is none.
CALL (loading) {
  MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
  WHERE KNOWN(about)
  RETURN COLLECT {
    MATCH (person)-[l:LIVES_AT]->(a:Address) WHERE TIE(l) AND RELATES(l)
    WITH a, [l] AS ties WHERE SURE(ties)
    RETURN a
  } AS places
  UNION
  MATCH (a:Address {id: $address})
  RETURN [a] AS places
}
CALL (places, loading) {
  UNWIND places AS a
  WITH loading, a, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)
  MATCH (a)<-[m:LIVES_AT]-(q:Person) WHERE TIE(m) AND RELATES(m)
  WITH q, [m] AS ties, FACT(q) AS q_facts
  WHERE SURE(ties) AND KNOWN(q_facts) AND LIVING(q_facts)
  WITH DISTINCT q ORDER BY q.id LIMIT $bound
  RETURN collect({person: q}) AS members
}
RETURN {members: members} AS it
